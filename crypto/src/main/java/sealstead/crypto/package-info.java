/// Keys and ciphers: sealing and opening of streams and records, key wrapping, and the object format.
@NullMarked
package sealstead.crypto;

import org.jspecify.annotations.NullMarked;
