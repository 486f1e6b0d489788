package sealstead.kms;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// Opens eyes before a key's deletion is scheduled: what hangs on the key goes into the audit trail, and where it is so
/// configured a key that is in use is refused unless an operator has confirmed it.
public final class DeletionGuard {
    /// How long a confirmation holds.
    public static final Duration CONFIRMED_FOR = Duration.ofHours(1);

    private final KeyImpact impact;
    private final boolean refusesInUse;
    private final LongSupplier nanos;
    /// By ARN, until when; for one deletion each. Kept by this process alone.
    private final ConcurrentMap<String, Long> confirmed = new ConcurrentHashMap<>();

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

    /// Tells what hangs on the key, and refuses it if it is to be refused.
    void check(KmsInput input, KmsKey key) {
        var found = impact.of(EmbeddedKms.versions(key));
        var told = input.additional().putObject("keyImpact");
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
        if (!refusesInUse) {
            return;
        }
        if (isConfirmed(key.arn())) {
            told.put("confirmed", true);
            return;
        }
        var known = found.orElseThrow(() -> KmsError.of(
                "ThrottlingException", "What hangs on the key cannot be looked at now. Try again in a while."));
        if (known.isUsed()) {
            throw refused(
                    key,
                    " is in use: " + (known.complete() ? "" : "at least ") + known.versions() + " object versions ("
                            + known.bytes() + " bytes) and " + known.uploads() + " multipart uploads in "
                            + known.buckets() + " buckets are under it, and it is the default of " + known.byDefault()
                            + " buckets.");
        }
        if (!known.complete()) {
            throw refused(key, " may be in use: there is too much to look at in the time of a request.");
        }
    }

    /// To be called when the deletion stands: the next one of that key wants a confirmation of its own.
    void scheduled(KmsKey key) {
        confirmed.remove(key.arn());
    }

    private boolean isConfirmed(String arn) {
        var until = confirmed.get(arn);
        return until != null && until - nanos.getAsLong() > 0;
    }

    private static KmsException refused(KmsKey key, String why) {
        return KmsError.of(
                "KMSInvalidStateException",
                key.arn() + why + " This server deletes such keys only when its operator has confirmed it"
                        + " (sealstead kms confirm-deletion).");
    }
}
