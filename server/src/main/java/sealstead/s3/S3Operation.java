package sealstead.s3;

import static sealstead.s3.S3Operation.Buckets.BOTH;
import static sealstead.s3.S3Operation.Buckets.DIRECTORY;
import static sealstead.s3.S3Operation.Buckets.GENERAL_PURPOSE;
import static sealstead.s3.S3Operation.ChecksumRule.NONE;
import static sealstead.s3.S3Operation.ChecksumRule.OF_OBJECT;
import static sealstead.s3.S3Operation.ChecksumRule.OPTIONAL;
import static sealstead.s3.S3Operation.ChecksumRule.REQUIRED;
import static sealstead.s3.S3Operation.Level.BUCKET;
import static sealstead.s3.S3Operation.Level.OBJECT;
import static sealstead.s3.S3Operation.Level.SERVICE;
import static sealstead.s3.S3Operation.Method.DELETE;
import static sealstead.s3.S3Operation.Method.GET;
import static sealstead.s3.S3Operation.Method.HEAD;
import static sealstead.s3.S3Operation.Method.POST;
import static sealstead.s3.S3Operation.Method.PUT;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/// Every operation of AWS's published S3 model, and the POST form: one row feeds routing, authorization, checksum
/// rules, the audit and the compatibility page. A row without a handler answers `NotImplemented` by its name.
public enum S3Operation {
    ABORT_MULTIPART_UPLOAD(
            "AbortMultipartUpload", DELETE, OBJECT, "uploadId", "", "s3:AbortMultipartUpload", NONE, BOTH),
    COMPLETE_MULTIPART_UPLOAD("CompleteMultipartUpload", POST, OBJECT, "uploadId", "", "s3:PutObject", OF_OBJECT, BOTH),
    COPY_OBJECT("CopyObject", PUT, OBJECT, "", "", "s3:PutObject", NONE, BOTH),
    CREATE_BUCKET("CreateBucket", PUT, BUCKET, "", "", "s3:CreateBucket", NONE, BOTH),
    CREATE_BUCKET_METADATA_CONFIGURATION(
            "CreateBucketMetadataConfiguration",
            POST,
            BUCKET,
            "metadataConfiguration",
            "",
            "s3:CreateBucketMetadataTableConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    CREATE_BUCKET_METADATA_TABLE_CONFIGURATION(
            "CreateBucketMetadataTableConfiguration",
            POST,
            BUCKET,
            "metadataTable",
            "",
            "s3:CreateBucketMetadataTableConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    CREATE_MULTIPART_UPLOAD("CreateMultipartUpload", POST, OBJECT, "uploads", "", "s3:PutObject", NONE, BOTH),
    CREATE_SESSION("CreateSession", GET, BUCKET, "session", "", "s3express:CreateSession", NONE, DIRECTORY),
    DELETE_BUCKET("DeleteBucket", DELETE, BUCKET, "", "", "s3:DeleteBucket", NONE, BOTH),
    DELETE_BUCKET_ANALYTICS_CONFIGURATION(
            "DeleteBucketAnalyticsConfiguration",
            DELETE,
            BUCKET,
            "analytics id",
            "",
            "s3:PutAnalyticsConfiguration",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_CORS("DeleteBucketCors", DELETE, BUCKET, "cors", "", "s3:PutBucketCORS", NONE, GENERAL_PURPOSE),
    DELETE_BUCKET_ENCRYPTION(
            "DeleteBucketEncryption", DELETE, BUCKET, "encryption", "", "s3:PutEncryptionConfiguration", NONE, BOTH),
    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "DeleteBucketIntelligentTieringConfiguration",
            DELETE,
            BUCKET,
            "intelligent-tiering id",
            "",
            "s3:PutIntelligentTieringConfiguration",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_INVENTORY_CONFIGURATION(
            "DeleteBucketInventoryConfiguration",
            DELETE,
            BUCKET,
            "inventory id",
            "",
            "s3:PutInventoryConfiguration",
            NONE,
            BOTH),
    DELETE_BUCKET_LIFECYCLE(
            "DeleteBucketLifecycle", DELETE, BUCKET, "lifecycle", "", "s3:PutLifecycleConfiguration", NONE, BOTH),
    DELETE_BUCKET_METADATA_CONFIGURATION(
            "DeleteBucketMetadataConfiguration",
            DELETE,
            BUCKET,
            "metadataConfiguration",
            "",
            "s3:DeleteBucketMetadataTableConfiguration",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_METADATA_TABLE_CONFIGURATION(
            "DeleteBucketMetadataTableConfiguration",
            DELETE,
            BUCKET,
            "metadataTable",
            "",
            "s3:DeleteBucketMetadataTableConfiguration",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_METRICS_CONFIGURATION(
            "DeleteBucketMetricsConfiguration",
            DELETE,
            BUCKET,
            "metrics id",
            "",
            "s3:PutMetricsConfiguration",
            NONE,
            BOTH),
    DELETE_BUCKET_OWNERSHIP_CONTROLS(
            "DeleteBucketOwnershipControls",
            DELETE,
            BUCKET,
            "ownershipControls",
            "",
            "s3:PutBucketOwnershipControls",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_POLICY("DeleteBucketPolicy", DELETE, BUCKET, "policy", "", "s3:DeleteBucketPolicy", NONE, BOTH),
    DELETE_BUCKET_REPLICATION(
            "DeleteBucketReplication",
            DELETE,
            BUCKET,
            "replication",
            "",
            "s3:PutReplicationConfiguration",
            NONE,
            GENERAL_PURPOSE),
    DELETE_BUCKET_TAGGING(
            "DeleteBucketTagging", DELETE, BUCKET, "tagging", "", "s3:PutBucketTagging", NONE, GENERAL_PURPOSE),
    DELETE_BUCKET_WEBSITE(
            "DeleteBucketWebsite", DELETE, BUCKET, "website", "", "s3:DeleteBucketWebsite", NONE, GENERAL_PURPOSE),
    DELETE_OBJECT("DeleteObject", DELETE, OBJECT, "", "versionId", "s3:DeleteObject", NONE, BOTH),
    DELETE_OBJECT_TAGGING(
            "DeleteObjectTagging",
            DELETE,
            OBJECT,
            "tagging",
            "versionId",
            "s3:DeleteObjectTagging",
            NONE,
            GENERAL_PURPOSE),
    DELETE_OBJECTS("DeleteObjects", POST, BUCKET, "delete", "", "s3:DeleteObject", REQUIRED, BOTH),
    DELETE_PUBLIC_ACCESS_BLOCK(
            "DeletePublicAccessBlock",
            DELETE,
            BUCKET,
            "publicAccessBlock",
            "",
            "s3:PutBucketPublicAccessBlock",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_ABAC("GetBucketAbac", GET, BUCKET, "abac", "", "s3:GetBucketAbac", NONE, GENERAL_PURPOSE),
    GET_BUCKET_ACCELERATE_CONFIGURATION(
            "GetBucketAccelerateConfiguration",
            GET,
            BUCKET,
            "accelerate",
            "",
            "s3:GetAccelerateConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_ACL("GetBucketAcl", GET, BUCKET, "acl", "", "s3:GetBucketAcl", NONE, GENERAL_PURPOSE),
    GET_BUCKET_ANALYTICS_CONFIGURATION(
            "GetBucketAnalyticsConfiguration",
            GET,
            BUCKET,
            "analytics id",
            "",
            "s3:GetAnalyticsConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_CORS("GetBucketCors", GET, BUCKET, "cors", "", "s3:GetBucketCORS", NONE, GENERAL_PURPOSE),
    GET_BUCKET_ENCRYPTION(
            "GetBucketEncryption", GET, BUCKET, "encryption", "", "s3:GetEncryptionConfiguration", NONE, BOTH),
    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "GetBucketIntelligentTieringConfiguration",
            GET,
            BUCKET,
            "intelligent-tiering id",
            "",
            "s3:GetIntelligentTieringConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_INVENTORY_CONFIGURATION(
            "GetBucketInventoryConfiguration",
            GET,
            BUCKET,
            "inventory id",
            "",
            "s3:GetInventoryConfiguration",
            NONE,
            BOTH),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(
            "GetBucketLifecycleConfiguration",
            GET,
            BUCKET,
            "lifecycle",
            "",
            "s3:GetLifecycleConfiguration",
            NONE,
            BOTH),
    GET_BUCKET_LOCATION(
            "GetBucketLocation", GET, BUCKET, "location", "", "s3:GetBucketLocation", NONE, GENERAL_PURPOSE),
    GET_BUCKET_LOGGING("GetBucketLogging", GET, BUCKET, "logging", "", "s3:GetBucketLogging", NONE, GENERAL_PURPOSE),
    GET_BUCKET_METADATA_CONFIGURATION(
            "GetBucketMetadataConfiguration",
            GET,
            BUCKET,
            "metadataConfiguration",
            "",
            "s3:GetBucketMetadataTableConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_METADATA_TABLE_CONFIGURATION(
            "GetBucketMetadataTableConfiguration",
            GET,
            BUCKET,
            "metadataTable",
            "",
            "s3:GetBucketMetadataTableConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_METRICS_CONFIGURATION(
            "GetBucketMetricsConfiguration", GET, BUCKET, "metrics id", "", "s3:GetMetricsConfiguration", NONE, BOTH),
    GET_BUCKET_NOTIFICATION_CONFIGURATION(
            "GetBucketNotificationConfiguration",
            GET,
            BUCKET,
            "notification",
            "",
            "s3:GetBucketNotification",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_OWNERSHIP_CONTROLS(
            "GetBucketOwnershipControls",
            GET,
            BUCKET,
            "ownershipControls",
            "",
            "s3:GetBucketOwnershipControls",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_POLICY("GetBucketPolicy", GET, BUCKET, "policy", "", "s3:GetBucketPolicy", NONE, BOTH),
    GET_BUCKET_POLICY_STATUS(
            "GetBucketPolicyStatus",
            GET,
            BUCKET,
            "policyStatus",
            "",
            "s3:GetBucketPolicyStatus",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_REPLICATION(
            "GetBucketReplication",
            GET,
            BUCKET,
            "replication",
            "",
            "s3:GetReplicationConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_REQUEST_PAYMENT(
            "GetBucketRequestPayment",
            GET,
            BUCKET,
            "requestPayment",
            "",
            "s3:GetBucketRequestPayment",
            NONE,
            GENERAL_PURPOSE),
    GET_BUCKET_TAGGING("GetBucketTagging", GET, BUCKET, "tagging", "", "s3:GetBucketTagging", NONE, GENERAL_PURPOSE),
    GET_BUCKET_VERSIONING(
            "GetBucketVersioning", GET, BUCKET, "versioning", "", "s3:GetBucketVersioning", NONE, GENERAL_PURPOSE),
    GET_BUCKET_WEBSITE("GetBucketWebsite", GET, BUCKET, "website", "", "s3:GetBucketWebsite", NONE, GENERAL_PURPOSE),
    GET_OBJECT(
            "GetObject",
            GET,
            OBJECT,
            "",
            "response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires versionId partNumber",
            "s3:GetObject",
            NONE,
            BOTH),
    GET_OBJECT_ACL("GetObjectAcl", GET, OBJECT, "acl", "versionId", "s3:GetObjectAcl", NONE, GENERAL_PURPOSE),
    GET_OBJECT_ATTRIBUTES(
            "GetObjectAttributes", GET, OBJECT, "attributes", "versionId", "s3:GetObjectAttributes", NONE, BOTH),
    GET_OBJECT_LEGAL_HOLD(
            "GetObjectLegalHold",
            GET,
            OBJECT,
            "legal-hold",
            "versionId",
            "s3:GetObjectLegalHold",
            NONE,
            GENERAL_PURPOSE),
    GET_OBJECT_LOCK_CONFIGURATION(
            "GetObjectLockConfiguration",
            GET,
            BUCKET,
            "object-lock",
            "",
            "s3:GetBucketObjectLockConfiguration",
            NONE,
            GENERAL_PURPOSE),
    GET_OBJECT_RETENTION(
            "GetObjectRetention",
            GET,
            OBJECT,
            "retention",
            "versionId",
            "s3:GetObjectRetention",
            NONE,
            GENERAL_PURPOSE),
    GET_OBJECT_TAGGING(
            "GetObjectTagging", GET, OBJECT, "tagging", "versionId", "s3:GetObjectTagging", NONE, GENERAL_PURPOSE),
    GET_OBJECT_TORRENT("GetObjectTorrent", GET, OBJECT, "torrent", "", "s3:GetObjectTorrent", NONE, GENERAL_PURPOSE),
    GET_PUBLIC_ACCESS_BLOCK(
            "GetPublicAccessBlock",
            GET,
            BUCKET,
            "publicAccessBlock",
            "",
            "s3:GetBucketPublicAccessBlock",
            NONE,
            GENERAL_PURPOSE),
    HEAD_BUCKET("HeadBucket", HEAD, BUCKET, "", "", "s3:ListBucket", NONE, BOTH),
    HEAD_OBJECT(
            "HeadObject",
            HEAD,
            OBJECT,
            "",
            "response-cache-control response-content-disposition response-content-encoding response-content-language response-content-type response-expires versionId partNumber",
            "s3:GetObject",
            NONE,
            BOTH),
    LIST_BUCKET_ANALYTICS_CONFIGURATIONS(
            "ListBucketAnalyticsConfigurations",
            GET,
            BUCKET,
            "analytics",
            "continuation-token",
            "s3:GetAnalyticsConfiguration",
            NONE,
            GENERAL_PURPOSE),
    LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(
            "ListBucketIntelligentTieringConfigurations",
            GET,
            BUCKET,
            "intelligent-tiering",
            "continuation-token",
            "s3:GetIntelligentTieringConfiguration",
            NONE,
            GENERAL_PURPOSE),
    LIST_BUCKET_INVENTORY_CONFIGURATIONS(
            "ListBucketInventoryConfigurations",
            GET,
            BUCKET,
            "inventory",
            "continuation-token",
            "s3:GetInventoryConfiguration",
            NONE,
            BOTH),
    LIST_BUCKET_METRICS_CONFIGURATIONS(
            "ListBucketMetricsConfigurations",
            GET,
            BUCKET,
            "metrics",
            "continuation-token",
            "s3:GetMetricsConfiguration",
            NONE,
            BOTH),
    LIST_BUCKETS(
            "ListBuckets",
            GET,
            SERVICE,
            "",
            "max-buckets continuation-token prefix bucket-region",
            "s3:ListAllMyBuckets",
            NONE,
            GENERAL_PURPOSE),
    LIST_DIRECTORY_BUCKETS(
            "ListDirectoryBuckets",
            GET,
            SERVICE,
            "",
            "continuation-token max-directory-buckets",
            "s3express:ListAllMyDirectoryBuckets",
            NONE,
            DIRECTORY),
    LIST_MULTIPART_UPLOADS(
            "ListMultipartUploads",
            GET,
            BUCKET,
            "uploads",
            "delimiter encoding-type key-marker max-uploads prefix upload-id-marker",
            "s3:ListBucketMultipartUploads",
            NONE,
            BOTH),
    LIST_OBJECT_VERSIONS(
            "ListObjectVersions",
            GET,
            BUCKET,
            "versions",
            "delimiter encoding-type key-marker max-keys prefix version-id-marker",
            "s3:ListBucketVersions",
            NONE,
            GENERAL_PURPOSE),
    LIST_OBJECTS(
            "ListObjects",
            GET,
            BUCKET,
            "",
            "delimiter encoding-type list-type marker max-keys prefix",
            "s3:ListBucket",
            NONE,
            GENERAL_PURPOSE),
    LIST_OBJECTS_V2(
            "ListObjectsV2",
            GET,
            BUCKET,
            "list-type",
            "delimiter encoding-type max-keys prefix continuation-token fetch-owner start-after",
            "s3:ListBucket",
            NONE,
            BOTH),
    LIST_PARTS(
            "ListParts",
            GET,
            OBJECT,
            "uploadId",
            "max-parts part-number-marker",
            "s3:ListMultipartUploadParts",
            NONE,
            BOTH),
    PUT_BUCKET_ABAC("PutBucketAbac", PUT, BUCKET, "abac", "", "s3:PutBucketAbac", OPTIONAL, GENERAL_PURPOSE),
    PUT_BUCKET_ACCELERATE_CONFIGURATION(
            "PutBucketAccelerateConfiguration",
            PUT,
            BUCKET,
            "accelerate",
            "",
            "s3:PutAccelerateConfiguration",
            OPTIONAL,
            GENERAL_PURPOSE),
    PUT_BUCKET_ACL("PutBucketAcl", PUT, BUCKET, "acl", "", "s3:PutBucketAcl", OPTIONAL, GENERAL_PURPOSE),
    PUT_BUCKET_ANALYTICS_CONFIGURATION(
            "PutBucketAnalyticsConfiguration",
            PUT,
            BUCKET,
            "analytics id",
            "",
            "s3:PutAnalyticsConfiguration",
            NONE,
            GENERAL_PURPOSE),
    PUT_BUCKET_CORS("PutBucketCors", PUT, BUCKET, "cors", "", "s3:PutBucketCORS", REQUIRED, GENERAL_PURPOSE),
    PUT_BUCKET_ENCRYPTION(
            "PutBucketEncryption", PUT, BUCKET, "encryption", "", "s3:PutEncryptionConfiguration", REQUIRED, BOTH),
    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            "PutBucketIntelligentTieringConfiguration",
            PUT,
            BUCKET,
            "intelligent-tiering id",
            "",
            "s3:PutIntelligentTieringConfiguration",
            NONE,
            GENERAL_PURPOSE),
    PUT_BUCKET_INVENTORY_CONFIGURATION(
            "PutBucketInventoryConfiguration",
            PUT,
            BUCKET,
            "inventory id",
            "",
            "s3:PutInventoryConfiguration",
            NONE,
            BOTH),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(
            "PutBucketLifecycleConfiguration",
            PUT,
            BUCKET,
            "lifecycle",
            "",
            "s3:PutLifecycleConfiguration",
            REQUIRED,
            BOTH),
    PUT_BUCKET_LOGGING(
            "PutBucketLogging", PUT, BUCKET, "logging", "", "s3:PutBucketLogging", REQUIRED, GENERAL_PURPOSE),
    PUT_BUCKET_METRICS_CONFIGURATION(
            "PutBucketMetricsConfiguration", PUT, BUCKET, "metrics id", "", "s3:PutMetricsConfiguration", NONE, BOTH),
    PUT_BUCKET_NOTIFICATION_CONFIGURATION(
            "PutBucketNotificationConfiguration",
            PUT,
            BUCKET,
            "notification",
            "",
            "s3:PutBucketNotification",
            NONE,
            GENERAL_PURPOSE),
    PUT_BUCKET_OWNERSHIP_CONTROLS(
            "PutBucketOwnershipControls",
            PUT,
            BUCKET,
            "ownershipControls",
            "",
            "s3:PutBucketOwnershipControls",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_BUCKET_POLICY("PutBucketPolicy", PUT, BUCKET, "policy", "", "s3:PutBucketPolicy", OPTIONAL, BOTH),
    PUT_BUCKET_REPLICATION(
            "PutBucketReplication",
            PUT,
            BUCKET,
            "replication",
            "",
            "s3:PutReplicationConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_BUCKET_REQUEST_PAYMENT(
            "PutBucketRequestPayment",
            PUT,
            BUCKET,
            "requestPayment",
            "",
            "s3:PutBucketRequestPayment",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_BUCKET_TAGGING(
            "PutBucketTagging", PUT, BUCKET, "tagging", "", "s3:PutBucketTagging", REQUIRED, GENERAL_PURPOSE),
    PUT_BUCKET_VERSIONING(
            "PutBucketVersioning", PUT, BUCKET, "versioning", "", "s3:PutBucketVersioning", OPTIONAL, GENERAL_PURPOSE),
    PUT_BUCKET_WEBSITE(
            "PutBucketWebsite", PUT, BUCKET, "website", "", "s3:PutBucketWebsite", REQUIRED, GENERAL_PURPOSE),
    PUT_OBJECT("PutObject", PUT, OBJECT, "", "", "s3:PutObject", OPTIONAL, BOTH),
    PUT_OBJECT_ACL("PutObjectAcl", PUT, OBJECT, "acl", "versionId", "s3:PutObjectAcl", OPTIONAL, GENERAL_PURPOSE),
    PUT_OBJECT_LEGAL_HOLD(
            "PutObjectLegalHold",
            PUT,
            OBJECT,
            "legal-hold",
            "versionId",
            "s3:PutObjectLegalHold",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_OBJECT_LOCK_CONFIGURATION(
            "PutObjectLockConfiguration",
            PUT,
            BUCKET,
            "object-lock",
            "",
            "s3:PutBucketObjectLockConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_OBJECT_RETENTION(
            "PutObjectRetention",
            PUT,
            OBJECT,
            "retention",
            "versionId",
            "s3:PutObjectRetention",
            REQUIRED,
            GENERAL_PURPOSE),
    PUT_OBJECT_TAGGING(
            "PutObjectTagging", PUT, OBJECT, "tagging", "versionId", "s3:PutObjectTagging", REQUIRED, GENERAL_PURPOSE),
    PUT_PUBLIC_ACCESS_BLOCK(
            "PutPublicAccessBlock",
            PUT,
            BUCKET,
            "publicAccessBlock",
            "",
            "s3:PutBucketPublicAccessBlock",
            REQUIRED,
            GENERAL_PURPOSE),
    RENAME_OBJECT("RenameObject", PUT, OBJECT, "renameObject", "", "s3express:CreateSession", NONE, DIRECTORY),
    RESTORE_OBJECT(
            "RestoreObject", POST, OBJECT, "restore", "versionId", "s3:RestoreObject", OPTIONAL, GENERAL_PURPOSE),
    SELECT_OBJECT_CONTENT(
            "SelectObjectContent", POST, OBJECT, "select select-type", "", "s3:GetObject", NONE, GENERAL_PURPOSE),
    UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION(
            "UpdateBucketMetadataInventoryTableConfiguration",
            PUT,
            BUCKET,
            "metadataInventoryTable",
            "",
            "s3:UpdateBucketMetadataInventoryTableConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION(
            "UpdateBucketMetadataJournalTableConfiguration",
            PUT,
            BUCKET,
            "metadataJournalTable",
            "",
            "s3:UpdateBucketMetadataJournalTableConfiguration",
            REQUIRED,
            GENERAL_PURPOSE),
    UPDATE_OBJECT_ENCRYPTION(
            "UpdateObjectEncryption",
            PUT,
            OBJECT,
            "encryption",
            "versionId",
            "s3:UpdateObjectEncryption",
            REQUIRED,
            GENERAL_PURPOSE),
    UPLOAD_PART("UploadPart", PUT, OBJECT, "partNumber uploadId", "", "s3:PutObject", OPTIONAL, BOTH),
    UPLOAD_PART_COPY("UploadPartCopy", PUT, OBJECT, "partNumber uploadId", "", "s3:PutObject", NONE, BOTH),
    WRITE_GET_OBJECT_RESPONSE(
            "WriteGetObjectResponse", POST, SERVICE, "", "", "s3:WriteGetObjectResponse", NONE, GENERAL_PURPOSE),
    POST_OBJECT("PostObject", POST, BUCKET, "", "", "s3:PutObject", OPTIONAL, GENERAL_PURPOSE);

    /// The HTTP method.
    public enum Method {
        GET,
        HEAD,
        PUT,
        POST,
        DELETE
    }

    /// What the request's path names.
    public enum Level {
        SERVICE,
        BUCKET,
        OBJECT
    }

    /// Whether a request must carry a checksum of its body.
    public enum ChecksumRule {
        REQUIRED,
        OPTIONAL,
        NONE,
        /// What headers say of a checksum is about the object that the request makes, not about its body.
        OF_OBJECT
    }

    /// The kinds of buckets that have the operation.
    public enum Buckets {
        GENERAL_PURPOSE,
        DIRECTORY,
        BOTH
    }

    private static final int SMALL_BYTES = 4096;

    private final String wireName;
    private final Method method;
    private final Level level;
    private final Set<String> subresources;
    private final Set<String> parameters;
    private final String action;
    private final ChecksumRule checksum;
    private final Buckets buckets;

    S3Operation(
            String wireName,
            Method method,
            Level level,
            String subresources,
            String parameters,
            String action,
            ChecksumRule checksum,
            Buckets buckets) {
        this.wireName = wireName;
        this.method = method;
        this.level = level;
        this.subresources = words(subresources);
        this.parameters = words(parameters);
        this.action = action;
        this.checksum = checksum;
        this.buckets = buckets;
    }

    private static Set<String> words(String list) {
        return list.isEmpty()
                ? Set.of()
                : java.util.Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(list.split(" "))));
    }

    /// The operation's name in AWS's model.
    public String wireName() {
        return wireName;
    }

    public Method method() {
        return method;
    }

    public Level level() {
        return level;
    }

    /// The query names that must all be present, and beside which no other subresource may be.
    public Set<String> subresources() {
        return subresources;
    }

    /// The query names that may be present.
    public Set<String> parameters() {
        return parameters;
    }

    /// The IAM action that the caller needs on the bucket or object.
    public String action() {
        return action;
    }

    public ChecksumRule checksum() {
        return checksum;
    }

    /// Whether a request is refused while the disk is nearly full: one that stores what may be large, or makes
    /// something of which there may be many, or brings a document of more than some KiB. What completes or removes
    /// something never is, nor are the small documents by which somebody is kept out.
    ///
    /// @param bytes of the body
    public boolean needsRoom(long bytes) {
        return switch (this) {
            case PUT_OBJECT,
                    POST_OBJECT,
                    COPY_OBJECT,
                    CREATE_MULTIPART_UPLOAD,
                    UPLOAD_PART,
                    UPLOAD_PART_COPY,
                    CREATE_BUCKET -> true;
            case COMPLETE_MULTIPART_UPLOAD, DELETE_OBJECTS -> false;
            default -> (method == Method.PUT || method == Method.POST) && bytes > SMALL_BYTES;
        };
    }

    /// Whether the answer is a page of names, built whole, which can be some megabytes.
    public boolean buildsMuch() {
        return wireName.startsWith("List");
    }

    public Buckets buckets() {
        return buckets;
    }
}
