package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Opens eyes before a key's deletion is scheduled: what hangs on the key goes into the audit trail, and where
/// it is so configured a key that is in use is refused unless an operator has confirmed it.
public final class DeletionGuard {
    /// How long a confirmation holds.
    public static final Duration CONFIRMED_FOR = Duration.ofHours(1);

    private final KeyImpact impact;
    private final boolean refusesInUse;
    private final LongSupplier nanos;
    /// By ARN, until when; for one deletion each. Kept by this process alone.
    private final ConcurrentMap<String, Long> confirmed = new ConcurrentHashMap<>();
    /// By ARN, of keys that wait for their deletion.
    private final ConcurrentMap<String, KeyImpact.FencedKey> fences = new ConcurrentHashMap<>();

    /// @param refusesInUse whether keys in use are refused without a confirmation
    /// @param nanos a monotonic clock, which nobody sets
    public DeletionGuard(KeyImpact impact, boolean refusesInUse, LongSupplier nanos) {
        this.impact = impact;
        this.refusesInUse = refusesInUse;
        this.nanos = nanos;
    }

    /// An operator knows what hangs on the key and wants it deleted.
    public void confirm(String keyArn) {
        long now = nanos.getAsLong();
        confirmed.values().removeIf(until -> until - now <= 0);
        confirmed.put(keyArn, now + CONFIRMED_FOR.toNanos());
    }

    /// Schedules the deletion of a key.
    @FunctionalInterface
    interface Scheduling {
        /// @param allowed asked with the key as it is in the moment of its change; refuses it if it is another
        ///     than the
        /// one that was looked at
        KmsKey schedule(Consumer<KmsKey> allowed);
    }

    /// Tells what hangs on the key and schedules its deletion, if it is not to be refused. A key that is
    /// refused while it is in use is not in use when its deletion stands: what is written under it after the
    /// look is refused, from before the key's change until its deletion is cancelled or the process ends. After
    /// that no data key under it is to be had.
    KmsKey schedule(KmsInput input, KmsKey key, Scheduling scheduling) {
        var versions = EmbeddedKms.versions(key);
        var told = input.additional().putObject("keyImpact");
        if (!refusesInUse) {
            tell(told, impact.of(input.caller().accountId(), versions));
            return scheduling.schedule(now -> {});
        }
        if (isConfirmed(key.arn())) {
            tell(told, impact.of(input.caller().accountId(), versions));
            told.put("confirmed", true);
            var changed = scheduling.schedule(now -> {});
            confirmed.remove(key.arn()); // the next one wants a confirmation of its own
            return changed;
        }
        try (var fence = impact.fence(versions)) {
            var found = impact.of(input.caller().accountId(), versions);
            tell(told, found);
            check(key, found, fence.writes());
            if (!fence.raise()) {
                throw refused(key, " is in use: something was written under it just now.");
            }
            var changed = new AtomicReference<KmsKey>();
            try {
                // One change after the other, so that the fence which stands is that of the deletion which does.
                fences.compute(key.arn(), (arn, before) -> {
                    changed.set(scheduling.schedule(now -> checkSame(now, versions)));
                    if (before != null) {
                        before.lower();
                    }
                    return fence;
                });
            } finally {
                if (changed.get() == null) {
                    fence.lower();
                }
            }
            return changed.get();
        }
    }

    private static void checkSame(KmsKey now, KeyVersions lookedAt) {
        if (!EmbeddedKms.versions(now).equals(lookedAt)) {
            throw KmsError.THROTTLING.because("The key was changed meanwhile. Try again.");
        }
    }

    /// Cancels the deletion of a key, which may be used again then.
    KmsKey cancel(KmsKey key, Supplier<KmsKey> cancelling) {
        var changed = new AtomicReference<KmsKey>();
        fences.compute(key.arn(), (arn, fence) -> {
            changed.set(cancelling.get());
            if (fence != null) {
                fence.lower();
            }
            return null;
        });
        return changed.get();
    }

    /// The key is destroyed: no data key under it is to be had any more, and its fence is of no use.
    public void ended(String keyArn) {
        fences.computeIfPresent(keyArn, (arn, fence) -> {
            fence.lower();
            return null;
        });
    }

    private static void tell(ObjectNode told, Optional<KeyImpact.Found> found) {
        found.ifPresentOrElse(
                known -> {
                    told.put("versions", known.versions())
                            .put("bytes", known.bytes())
                            .put("uploads", known.uploads())
                            .put("buckets", known.buckets())
                            .put("defaultOfBuckets", known.byDefault())
                            .put("complete", known.complete());
                    var samples = told.putArray("samples");
                    known.samples().forEach(samples::add);
                },
                () -> told.put("complete", false));
    }

    private static void check(KmsKey key, Optional<KeyImpact.Found> found, long writes) {
        var known = found.orElseThrow(() ->
                KmsError.THROTTLING.because("What hangs on the key cannot be looked at now. Try again in a while."));
        if (known.isUsed()) {
            throw refused(
                    key,
                    " is in use: " + (known.complete() ? "" : "at least ") + known.versions() + " object versions ("
                            + known.bytes() + " bytes) and " + known.uploads() + " multipart uploads in "
                            + known.buckets() + " buckets are under it, and it is the default of " + known.byDefault()
                            + " buckets.");
        }
        if (writes > 0) {
            throw refused(key, " is in use: " + writes + " writes under it are under way.");
        }
        if (!known.complete()) {
            throw refused(key, " may be in use: there is too much to look at in the time of a request.");
        }
    }

    private boolean isConfirmed(String arn) {
        var until = confirmed.get(arn);
        return until != null && until - nanos.getAsLong() > 0;
    }

    private static KmsException refused(KmsKey key, String why) {
        return KmsError.INVALID_STATE.because(
                key.arn() + why + " This server deletes such keys only when its operator has confirmed it"
                        + " (sealstead kms confirm-deletion).");
    }
}
