package sealstead.junit;

import java.net.URI;
import java.time.Duration;

/// The running server of a test class.
public interface SealsteadServer {
    /// Of S3, KMS, IAM, STS and S3 Control.
    URI endpoint();

    String region();

    /// The first account, twelve digits.
    String accountId();

    /// Of the first account's root user, who may everything.
    String accessKeyId();

    String secretAccessKey();

    /// As if that much time went by: keys rotate, objects expire, deletions come due, before this returns.
    void pass(Duration by);

    /// Adds a fault until the end of the test method.
    void fault(String api, String operation, Fault.Kind kind, Duration latency, long after, long times);

    /// Ends all faults.
    void noFaults();
}
