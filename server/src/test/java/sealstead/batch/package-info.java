@NullMarked
package sealstead.batch;

import org.jspecify.annotations.NullMarked;
