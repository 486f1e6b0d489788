@NullMarked
package sealstead.backup;

import org.jspecify.annotations.NullMarked;
