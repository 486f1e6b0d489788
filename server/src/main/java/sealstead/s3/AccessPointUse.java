package sealstead.s3;

import java.util.Optional;
import sealstead.iam.policy.NamedPolicy;

/// The Multi-Region Access Point through which a request reaches a bucket.
///
/// @param arn its ARN
/// @param account whose it is
/// @param policy its own
/// @param restricted whether its policy is public and counts for its own account alone
public record AccessPointUse(String arn, String account, Optional<NamedPolicy> policy, boolean restricted) {
    /// What AWS lets through: objects, and listings of them. Buckets are not configured through an access
    /// point.
    /// Its policy as far as it counts for somebody of `caller`, an account.
    public Optional<NamedPolicy> policyFor(String caller) {
        return restricted && !caller.equals(account) ? Optional.empty() : policy;
    }

    /// The resource that policies speak of.
    ///
    /// @param key empty for the access point as a whole
    public String resource(String key) {
        return key.isEmpty() ? arn : arn + "/object/" + key;
    }

    /// Refuses what no access point does.
    public static void check(S3Operation row) {
        if (!row.isThroughAccessPoints()) {
            throw S3Error.METHOD_NOT_ALLOWED
                    .refusal()
                    .with("Method", row.method().name())
                    .with("ResourceType", "ACCESSPOINT");
        }
    }
}
