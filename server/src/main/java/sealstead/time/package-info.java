/// The time that may be believed where something cannot be undone: two witnesses, the clock of the machine and
/// the time that the store has counted.
@NullMarked
package sealstead.time;

import org.jspecify.annotations.NullMarked;
