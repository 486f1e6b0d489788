package sealstead.s3.keys;

import java.io.IOException;
import java.security.SecureRandom;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Protection;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ContentResealing;
import sealstead.s3.content.OpenedObject;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredObject;

/// Seals stored versions anew, each under a new data key, for who must reckon with a data key or an older
/// version of its wrapping key in other hands. All that a client sees of a version stays as it is.
final class Reencryption {
    private final Objects objects;
    private final Encryption encryption;
    private final SecureRandom random;

    Reencryption(Objects objects, Encryption encryption, SecureRandom random) {
        this.objects = objects;
        this.encryption = encryption;
        this.random = random;
    }

    /// What is sealed anew.
    ///
    /// @param found its key as it was read
    record Version(Bucket bucket, String key, Objects.Found found, StoredObject object) {}

    /// @param from what it is under now and is to be no more
    /// @param to the ARN of the KMS key to be; empty for service keys
    /// @return false if another commit came first
    /// @throws sealstead.wire.Refusal if the KMS refuses
    boolean reseal(Version version, Rewrapping.From from, String to, KeyAccess access) throws IOException {
        var bucket = version.bucket;
        if (version.object.placement() instanceof Placement.Pieces) {
            throw new Rewrapping.LeftException("something was appended to it: a copy of it is encrypted anew");
        }
        var opened = new ReadPlan(access, version.object).openWhole(encryption, objects);
        if (opened.isEmpty()) {
            if (objects.find(bucket.id(), version.key).unchanged().equals(version.found.unchanged())) {
                throw objects.lost(bucket, version.key, version.object);
            }
            return false;
        }
        try (var there = opened.get();
                var sealer = sealing(version, from, to, access)) {
            return new Turn(version, there, sealer).reseal();
        }
    }

    private ObjectSealer sealing(Version version, Rewrapping.From from, String to, KeyAccess access) {
        var protection = protection(version.object.envelope(), to);
        var sealer = encryption.seal(access, protection);
        if (!from.has(sealer.envelope(0), version.bucket)) {
            return sealer;
        }
        // The bucket key at hand is of before the rotation.
        sealer.close();
        sealer.envelope(0).kms().ifPresent(kms -> encryption.forgetBucketKey(access, kms.keyArn()));
        return encryption.seal(access, protection);
    }

    /// The same protection, under another KMS key.
    private static Protection protection(Envelope envelope, String to) {
        return switch (envelope.scheme()) {
            case SSE_S3 -> new Protection.SseS3();
            case SSE_KMS -> {
                var kms = envelope.kms().orElseThrow();
                yield new Protection.SseKms(keyOr(to, kms), kms.isBucketKey(), kms.context());
            }
            case DSSE_KMS -> {
                var kms = envelope.kms().orElseThrow();
                yield new Protection.DsseKms(keyOr(to, kms), kms.context());
            }
            case SSE_C -> throw new IllegalArgumentException("the customer's key is needed");
        };
    }

    private static String keyOr(String to, ObjectKeys.OfKms kms) {
        return to.isEmpty() ? kms.keyArn() : to;
    }

    private final class Turn {
        private final Version version;
        private final StoredObject before;
        private final OpenedObject opened;
        private final ObjectSealer sealer;
        private final ContentResealing resealing;

        Turn(Version version, OpenedObject opened, ObjectSealer sealer) {
            this.version = version;
            this.before = version.object;
            this.opened = opened;
            this.sealer = sealer;
            this.resealing =
                    new ContentResealing(objects, random, version.bucket.id(), version.key, opened.opener(), sealer);
        }

        boolean reseal() throws IOException {
            var body = opened.body();
            ContentResealing.Plaintext all = out -> opened.copy(0, before.bytes(), out);
            long stored = before.envelope().storedBytes();
            return switch (before.placement()) {
                case Placement.Within within ->
                    commit(new Placement.Within(resealing.inMemory(stored, all)), new Objects.Content.Stored());
                case Placement.Inline() ->
                    commit(new Placement.Inline(), new Objects.Content.Inline(resealing.inMemory(stored, all)));
                case Placement.Blob old ->
                    commit(new Placement.Blob(resealing.blob(all)), new Objects.Content.Stored());
                case Placement.Parts parts -> {
                    var manifest = ((StoredBody.Parts) body).manifest();
                    yield commit(parts, new Objects.Content.Parts(resealing.parts(manifest, body)));
                }
                case Placement.Pieces pieces -> throw new IllegalStateException("pieces");
            };
        }

        private boolean commit(Placement placement, Objects.Content content) throws IOException {
            var envelope = sealer.envelope(before.bytes())
                    .ofLength(before.bytes(), before.envelope().storedBytes());
            var after = before.with(envelope, resealing.checksum(before)).with(placement);
            if (!resealing.isStillOurs()) {
                throw new Rewrapping.LeftException("it took longer than garbage.grace");
            }
            if (!objects.reseal(version.bucket, version.key, version.found, before, after, content)) {
                resealing.giveUp();
                return false;
            }
            resealing.keep();
            return true;
        }
    }
}
