package sealstead.s3.inventory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredObject;
import sealstead.xml.MalformedXmlException;

/// What an inventory may tell of an object beside its name, in the order of the columns. All of it stands in the
/// object's record: no field needs a key.
enum InventoryField {
    SIZE("Size"),
    LAST_MODIFIED_DATE("LastModifiedDate"),
    ETAG("ETag"),
    STORAGE_CLASS("StorageClass"),
    IS_MULTIPART_UPLOADED("IsMultipartUploaded"),
    REPLICATION_STATUS("ReplicationStatus"),
    ENCRYPTION_STATUS("EncryptionStatus"),
    OBJECT_LOCK_RETAIN_UNTIL_DATE("ObjectLockRetainUntilDate"),
    OBJECT_LOCK_MODE("ObjectLockMode"),
    OBJECT_LOCK_LEGAL_HOLD_STATUS("ObjectLockLegalHoldStatus"),
    INTELLIGENT_TIERING_ACCESS_TIER("IntelligentTieringAccessTier"),
    BUCKET_KEY_STATUS("BucketKeyStatus"),
    CHECKSUM_ALGORITHM("ChecksumAlgorithm"),
    OBJECT_ACCESS_CONTROL_LIST("ObjectAccessControlList"),
    OBJECT_OWNER("ObjectOwner"),
    LIFECYCLE_EXPIRATION_DATE("LifecycleExpirationDate");

    /// What S3 knows and nobody could fill in here.
    private static final Set<String> NOT_IMPLEMENTED =
            Set.of("ObjectLockEventHoldStatus", "ObjectLockEventHoldDuration", "IntelligentTieringReferenceDate");
    /// What S3 knows of objects in directory buckets.
    static final Set<String> OF_DIRECTORY = Set.of(
            "Size",
            "LastModifiedDate",
            "StorageClass",
            "ETag",
            "IsMultipartUploaded",
            "EncryptionStatus",
            "BucketKeyStatus",
            "ChecksumAlgorithm",
            "LifecycleExpirationDate");

    private final String wireName;

    InventoryField(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    static InventoryField named(String wireName) {
        for (var field : values()) {
            if (field.wireName.equals(wireName)) {
                return field;
            }
        }
        if (NOT_IMPLEMENTED.contains(wireName)) {
            throw S3Error.NOT_IMPLEMENTED.saying("The inventory field " + wireName + " is not implemented.");
        }
        throw new MalformedXmlException();
    }

    /// The value for one object; empty where it has none.
    ///
    /// @param expiry when a lifecycle rule removes it
    String of(Bucket bucket, StoredObject object, Supplier<Optional<Instant>> expiry) {
        return switch (this) {
            case SIZE -> Long.toString(object.bytes());
            case LAST_MODIFIED_DATE -> HttpDate.xml(object.lastModified());
            case ETAG -> object.etag();
            case STORAGE_CLASS -> object.storage().storageClass().shown(bucket);
            case IS_MULTIPART_UPLOADED -> Boolean.toString(wasUploadedInParts(object.placement()));
            case ENCRYPTION_STATUS -> status(object.envelope().scheme());
            case OBJECT_LOCK_RETAIN_UNTIL_DATE ->
                until(object.lock()).map(HttpDate::xml).orElse("");
            case OBJECT_LOCK_MODE ->
                object.lock().retention().map(kept -> kept.mode().name()).orElse("");
            case OBJECT_LOCK_LEGAL_HOLD_STATUS -> object.lock().legalHold().orElse(false) ? "On" : "Off";
            case REPLICATION_STATUS -> object.replication().wireName();
            // No object of that class goes to its archives.
            case INTELLIGENT_TIERING_ACCESS_TIER -> "";
            case BUCKET_KEY_STATUS ->
                object.envelope().kms().filter(ObjectKeys.OfKms::isBucketKey).isPresent() ? "ENABLED" : "DISABLED";
            case CHECKSUM_ALGORITHM ->
                object.checksum().map(checksum -> checksum.algorithm().name()).orElse("");
            case OBJECT_ACCESS_CONTROL_LIST -> ListedAcl.of(bucket, object);
            case LIFECYCLE_EXPIRATION_DATE -> expiry.get().map(HttpDate::xml).orElse("");
            case OBJECT_OWNER -> bucket.ownerId(object.attributes().rights(), CanonicalUser.of(bucket.owner()));
        };
    }

    private static Optional<Instant> until(ObjectLock lock) {
        return lock.retention().map(ObjectLock.Retention::until);
    }

    private static boolean wasUploadedInParts(Placement placement) {
        return switch (placement) {
            case Placement.Within within -> false;
            case Placement.Inline() -> false;
            case Placement.Blob blob -> false;
            case Placement.Parts parts -> true;
            case Placement.Pieces pieces -> pieces.uploaded() > 0;
        };
    }

    private static String status(Envelope.Scheme scheme) {
        return switch (scheme) {
            case SSE_S3 -> "SSE-S3";
            case SSE_KMS -> "SSE-KMS";
            case DSSE_KMS -> "DSSE-KMS";
            case SSE_C -> "SSE-C";
        };
    }
}
