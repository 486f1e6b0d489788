package sealstead.store;

import java.io.IOException;
import java.util.List;

/// Where the store key lies under the root key; the store cannot open it.
public interface StoreKeyPlace {
    /// The copies that are there; none of a store from before there were store keys.
    List<String> storeKeys() throws IOException;

    /// Writes it anew, one copy after the other.
    void putStoreKey(String text) throws IOException;

    /// In words.
    String place();
}
