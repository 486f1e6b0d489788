@NullMarked
package sealstead.control;

import org.jspecify.annotations.NullMarked;
