@NullMarked
package sealstead.wire;

import org.jspecify.annotations.NullMarked;
