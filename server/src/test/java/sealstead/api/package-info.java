@NullMarked
package sealstead.api;

import org.jspecify.annotations.NullMarked;
