/// Ciphertext, sealed records and opaque ids, kept durably; this room cannot decrypt and knows no other room.
@NullMarked
package sealstead.store;

import org.jspecify.annotations.NullMarked;
