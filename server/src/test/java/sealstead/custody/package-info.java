@NullMarked
package sealstead.custody;

import org.jspecify.annotations.NullMarked;
