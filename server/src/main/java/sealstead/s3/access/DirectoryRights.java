package sealstead.s3.access;

import java.util.List;
import sealstead.iam.policy.Conditions;
import sealstead.s3.S3Operation;
import sealstead.s3.bucket.TagsInForce;

/// Which rights requests to directory buckets need: one for each operation that configures the bucket, and
/// `s3express:CreateSession` for everything else.
final class DirectoryRights {
    static final String CREATE_SESSION = "s3express:CreateSession";

    private DirectoryRights() {}

    /// The action of a control operation.
    static String action(S3Operation operation) {
        return operation.action().replaceFirst("^s3:", "s3express:");
    }

    /// The condition keys of S3 Express, which are S3's own under another prefix, and the mode of the session.
    ///
    /// @param mode `ReadOnly` or `ReadWrite`; empty where no session is asked for
    static Conditions conditions(S3Question conditions, String mode) {
        return key -> {
            if (!key.startsWith("s3express:")) {
                return key.startsWith("s3:") ? List.of() : conditions.values(key);
            }
            if (TagsInForce.answers("s3express", key)) {
                return conditions.values("s3:" + key.substring("s3express:".length()));
            }
            return switch (key) {
                case "s3express:sessionmode" -> mode.isEmpty() ? List.of() : List.of(mode);
                case "s3express:resourceaccount",
                        "s3express:tlsversion",
                        "s3express:authtype",
                        "s3express:signatureage",
                        "s3express:signatureversion",
                        "s3express:inventoryaccessibleoptionalfields",
                        "s3express:x-amz-content-sha256",
                        "s3express:x-amz-server-side-encryption",
                        "s3express:x-amz-server-side-encryption-aws-kms-key-id" ->
                    conditions.values("s3:" + key.substring("s3express:".length()));
                default -> List.of();
            };
        };
    }
}
