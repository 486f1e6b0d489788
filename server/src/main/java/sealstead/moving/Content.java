package sealstead.moving;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import sealstead.store.Bytes;

/// What a group or a blob has: by its digest it is told from every other.
///
/// @param cells how many, the head among them; 1 of a blob
/// @param bytes of their values
/// @param digest SHA-256 of names and values, with their lengths
record Content(long cells, long bytes, Bytes digest) {
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
