/// What every engine must keep: an engine runs these contracts by extending them.
@NullMarked
package sealstead.store;

import org.jspecify.annotations.NullMarked;
