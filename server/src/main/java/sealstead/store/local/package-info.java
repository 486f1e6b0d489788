/// The store of one machine: RocksDB for records and small ciphertext, files for blobs.
@NullMarked
package sealstead.store.local;

import org.jspecify.annotations.NullMarked;
