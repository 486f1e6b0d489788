package sealstead.encryption;

import com.github.benmanes.caffeine.cache.Cache;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyWrap;
import sealstead.crypto.RandomId;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RootKey;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;

/// Makes service keys and unwraps them. Unwrapped ones are kept: they are named by random ids and never change.
/// They are not wiped on eviction, since another request may be using the same one; the garbage collector takes
/// them.
public final class ServiceKeyRing {
    private static final String PURPOSE = "sse-s3";
    private static final int PART_OF_HEAP = 256;

    private final SecretBytes wrappingKey;
    private final SecureRandom random;
    private final Clock clock;
    private final Cache<String, SecretBytes> open = HeapShare.<String, SecretBytes>of(
                    PART_OF_HEAP, (id, key) -> HeapShare.of(id) + key.length())
            .build();

    public ServiceKeyRing(RootKey root, SecureRandom random, Clock clock) {
        this.wrappingKey = root.derive(PURPOSE);
        this.random = random;
        this.clock = clock;
    }

    /// The first key of a new bucket.
    public ServiceKeys first(String bucketId) {
        return new ServiceKeys(List.of(next(bucketId)));
    }

    /// A fresh key for the bucket.
    public ServiceKeys.ServiceKey next(String bucketId) {
        var id = RandomId.BITS_64.hex(random);
        try (var key = SecretBytes.random(random, 32)) {
            var wrapped = KeyWrap.wrap(wrappingKey, additional(bucketId, id), key, random);
            return new ServiceKeys.ServiceKey(id, clock.instant(), Bytes.wrap(wrapped));
        }
    }

    /// A copy of the key, to be closed by the caller.
    SecretBytes open(String bucketId, ServiceKeys.ServiceKey key) throws CorruptObjectException {
        var held = open.getIfPresent(key.id());
        if (held == null) {
            held = KeyWrap.unwrap(
                    wrappingKey, additional(bucketId, key.id()), key.wrapped().readOnlyArray());
            open.put(key.id(), held);
        }
        return held.copy();
    }

    /// A key that was retired. A write that is under way may put it here once more, but what it writes is
    /// refused, and the key goes with time.
    void forget(String id) {
        open.invalidate(id);
    }

    /// The keys of a bucket as they are under another store key.
    public static ServiceKeys reseal(String bucketId, ServiceKeys keys, RootKey from, RootKey to, SecureRandom random)
            throws CorruptObjectException {
        var moved = new ArrayList<ServiceKeys.ServiceKey>();
        try (var old = from.derive(PURPOSE);
                var next = to.derive(PURPOSE)) {
            for (var each : keys.keys()) {
                var bound = additional(bucketId, each.id());
                try (var key = KeyWrap.unwrap(old, bound, each.wrapped().readOnlyArray())) {
                    var wrapped = Bytes.wrap(KeyWrap.wrap(next, bound, key, random));
                    moved.add(new ServiceKeys.ServiceKey(each.id(), each.created(), wrapped));
                }
            }
        }
        return new ServiceKeys(moved, keys.unerased());
    }

    private static byte[] additional(String bucketId, String keyId) {
        return Additional.data("service-key", bucketId, keyId);
    }
}
