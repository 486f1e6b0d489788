package sealstead.kms;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;

/// On whose behalf a KMS call is made, and what for.
///
/// @param requestContext of the request that makes it; its caller is the principal as whom the KMS decides
/// @param region where keys are looked for
/// @param service the service that calls for the principal, such as `s3`; empty for a direct call
/// @param bucket the bucket concerned, or empty
/// @param tally counts the calls made in this use, for who must account for them
public record Use(
        RequestContext requestContext,
        String region,
        String service,
        String bucket,
        Reason reason,
        Optional<LongAdder> tally) {
    public Use(RequestContext requestContext, String region, String service, String bucket, Reason reason) {
        this(requestContext, region, service, bucket, reason, Optional.empty());
    }

    public Use because(Reason other) {
        return new Use(requestContext, region, service, bucket, other, tally);
    }

    public Caller.Principal caller() {
        return requestContext.caller().orNobody();
    }

    /// The value of `kms:ViaService`; empty for a direct call.
    public String via() {
        return service.isEmpty() ? "" : service + "." + region + ".amazonaws.com";
    }
}
