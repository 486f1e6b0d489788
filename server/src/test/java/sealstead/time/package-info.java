@NullMarked
package sealstead.time;

import org.jspecify.annotations.NullMarked;
