@NullMarked
package sealstead.migration;

import org.jspecify.annotations.NullMarked;
