package sealstead.custody;

import java.io.IOException;
import java.security.SecureRandom;
import sealstead.store.Bytes;

/// What in the records of one table is under a key of the store key of its own, beside the record's own seal.
public interface InnerSeal {
    /// The name of the table.
    String table();

    /// The record as it is under another store key.
    ///
    /// @param group of the record
    /// @param head opened
    /// @throws IOException if what is in it does not open
    Bytes reseal(Bytes group, Bytes head, RootKey from, RootKey to, SecureRandom random) throws IOException;
}
