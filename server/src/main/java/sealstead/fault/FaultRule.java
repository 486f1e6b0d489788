package sealstead.fault;

import java.time.Duration;

/// Which calls fail, and how. Calls are counted, never drawn: the same calls meet the same faults.
///
/// @param api such as `s3` or `kms`; for `kms` also the calls that S3 makes for objects
/// @param operation such as `PutObject`; empty for all of the API
/// @param latency how long a call waits; it goes on then if `kind` is `LATENCY`
/// @param after how many calls are left alone first
/// @param times how many calls are met then; 0 for all
public record FaultRule(String api, String operation, Kind kind, Duration latency, long after, long times) {
    private static final Duration MAX_DELAY = Duration.ofMinutes(5);

    /// What becomes of a call.
    public enum Kind {
        /// It waits.
        LATENCY,
        /// It is refused as one of too many.
        THROTTLE,
        /// It is refused as by a service that is down.
        OUTAGE
    }

    public FaultRule {
        if (api.isEmpty() || latency.isNegative() || latency.compareTo(MAX_DELAY) > 0 || after < 0 || times < 0) {
            throw new IllegalArgumentException(
                    "a fault names its api, waits for five minutes at most, and counts from 0");
        }
    }

    boolean isOf(String ofApi, String ofOperation) {
        return api.equals(ofApi) && (operation.isEmpty() || operation.equals(ofOperation));
    }
}
