/// Records that were frozen: what they hold is read for ever, and what is written today are the same bytes.
@NullMarked
package sealstead.golden;

import org.jspecify.annotations.NullMarked;
