package sealstead.s3.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import sealstead.custody.LabelGate;
import sealstead.encryption.Encryption;
import sealstead.kms.KeyImpact;
import sealstead.kms.KeyVersions;

/// What hangs on a key, for the KMS, which knows nothing of objects: the records that are there, by a brief
/// look; the writes that are under way; and what is committed meanwhile, by its label.
public final class KeyFences implements KeyImpact {
    private final BriefLooks looks;
    private final KeyDependents dependents;
    private final Encryption encryption;

    public KeyFences(BriefLooks looks, KeyDependents dependents, Encryption encryption) {
        this.looks = looks;
        this.dependents = dependents;
        this.encryption = encryption;
    }

    private static KeyDependents.Versions versions(KeyVersions key) {
        return new KeyDependents.Versions(key.arn(), key.keyMaterialIds());
    }

    @Override
    public Optional<Found> of(String account, KeyVersions key) {
        try {
            return looks.ofTenant(account, versions(key))
                    .map(found -> new Found(
                            found.versions(),
                            found.bytes(),
                            found.uploads(),
                            found.buckets().stream()
                                    .filter(row -> row.versions() + row.uploads() > 0)
                                    .count(),
                            found.byDefault().size(),
                            found.samples().stream()
                                    .map(KeyDependents.Dependent::shown)
                                    .toList(),
                            found.complete()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Bucket keys under the key are forgotten first, so that no write begins under one that was to be had
    /// before.
    @Override
    public FencedKey fence(KeyVersions key) {
        encryption.forgetBucketKeys(key.arn());
        try {
            return new Watching(dependents.watch(versions(key), key.arn()), key);
        } catch (IOException unreachable) {
            throw new UncheckedIOException(unreachable);
        }
    }

    private final class Watching implements FencedKey {
        private final LabelGate.Watch watch;
        private final KeyVersions key;
        /// Counted when the watch had begun: a write that ended before is in the records, one that ends later
        /// is seen.
        private final long underWay;

        Watching(LabelGate.Watch watch, KeyVersions key) {
            this.watch = watch;
            this.key = key;
            this.underWay = underWay();
        }

        private long underWay() {
            return key.keyMaterialIds().stream().mapToLong(encryption::underWay).sum();
        }

        @Override
        public long writes() {
            try {
                return Math.max(underWay, underWay()) + watch.seen();
            } catch (IOException unreachable) {
                throw new UncheckedIOException(unreachable);
            }
        }

        @Override
        public boolean raise() {
            try {
                return watch.forbid();
            } catch (IOException unreachable) {
                throw new UncheckedIOException(unreachable);
            }
        }

        @Override
        public void lower() {
            watch.permit();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
