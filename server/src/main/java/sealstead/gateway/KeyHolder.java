package sealstead.gateway;

import java.io.IOException;
import java.util.List;

/// What has keys in the memory of this process.
public interface KeyHolder {
    /// Somebody is about to look what is under these keys: what begins from now on is to come under newer ones.
    void leave(List<String> keys);

    /// How many writes have one of them and are not over.
    long underWay(List<String> keys);

    /// They may be destroyed by now.
    void forget(List<String> keys);

    /// Whether the reason for which something is forbidden still stands.
    boolean stands(String reason) throws IOException;
}
