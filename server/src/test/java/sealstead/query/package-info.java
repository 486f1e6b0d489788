@NullMarked
package sealstead.query;

import org.jspecify.annotations.NullMarked;
