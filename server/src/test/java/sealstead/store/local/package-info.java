/// The contracts, run by the store of one machine.
@NullMarked
package sealstead.store.local;

import org.jspecify.annotations.NullMarked;
