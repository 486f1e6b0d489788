package sealstead.s3.keys;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.encryption.Encryption;

/// Destroys a version of a KMS key under which nothing is any more. That nothing is under it is made sure of
/// in this order:
///
/// 1. bucket keys in memory are forgotten, so that new ones come under the current version;
/// 2. from now on every commit of a record under the version is noticed (see [sealstead.custody.LabelGate]);
/// 3. writes that got their data key under it and have not ended are counted;
/// 4. all records are looked at;
/// 5. if nothing was found or noticed, every commit under the version is refused from then on, and its
///    material is destroyed and erased, with a certificate.
///
/// A retirement that fails before the material is destroyed leaves nothing: neither what it forbade nor a
/// prepared certificate.
///
/// A write that got its key under the version before all this and was not counted is refused when it commits.
public final class VersionRetirement {
    private static final Logger LOG = LoggerFactory.getLogger(VersionRetirement.class);

    private final KeyDependents dependents;
    private final Encryption encryption;
    private final Material material;
    private final Shredding shredding;
    private final Clock clock;

    /// The material of one version of a key.
    public interface Material {
        /// @throws IllegalArgumentException if the key does not let it go now
        void checkRetirable(String keyArn, String keyMaterialId) throws IOException;

        /// Destroys it.
        ///
        /// @return false if it was not there any more
        /// @throws IllegalArgumentException if the key does not let it go
        boolean destroy(String keyArn, String keyMaterialId) throws IOException;
    }

    public VersionRetirement(
            KeyDependents dependents, Encryption encryption, Material material, Shredding shredding, Clock clock) {
        this.dependents = dependents;
        this.encryption = encryption;
        this.material = material;
        this.shredding = shredding;
        this.clock = clock;
    }

    /// @param retired whether the material was destroyed
    /// @param erased whether it is in no file of the store any more, and its certificate is signed;
    ///     otherwise that waits
    /// @param writes that were under way with a data key under it, or moved a record under it meanwhile
    public record Outcome(boolean retired, boolean erased, KeyDependents.Report found, long writes) {}

    /// @throws IllegalArgumentException if the key does not let it go now, whatever is under it
    public void check(String keyArn, String keyMaterialId) throws IOException {
        material.checkRetirable(keyArn, keyMaterialId);
    }

    /// @param confirmed otherwise it is only looked whether it could be done
    /// @throws IllegalArgumentException if the key does not let it go
    public Outcome retire(String keyArn, String keyMaterialId, boolean confirmed) throws IOException {
        var version = new KeyDependents.Versions(keyArn, List.of(keyMaterialId));
        check(keyArn, keyMaterialId);
        encryption.forgetBucketKeys();
        try (var watch = dependents.watch(version)) {
            long underWay = encryption.underWay(keyMaterialId);
            var found = dependents.look(version, () -> false);
            long writes = underWay + watch.seen();
            if (found.isAny() || !found.complete() || writes > 0 || !confirmed) {
                return new Outcome(false, false, found, writes);
            }
            if (!watch.forbid()) {
                return new Outcome(false, false, found, watch.seen());
            }
            boolean done = false;
            try {
                shredding.versionEnding(keyArn, keyMaterialId, found);
                if (!material.destroy(keyArn, keyMaterialId)) {
                    throw new IllegalArgumentException("that version was retired before");
                }
                done = true;
            } finally {
                if (!done && shredding.isKept(keyArn, keyMaterialId)) {
                    watch.permit();
                    shredding.versionKept(keyArn, keyMaterialId);
                }
            }
            shredding.versionEnded(keyArn, keyMaterialId, clock.instant());
            boolean erased = false;
            try {
                shredding.finish();
                erased = true;
            } catch (IOException later) {
                LOG.warn("the certificate of {} of {} waits: {}", keyMaterialId, keyArn, later.toString());
            }
            return new Outcome(true, erased, found, 0);
        }
    }
}
