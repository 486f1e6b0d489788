/// The format against an independent implementation, against its vectors, and against every change.
@NullMarked
package sealstead.crypto;

import org.jspecify.annotations.NullMarked;
