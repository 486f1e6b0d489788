package sealstead.kms;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Stands by when keys are destroyed at the end of their windows.
public interface KeyEnd {
    /// The windows of `keys` are over: nobody can use them any more, and their material is about to be
    /// destroyed. Told again of those that were not destroyed after all.
    ///
    /// @return the ARNs of those that may be; the others wait
    Set<String> ending(List<Key> keys) throws IOException;

    /// The material of a key is destroyed.
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

        static Key of(KmsKey key) {
            var deletion = key.deletion();
            return new Key(
                    key.arn(),
                    EmbeddedKms.versions(key).keyMaterialIds(),
                    key.created(),
                    deletion.at().minus(Duration.ofDays(deletion.days())),
                    deletion.days(),
                    deletion.at());
        }
    }
}
