@NullMarked
package sealstead.moving;

import org.jspecify.annotations.NullMarked;
