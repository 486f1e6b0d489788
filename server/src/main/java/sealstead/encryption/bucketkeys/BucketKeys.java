package sealstead.encryption.bucketkeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import sealstead.crypto.SecretBytes;
import sealstead.kms.KeyService;
import sealstead.kms.Ledger;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;

/// The bucket keys in use. For writing there is one per (bucket, KMS key as named, principal): the first write
/// asks the KMS for a data key in the context of the bucket's ARN, the others within the window wrap under it. For
/// reading there is one per (wrapped bucket key, principal), so that every principal is authorised by the KMS
/// itself once per window.
///
/// Concurrent requests for the same key wait for the one that asks the KMS (single flight). A failure is not kept:
/// every waiter that finds no key asks for itself.
public final class BucketKeys {
    private static final String ALIAS = "alias/";
    private static final String AWS_MANAGED = "alias/aws/";
    private static final int PART_OF_HEAP = 128;
    /// A key, what it is wrapped as, its ARN, and the lock that guards them.
    private static final int SLOT_BYTES = 1024;

    private final KeyService kms;
    private final Ledger ledger;
    private final Clock clock;
    private final BucketKeyLimits limits;
    private final Cache<WriteSlot, Slot> writing;
    private final Cache<ReadSlot, Slot> reading;

    public BucketKeys(KeyService kms, Ledger ledger, Clock clock, BucketKeyLimits limits) {
        this.kms = kms;
        this.ledger = ledger;
        this.clock = clock;
        this.limits = limits;
        this.writing = cache(
                limits,
                slot -> HeapShare.of(slot.bucketId()) + HeapShare.of(slot.keyId()) + HeapShare.of(slot.principal()));
        this.reading = cache(limits, slot -> slot.wrapped().size() + HeapShare.of(slot.principal()));
    }

    private static <K> Cache<K, Slot> cache(BucketKeyLimits limits, ToLongFunction<K> bytes) {
        RemovalListener<K, Slot> wipe = (key, slot, cause) -> {
            if (slot != null) {
                slot.wipe();
            }
        };
        return HeapShare.<K, Slot>of(PART_OF_HEAP, (name, slot) -> SLOT_BYTES + bytes.applyAsLong(name))
                .expireAfterAccess(limits.age())
                .removalListener(wipe)
                .build();
    }

    /// Who is served by what the KMS is asked for is many, and not yet known.
    private enum Serving implements Reason {
        BUCKET_KEY
    }

    private record WriteSlot(String bucketId, String keyId, String principal) {}

    private record ReadSlot(Bytes wrapped, String principal) {}

    /// A copy of a bucket key, to be closed by whoever asked for it.
    ///
    /// @param wrapped what the KMS returned for it
    public record BucketKey(SecretBytes key, Bytes wrapped, String keyArn, String keyMaterialId)
            implements AutoCloseable {
        @Override
        public void close() {
            key.close();
        }
    }

    /// The bucket key to wrap a new data key with.
    ///
    /// @param keyId the KMS key as the request or the bucket names it
    public BucketKey forWriting(Use use, String bucketId, String bucketArn, String keyId) {
        var slot = writing.get(new WriteSlot(bucketId, keyId, use.caller().cacheName()), key -> new Slot());
        slot.lock.lock();
        try {
            var held = slot.usable(clock.instant(), limits);
            if (held == null || !isStillNamed(use, keyId, held)) {
                slot.drop();
                var data = kms.generateDataKey(use.because(Serving.BUCKET_KEY), keyId, context(bucketArn));
                held = slot.hold(
                        new BucketKey(data.plaintext(), data.ciphertext(), data.keyArn(), data.keyMaterialId()),
                        clock.instant());
            } else {
                ledger.saved("GenerateDataKey", held.keyArn(), use);
            }
            slot.uses++;
            return new BucketKey(held.key().copy(), held.wrapped(), held.keyArn(), held.keyMaterialId());
        } finally {
            slot.lock.unlock();
        }
    }

    /// Makes the next write of that caller ask the KMS.
    public void forget(Use use, String bucketId, String keyId) {
        writing.invalidate(new WriteSlot(bucketId, keyId, use.caller().cacheName()));
    }

    /// Forgets and wipes all bucket keys, so that none is left in memory that is under a version of a key that goes
    /// away.
    public void forgetAll() {
        writing.invalidateAll();
        reading.invalidateAll();
        writing.cleanUp();
        reading.cleanUp();
    }

    /// Has the next write under a KMS key ask the KMS, whatever bucket and caller it is of.
    public void forgetUnder(String keyArn) {
        writing.asMap().forEach((name, slot) -> {
            if (slot.isUnder(keyArn)) {
                writing.invalidate(name);
            }
        });
    }

    /// Whether an alias stands for the key that it stood for: what it is pointed to takes effect at once. That
    /// of an AWS managed key is nobody's to point.
    private boolean isStillNamed(Use use, String keyId, BucketKey held) {
        boolean alias = keyId.startsWith(ALIAS) || keyId.contains(":" + ALIAS);
        return !alias
                || keyId.startsWith(AWS_MANAGED)
                || kms.arn(use.caller(), keyId, use.region())
                        .filter(held.keyArn()::equals)
                        .isPresent();
    }

    /// The bucket key that wraps a stored data key.
    public SecretBytes forReading(Use use, String bucketArn, Bytes wrapped, String keyArn) {
        var slot = reading.get(new ReadSlot(wrapped, use.caller().cacheName()), key -> new Slot());
        slot.lock.lock();
        try {
            var held = slot.usable(clock.instant(), limits);
            if (held == null) {
                slot.drop();
                var key = kms.decrypt(use.because(Serving.BUCKET_KEY), wrapped, context(bucketArn));
                held = slot.hold(new BucketKey(key, wrapped, keyArn, ""), clock.instant());
            } else {
                ledger.saved("Decrypt", keyArn, use);
            }
            slot.uses++;
            return held.key().copy();
        } finally {
            slot.lock.unlock();
        }
    }

    /// The bucket key that wraps a stored data key, asked of the KMS for this one reading and not kept.
    public SecretBytes forOneReading(Use use, String bucketArn, Bytes wrapped) {
        return kms.decrypt(use, wrapped, context(bucketArn));
    }

    private static Map<String, String> context(String bucketArn) {
        return Map.of("aws:s3:arn", bucketArn);
    }

    /// Holds one key under its own lock, so that it is never wiped while it is being copied.
    private static final class Slot {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable BucketKey key;
        private Instant since = Instant.EPOCH;
        private long uses;

        private @Nullable BucketKey usable(Instant now, BucketKeyLimits limits) {
            boolean fresh = uses < limits.uses() && now.isBefore(since.plus(limits.age()));
            return key != null && fresh ? key : null;
        }

        private BucketKey hold(BucketKey fresh, Instant now) {
            key = fresh;
            since = now;
            uses = 0;
            return fresh;
        }

        private void drop() {
            if (key != null) {
                key.close();
                key = null;
            }
        }

        /// Also so if nobody can say, since the KMS is being asked.
        private boolean isUnder(String keyArn) {
            if (!lock.tryLock()) {
                return true;
            }
            try {
                return key != null && key.keyArn().equals(keyArn);
            } finally {
                lock.unlock();
            }
        }

        private void wipe() {
            lock.lock();
            try {
                drop();
            } finally {
                lock.unlock();
            }
        }
    }
}
