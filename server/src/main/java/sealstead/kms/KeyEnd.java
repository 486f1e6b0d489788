package sealstead.kms;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// Stands by when a key is destroyed at the end of its window.
public interface KeyEnd {
    /// The window of `key` is over: nobody can use it any more, and its material is about to be destroyed. Told
    /// again if it was not destroyed after all; if this fails the key waits.
    void ending(Key key) throws IOException;

    /// The material is destroyed.
    void ended(Key key, Instant when) throws IOException;

    /// @param keyMaterialIds of its versions that were not retired
    record Key(
            String arn,
            List<String> keyMaterialIds,
            Instant created,
            Instant scheduled,
            int windowDays,
            Instant windowEnded) {
        public Key {
            keyMaterialIds = List.copyOf(keyMaterialIds);
        }
    }
}
