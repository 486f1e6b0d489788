@NullMarked
package sealstead.health;

import org.jspecify.annotations.NullMarked;
