@NullMarked
package sealstead.tracing;

import org.jspecify.annotations.NullMarked;
