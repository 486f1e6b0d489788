package sealstead.s3.replication;

import java.util.Map;
import java.util.Optional;
import sealstead.encryption.Envelope;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;

/// One rule that is in force or not.
///
/// @param priority of two rules for the same destination the greater wins
/// @param tags that an object must have, all of them
/// @param markers whether delete markers go as well
/// @param kms whether objects under KMS keys go as well
record ReplicationRule(
        String id,
        int priority,
        boolean enabled,
        String prefix,
        Map<String, String> tags,
        boolean markers,
        boolean kms,
        Target target) {
    ReplicationRule {
        tags = Map.copyOf(tags);
    }

    /// Where replicas go, and what becomes of them there.
    ///
    /// @param bucket its name
    /// @param account whose it must be, or empty
    /// @param ownerOverride whether the replicas are the destination's owner's
    /// @param storageClass the source's if absent
    /// @param kmsKey for what is under a KMS key at the source, or empty
    record Target(
            String bucket, String account, boolean ownerOverride, Optional<StorageClass> storageClass, String kmsKey) {}

    boolean covers(String key, Version version) {
        if (!enabled || !key.startsWith(prefix)) {
            return false;
        }
        return switch (version) {
            case DeleteMarker marker -> markers && tags.isEmpty();
            case StoredObject object ->
                isOpenable(object.envelope())
                        && object.tags().pairs().entrySet().containsAll(tags.entrySet());
        };
    }

    /// Nobody but the customer opens what is under a customer's key.
    private boolean isOpenable(Envelope envelope) {
        return switch (envelope.scheme()) {
            case SSE_S3 -> true;
            case SSE_KMS, DSSE_KMS -> kms;
            case SSE_C -> false;
        };
    }
}
