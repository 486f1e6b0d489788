package sealstead.s3;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<S3Operation> OPERATIONS = EnumSet.of(
            S3Operation.ABORT_MULTIPART_UPLOAD,
            S3Operation.COMPLETE_MULTIPART_UPLOAD,
            S3Operation.COPY_OBJECT,
            S3Operation.CREATE_MULTIPART_UPLOAD,
            S3Operation.DELETE_OBJECT,
            S3Operation.DELETE_OBJECT_TAGGING,
            S3Operation.DELETE_OBJECTS,
            S3Operation.GET_OBJECT,
            S3Operation.GET_OBJECT_ACL,
            S3Operation.GET_OBJECT_ATTRIBUTES,
            S3Operation.GET_OBJECT_LEGAL_HOLD,
            S3Operation.GET_OBJECT_RETENTION,
            S3Operation.GET_OBJECT_TAGGING,
            S3Operation.HEAD_BUCKET,
            S3Operation.HEAD_OBJECT,
            S3Operation.LIST_MULTIPART_UPLOADS,
            S3Operation.LIST_OBJECT_VERSIONS,
            S3Operation.LIST_OBJECTS,
            S3Operation.LIST_OBJECTS_V2,
            S3Operation.LIST_PARTS,
            S3Operation.PUT_OBJECT,
            S3Operation.PUT_OBJECT_ACL,
            S3Operation.PUT_OBJECT_LEGAL_HOLD,
            S3Operation.PUT_OBJECT_RETENTION,
            S3Operation.PUT_OBJECT_TAGGING,
            S3Operation.UPDATE_OBJECT_ENCRYPTION,
            S3Operation.UPLOAD_PART,
            S3Operation.UPLOAD_PART_COPY);

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
        if (!OPERATIONS.contains(row)) {
            throw S3Error.METHOD_NOT_ALLOWED
                    .refusal()
                    .with("Method", row.method().name())
                    .with("ResourceType", "ACCESSPOINT");
        }
    }
}
