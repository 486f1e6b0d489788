/// Faults that are made on purpose, for tests of clients.
@NullMarked
package sealstead.fault;

import org.jspecify.annotations.NullMarked;
