package sealstead.s3;

import static sealstead.encryption.EncryptionRequest.Allowed.ALL;
import static sealstead.encryption.EncryptionRequest.Allowed.CUSTOMER_KEY;
import static sealstead.s3.OperationRow.delete;
import static sealstead.s3.OperationRow.get;
import static sealstead.s3.OperationRow.head;
import static sealstead.s3.OperationRow.post;
import static sealstead.s3.OperationRow.put;
import static sealstead.s3.S3Operation.ChecksumRule.OF_OBJECT;
import static sealstead.s3.S3Operation.ChecksumRule.OPTIONAL;
import static sealstead.s3.S3Operation.ChecksumRule.REQUIRED;
import static sealstead.s3.S3Operation.Kind.DELETE;
import static sealstead.s3.S3Operation.Kind.LIST;
import static sealstead.s3.S3Operation.Kind.POST;
import static sealstead.s3.S3Operation.Level.BUCKET;
import static sealstead.s3.S3Operation.Level.OBJECT;
import static sealstead.s3.S3Operation.Level.SERVICE;
import static sealstead.s3.S3Operation.NeedOfRoom.ALWAYS;
import static sealstead.s3.S3Operation.NeedOfRoom.NEVER;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sealstead.api.ApiOperation;
import sealstead.encryption.EncryptionRequest;
import sealstead.wire.Headers;
import sealstead.wire.Query;

/// Every operation of AWS's published S3 model, and the POST form: one row feeds routing, authorization, checksum
/// rules, encryption headers, access points, sessions, room on the disk, audit, logs, metrics and the
/// compatibility page. What a row does not say is what most have (see [OperationRow]); its name on the wire
/// follows from its own. A row without a handler answers `NotImplemented` by its name.
public enum S3Operation implements ApiOperation {
    ABORT_MULTIPART_UPLOAD(
            delete(OBJECT, "uploadId").about("UPLOAD").onBoth().byInitiator().throughAccessPoints()),
    COMPLETE_MULTIPART_UPLOAD(post(OBJECT, "uploadId")
            .about("UPLOAD")
            .action("s3:PutObject")
            .onBoth()
            .checksum(OF_OBJECT)
            .encryption(ALL)
            .creates()
            .continues()
            .room(NEVER)
            .throughAccessPoints()
            .document("CompleteMultipartUpload")),
    COPY_OBJECT(put(OBJECT)
            .action("s3:PutObject")
            .onBoth()
            .encryption(ALL)
            .describes()
            .creates()
            .copies()
            .room(ALWAYS)
            .throughAccessPoints()
            .logged("REST.COPY.OBJECT")),
    CREATE_BUCKET(put(BUCKET)
            .onBoth()
            .controls()
            .room(ALWAYS)
            .document("CreateBucketConfiguration")
            .headerTrue(
                    "x-amz-bucket-object-lock-enabled", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning")
            .acl("s3:PutBucketAcl")
            .header("x-amz-object-ownership", "s3:PutBucketOwnershipControls")),
    CREATE_BUCKET_METADATA_CONFIGURATION(post(BUCKET, "metadataConfiguration")
            .action("s3:CreateBucketMetadataTableConfiguration")
            .checksum(REQUIRED)
            .document("MetadataConfiguration")),
    CREATE_BUCKET_METADATA_TABLE_CONFIGURATION(
            post(BUCKET, "metadataTable").checksum(REQUIRED).document("MetadataTableConfiguration")),
    CREATE_MULTIPART_UPLOAD(post(OBJECT, "uploads")
            .action("s3:PutObject")
            .onBoth()
            .encryption(ALL)
            .describes()
            .room(ALWAYS)
            .throughAccessPoints()),
    CREATE_SESSION(get(BUCKET, "session")
            .action("s3express:CreateSession")
            .onDirectory()
            .encryption(ALL)
            .data()),
    DELETE_BUCKET(delete(BUCKET).onBoth().controls()),
    DELETE_BUCKET_ANALYTICS_CONFIGURATION(delete(BUCKET, "analytics", "id").action("s3:PutAnalyticsConfiguration")),
    DELETE_BUCKET_CORS(delete(BUCKET, "cors").action("s3:PutBucketCORS")),
    DELETE_BUCKET_ENCRYPTION(delete(BUCKET, "encryption")
            .action("s3:PutEncryptionConfiguration")
            .onBoth()
            .controls()),
    DELETE_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            delete(BUCKET, "intelligent-tiering", "id").action("s3:PutIntelligentTieringConfiguration")),
    DELETE_BUCKET_INVENTORY_CONFIGURATION(delete(BUCKET, "inventory", "id")
            .action("s3:PutInventoryConfiguration")
            .onBoth()
            .controls()),
    DELETE_BUCKET_LIFECYCLE(delete(BUCKET, "lifecycle")
            .action("s3:PutLifecycleConfiguration")
            .onBoth()
            .controls()),
    DELETE_BUCKET_METADATA_CONFIGURATION(
            delete(BUCKET, "metadataConfiguration").action("s3:DeleteBucketMetadataTableConfiguration")),
    DELETE_BUCKET_METADATA_TABLE_CONFIGURATION(delete(BUCKET, "metadataTable")),
    DELETE_BUCKET_METRICS_CONFIGURATION(delete(BUCKET, "metrics", "id")
            .action("s3:PutMetricsConfiguration")
            .onBoth()
            .controls()),
    DELETE_BUCKET_OWNERSHIP_CONTROLS(delete(BUCKET, "ownershipControls").action("s3:PutBucketOwnershipControls")),
    DELETE_BUCKET_POLICY(delete(BUCKET, "policy").about("BUCKETPOLICY").onBoth().controls()),
    DELETE_BUCKET_REPLICATION(delete(BUCKET, "replication").action("s3:PutReplicationConfiguration")),
    DELETE_BUCKET_TAGGING(delete(BUCKET, "tagging").action("s3:PutBucketTagging")),
    DELETE_BUCKET_WEBSITE(delete(BUCKET, "website")),
    DELETE_OBJECT(delete(OBJECT).versions("s3:DeleteObjectVersion").onBoth().throughAccessPoints()),
    DELETE_OBJECT_TAGGING(delete(OBJECT, "tagging")
            .about("OBJECT_TAGGING")
            .versions("s3:DeleteObjectVersionTagging")
            .throughAccessPoints()),
    DELETE_OBJECTS(post(BUCKET, "delete")
            .action("s3:DeleteObject")
            .forEachKey()
            .onBoth()
            .checksum(REQUIRED)
            .room(NEVER)
            .throughAccessPoints()
            .data()
            .counted(DELETE)
            .logged("REST.POST.MULTI_OBJECT_DELETE")
            .document("Delete")),
    DELETE_PUBLIC_ACCESS_BLOCK(delete(BUCKET, "publicAccessBlock").action("s3:PutBucketPublicAccessBlock")),
    GET_BUCKET_ABAC(get(BUCKET, "abac")),
    GET_BUCKET_ACCELERATE_CONFIGURATION(get(BUCKET, "accelerate").action("s3:GetAccelerateConfiguration")),
    GET_BUCKET_ACL(get(BUCKET, "acl")),
    GET_BUCKET_ANALYTICS_CONFIGURATION(get(BUCKET, "analytics", "id").action("s3:GetAnalyticsConfiguration")),
    GET_BUCKET_CORS(get(BUCKET, "cors").action("s3:GetBucketCORS")),
    GET_BUCKET_ENCRYPTION(get(BUCKET, "encryption")
            .action("s3:GetEncryptionConfiguration")
            .onBoth()
            .controls()),
    GET_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(
            get(BUCKET, "intelligent-tiering", "id").action("s3:GetIntelligentTieringConfiguration")),
    GET_BUCKET_INVENTORY_CONFIGURATION(get(BUCKET, "inventory", "id")
            .action("s3:GetInventoryConfiguration")
            .onBoth()
            .controls()),
    GET_BUCKET_LIFECYCLE_CONFIGURATION(get(BUCKET, "lifecycle")
            .action("s3:GetLifecycleConfiguration")
            .onBoth()
            .controls()),
    GET_BUCKET_LOCATION(get(BUCKET, "location").forAllRegions()),
    GET_BUCKET_LOGGING(get(BUCKET, "logging").about("LOGGING_STATUS")),
    GET_BUCKET_METADATA_CONFIGURATION(
            get(BUCKET, "metadataConfiguration").action("s3:GetBucketMetadataTableConfiguration")),
    GET_BUCKET_METADATA_TABLE_CONFIGURATION(get(BUCKET, "metadataTable")),
    GET_BUCKET_METRICS_CONFIGURATION(get(BUCKET, "metrics", "id")
            .action("s3:GetMetricsConfiguration")
            .onBoth()
            .controls()),
    GET_BUCKET_NOTIFICATION_CONFIGURATION(get(BUCKET, "notification").action("s3:GetBucketNotification")),
    GET_BUCKET_OWNERSHIP_CONTROLS(get(BUCKET, "ownershipControls")),
    GET_BUCKET_POLICY(get(BUCKET, "policy").about("BUCKETPOLICY").onBoth().controls()),
    GET_BUCKET_POLICY_STATUS(get(BUCKET, "policyStatus")),
    GET_BUCKET_REPLICATION(get(BUCKET, "replication").action("s3:GetReplicationConfiguration")),
    GET_BUCKET_REQUEST_PAYMENT(get(BUCKET, "requestPayment")),
    GET_BUCKET_TAGGING(get(BUCKET, "tagging")),
    GET_BUCKET_VERSIONING(get(BUCKET, "versioning")),
    GET_BUCKET_WEBSITE(get(BUCKET, "website")),
    GET_OBJECT(get(OBJECT)
            .with(
                    "response-cache-control",
                    "response-content-disposition",
                    "response-content-encoding",
                    "response-content-language",
                    "response-content-type",
                    "response-expires",
                    "partNumber")
            .versions("s3:GetObjectVersion")
            .onBoth()
            .inReadOnlySessions()
            .encryption(CUSTOMER_KEY)
            .throughAccessPoints()),
    GET_OBJECT_ACL(get(OBJECT, "acl").versions("s3:GetObjectVersionAcl").throughAccessPoints()),
    GET_OBJECT_ATTRIBUTES(get(OBJECT, "attributes")
            .about("OBJECT_ATTRIBUTES")
            .action("s3:GetObject", "s3:GetObjectAttributes")
            .versions("s3:GetObjectVersion", "s3:GetObjectVersionAttributes")
            .onBoth()
            .inReadOnlySessions()
            .encryption(CUSTOMER_KEY)
            .throughAccessPoints()),
    GET_OBJECT_LEGAL_HOLD(
            get(OBJECT, "legal-hold").about("OBJECT_LOCK_LEGAL_HOLD").versions().throughAccessPoints()),
    GET_OBJECT_LOCK_CONFIGURATION(get(BUCKET, "object-lock")
            .about("OBJECT_LOCK_CONFIGURATION")
            .action("s3:GetBucketObjectLockConfiguration")),
    GET_OBJECT_RETENTION(
            get(OBJECT, "retention").about("OBJECT_LOCK_RETENTION").versions().throughAccessPoints()),
    GET_OBJECT_TAGGING(get(OBJECT, "tagging")
            .about("OBJECT_TAGGING")
            .versions("s3:GetObjectVersionTagging")
            .throughAccessPoints()
            .likeChanges()),
    GET_OBJECT_TORRENT(get(OBJECT, "torrent")),
    GET_PUBLIC_ACCESS_BLOCK(get(BUCKET, "publicAccessBlock").action("s3:GetBucketPublicAccessBlock")),
    HEAD_BUCKET(head(BUCKET)
            .action("s3:ListBucket")
            .onBoth()
            .inReadOnlySessions()
            .throughAccessPoints()
            .data()),
    HEAD_OBJECT(head(OBJECT)
            .with(
                    "response-cache-control",
                    "response-content-disposition",
                    "response-content-encoding",
                    "response-content-language",
                    "response-content-type",
                    "response-expires",
                    "partNumber")
            .action("s3:GetObject")
            .versions("s3:GetObjectVersion")
            .onBoth()
            .inReadOnlySessions()
            .encryption(CUSTOMER_KEY)
            .throughAccessPoints()),
    LIST_BUCKET_ANALYTICS_CONFIGURATIONS(
            get(BUCKET, "analytics").with("continuation-token").action("s3:GetAnalyticsConfiguration")),
    LIST_BUCKET_INTELLIGENT_TIERING_CONFIGURATIONS(get(BUCKET, "intelligent-tiering")
            .with("continuation-token")
            .action("s3:GetIntelligentTieringConfiguration")),
    LIST_BUCKET_INVENTORY_CONFIGURATIONS(get(BUCKET, "inventory")
            .with("continuation-token")
            .action("s3:GetInventoryConfiguration")
            .onBoth()
            .controls()),
    LIST_BUCKET_METRICS_CONFIGURATIONS(get(BUCKET, "metrics")
            .with("continuation-token")
            .action("s3:GetMetricsConfiguration")
            .onBoth()
            .controls()),
    LIST_BUCKETS(get(SERVICE)
            .with("max-buckets", "continuation-token", "prefix", "bucket-region")
            .action("s3:ListAllMyBuckets")
            .told(request -> !asksForDirectories(request))),
    LIST_DIRECTORY_BUCKETS(get(SERVICE)
            .with("continuation-token", "max-directory-buckets")
            .action("s3express:ListAllMyDirectoryBuckets")
            .onDirectory()
            .told(S3Operation::asksForDirectories)),
    LIST_MULTIPART_UPLOADS(get(BUCKET, "uploads")
            .with("delimiter", "encoding-type", "key-marker", "max-uploads", "prefix", "upload-id-marker")
            .action("s3:ListBucketMultipartUploads")
            .onBoth()
            .inReadOnlySessions()
            .throughAccessPoints()
            .data()
            .counted(LIST)),
    LIST_OBJECT_VERSIONS(get(BUCKET, "versions")
            .about("BUCKETVERSIONS")
            .with("delimiter", "encoding-type", "key-marker", "max-keys", "prefix", "version-id-marker")
            .action("s3:ListBucketVersions")
            .throughAccessPoints()
            .data()
            .counted(LIST)),
    LIST_OBJECTS(get(BUCKET)
            .with("delimiter", "encoding-type", "list-type", "marker", "max-keys", "prefix")
            .action("s3:ListBucket")
            .throughAccessPoints()
            .data()
            .counted(LIST)
            .told(request -> !isV2(request))),
    LIST_OBJECTS_V2(get(BUCKET, "list-type")
            .about("BUCKET")
            .with(
                    "delimiter",
                    "encoding-type",
                    "max-keys",
                    "prefix",
                    "continuation-token",
                    "fetch-owner",
                    "start-after")
            .action("s3:ListBucket")
            .onBoth()
            .inReadOnlySessions()
            .throughAccessPoints()
            .data()
            .counted(LIST)
            .told(S3Operation::isV2)),
    LIST_PARTS(get(OBJECT, "uploadId")
            .about("UPLOAD")
            .with("max-parts", "part-number-marker")
            .action("s3:ListMultipartUploadParts")
            .onBoth()
            .inReadOnlySessions()
            .encryption(CUSTOMER_KEY)
            .byInitiator()
            .throughAccessPoints()
            .counted(LIST)),
    PUT_BUCKET_ABAC(put(BUCKET, "abac").checksum(OPTIONAL).document("AbacStatus")),
    PUT_BUCKET_ACCELERATE_CONFIGURATION(put(BUCKET, "accelerate")
            .action("s3:PutAccelerateConfiguration")
            .checksum(OPTIONAL)
            .document("AccelerateConfiguration")),
    PUT_BUCKET_ACL(put(BUCKET, "acl").checksum(OPTIONAL).document("AccessControlPolicy")),
    PUT_BUCKET_ANALYTICS_CONFIGURATION(put(BUCKET, "analytics", "id")
            .action("s3:PutAnalyticsConfiguration")
            .document("AnalyticsConfiguration")),
    PUT_BUCKET_CORS(
            put(BUCKET, "cors").action("s3:PutBucketCORS").checksum(REQUIRED).document("CORSConfiguration")),
    PUT_BUCKET_ENCRYPTION(put(BUCKET, "encryption")
            .action("s3:PutEncryptionConfiguration")
            .onBoth()
            .controls()
            .checksum(REQUIRED)
            .document("ServerSideEncryptionConfiguration")),
    PUT_BUCKET_INTELLIGENT_TIERING_CONFIGURATION(put(BUCKET, "intelligent-tiering", "id")
            .action("s3:PutIntelligentTieringConfiguration")
            .document("IntelligentTieringConfiguration")),
    PUT_BUCKET_INVENTORY_CONFIGURATION(put(BUCKET, "inventory", "id")
            .action("s3:PutInventoryConfiguration")
            .onBoth()
            .controls()
            .document("InventoryConfiguration")),
    PUT_BUCKET_LIFECYCLE_CONFIGURATION(put(BUCKET, "lifecycle")
            .action("s3:PutLifecycleConfiguration")
            .onBoth()
            .controls()
            .checksum(REQUIRED)
            .document("LifecycleConfiguration")),
    PUT_BUCKET_LOGGING(
            put(BUCKET, "logging").about("LOGGING_STATUS").checksum(OPTIONAL).document("BucketLoggingStatus")),
    PUT_BUCKET_METRICS_CONFIGURATION(put(BUCKET, "metrics", "id")
            .action("s3:PutMetricsConfiguration")
            .onBoth()
            .controls()
            .document("MetricsConfiguration")),
    PUT_BUCKET_NOTIFICATION_CONFIGURATION(
            put(BUCKET, "notification").action("s3:PutBucketNotification").document("NotificationConfiguration")),
    PUT_BUCKET_OWNERSHIP_CONTROLS(
            put(BUCKET, "ownershipControls").checksum(REQUIRED).document("OwnershipControls")),
    PUT_BUCKET_POLICY(put(BUCKET, "policy")
            .about("BUCKETPOLICY")
            .onBoth()
            .controls()
            .checksum(OPTIONAL)
            .json("bucketPolicy")),
    PUT_BUCKET_REPLICATION(put(BUCKET, "replication")
            .action("s3:PutReplicationConfiguration")
            .checksum(REQUIRED)
            .document("ReplicationConfiguration")),
    PUT_BUCKET_REQUEST_PAYMENT(
            put(BUCKET, "requestPayment").checksum(OPTIONAL).document("RequestPaymentConfiguration")),
    PUT_BUCKET_TAGGING(put(BUCKET, "tagging").checksum(REQUIRED).document("Tagging")),
    PUT_BUCKET_VERSIONING(put(BUCKET, "versioning").checksum(OPTIONAL).document("VersioningConfiguration")),
    PUT_BUCKET_WEBSITE(put(BUCKET, "website").checksum(OPTIONAL).document("WebsiteConfiguration")),
    PUT_OBJECT(put(OBJECT)
            .onBoth()
            .checksum(OPTIONAL)
            .encryption(ALL)
            .describes()
            .creates()
            .room(ALWAYS)
            .throughAccessPoints()
            .hasCopy()),
    PUT_OBJECT_ACL(put(OBJECT, "acl")
            .versions("s3:PutObjectVersionAcl")
            .checksum(OPTIONAL)
            .throughAccessPoints()
            .document("AccessControlPolicy")),
    PUT_OBJECT_LEGAL_HOLD(put(OBJECT, "legal-hold")
            .about("OBJECT_LOCK_LEGAL_HOLD")
            .versions()
            .checksum(REQUIRED)
            .throughAccessPoints()
            .document("LegalHold")
            .lock(LockWords.DOCUMENT)),
    PUT_OBJECT_LOCK_CONFIGURATION(put(BUCKET, "object-lock")
            .about("OBJECT_LOCK_CONFIGURATION")
            .action("s3:PutBucketObjectLockConfiguration")
            .checksum(REQUIRED)
            .document("ObjectLockConfiguration")
            .lock(LockWords.RULE)),
    PUT_OBJECT_RETENTION(put(OBJECT, "retention")
            .about("OBJECT_LOCK_RETENTION")
            .versions()
            .checksum(REQUIRED)
            .throughAccessPoints()
            .document("Retention")
            .lock(LockWords.DOCUMENT)),
    PUT_OBJECT_TAGGING(put(OBJECT, "tagging")
            .about("OBJECT_TAGGING")
            .versions("s3:PutObjectVersionTagging")
            .checksum(REQUIRED)
            .throughAccessPoints()
            .document("Tagging")),
    PUT_PUBLIC_ACCESS_BLOCK(put(BUCKET, "publicAccessBlock")
            .action("s3:PutBucketPublicAccessBlock")
            .checksum(REQUIRED)
            .document("PublicAccessBlockConfiguration")),
    RENAME_OBJECT(put(OBJECT, "renameObject").action("s3express:CreateSession").onDirectory()),
    RESTORE_OBJECT(post(OBJECT, "restore").versions().checksum(OPTIONAL).document("RestoreRequest")),
    SELECT_OBJECT_CONTENT(
            post(OBJECT, "select", "select-type").action("s3:GetObject").document("SelectObjectContentRequest")),
    UPDATE_BUCKET_METADATA_INVENTORY_TABLE_CONFIGURATION(
            put(BUCKET, "metadataInventoryTable").checksum(REQUIRED).document("InventoryTableConfiguration")),
    UPDATE_BUCKET_METADATA_JOURNAL_TABLE_CONFIGURATION(
            put(BUCKET, "metadataJournalTable").checksum(REQUIRED).document("JournalTableConfiguration")),
    UPDATE_OBJECT_ENCRYPTION(put(OBJECT, "encryption")
            .action("s3:PutObject", "s3:UpdateObjectEncryption")
            .versions()
            .checksum(REQUIRED)
            .throughAccessPoints()
            .document("ObjectEncryption")),
    UPLOAD_PART(put(OBJECT, "partNumber", "uploadId")
            .action("s3:PutObject")
            .onBoth()
            .checksum(OPTIONAL)
            .encryption(CUSTOMER_KEY)
            .continues()
            .room(ALWAYS)
            .throughAccessPoints()
            .logged("REST.PUT.PART")
            .hasCopy()),
    UPLOAD_PART_COPY(put(OBJECT, "partNumber", "uploadId")
            .action("s3:PutObject")
            .onBoth()
            .encryption(CUSTOMER_KEY)
            .copies()
            .continues()
            .room(ALWAYS)
            .throughAccessPoints()
            .logged("REST.COPY.PART")),
    WRITE_GET_OBJECT_RESPONSE(post(SERVICE).told(none -> false)),
    POST_OBJECT(post(BUCKET)
            .action("s3:PutObject")
            .checksum(OPTIONAL)
            .encryption(ALL)
            .describes()
            .creates()
            .room(ALWAYS)
            .data()
            .counted(POST)
            .told(request -> isForm(request.headers())));

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
    public enum BucketKinds {
        GENERAL_PURPOSE,
        DIRECTORY,
        BOTH
    }

    /// Whether a request is refused while the disk is nearly full.
    public enum NeedOfRoom {
        /// It stores what may be large, or makes something of which there may be many.
        ALWAYS,
        /// It completes or removes something.
        NEVER,
        /// If it brings a document of more than some KiB; the small ones by which somebody is kept out are taken.
        LARGE_DOCUMENTS
    }

    /// Where requests say how what they write is to be kept.
    public enum LockWords {
        NONE,
        HEADERS,
        DOCUMENT,
        /// In the rule of its document, for objects to come.
        RULE
    }

    /// What request metrics count it among.
    public enum Kind {
        LIST,
        DELETE,
        POST,
        /// Its method says it.
        BY_METHOD
    }

    private static final int SMALL_BYTES = 4096;

    private final String wireName;
    private final OperationRow row;

    S3Operation(OperationRow row) {
        this.wireName = ApiOperation.wireName(this, Set.of());
        this.row = row;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    public Method method() {
        return row.method;
    }

    public Level level() {
        return row.level;
    }

    /// The query names that must all be present, and beside which no other subresource may be.
    public Set<String> subresources() {
        return row.subresources;
    }

    /// The query names that may be present.
    public Set<String> parameters() {
        return row.parameters;
    }

    /// The IAM action that the caller needs on the bucket or object; of several, the operation's own.
    public String action() {
        return row.actions.isEmpty() ? "s3:" + wireName : row.actions.getLast();
    }

    /// The IAM actions that the caller needs on the bucket or object, all of them.
    ///
    /// @param version whether the request names a version
    public List<String> actions(boolean version) {
        if (row.forEachKey) {
            return List.of();
        }
        if (version && !row.versionActions.isEmpty()) {
            return row.versionActions;
        }
        return row.actions.isEmpty() ? List.of(action()) : row.actions;
    }

    public ChecksumRule checksum() {
        return row.checksum;
    }

    @Override
    public List<String> actions() {
        return actions(false);
    }

    @Override
    public boolean isReadOnly() {
        return row.method == Method.GET || row.method == Method.HEAD;
    }

    @Override
    public boolean needsRoom() {
        return row.room == NeedOfRoom.ALWAYS;
    }

    /// Which encryption headers it takes; any other is refused, never ignored.
    public EncryptionRequest.Allowed encryption() {
        return row.encryption;
    }

    /// Whether its headers say what a new object is to be: its metadata, tags, lock, access control list, encryption.
    public boolean describesObject() {
        return row.describes;
    }

    /// Whether an object is there when it has succeeded that was not there before.
    public boolean createsObject() {
        return row.creates;
    }

    /// Whether it reads another object, which `x-amz-copy-source` names.
    public boolean copies() {
        return row.copies;
    }

    /// Whether it goes on with an upload, whose encryption was decided when it began.
    public boolean continuesUpload() {
        return row.continues;
    }

    /// Whether who began an upload may do it with that upload unless something forbids it.
    public boolean isAllowedToInitiator() {
        return row.byInitiator;
    }

    /// Whether it goes through access points.
    public boolean isThroughAccessPoints() {
        return row.throughAccessPoints;
    }

    /// Whether it is one of a directory bucket's control endpoint, with an action of its own, which bucket policies
    /// cannot grant and no other account may call.
    public boolean isDirectoryControl() {
        return row.controls;
    }

    /// Whether a session that only reads may do it to a directory bucket.
    public boolean isInReadOnlySessions() {
        return row.inReadOnlySessions;
    }

    /// Whether the trail tells of it among data events, which somebody has to ask for.
    public boolean isDataEvent() {
        return row.data || row.level == Level.OBJECT;
    }

    /// Whether the bucket may be another than before once it was performed.
    public boolean mayChangeBucket() {
        return row.level == Level.BUCKET && (row.method == Method.PUT || row.method == Method.DELETE);
    }

    /// What request metrics count it among.
    public Kind kind() {
        return row.kind;
    }

    /// What access logs call it.
    public String logName() {
        return row.logName.isEmpty() ? "REST." + row.method + "." + resourceType() : row.logName;
    }

    /// What access logs, and refusals of a method that it has not, call what it is about.
    public String resourceType() {
        return row.about.isEmpty()
                ? row.subresources.stream()
                        .findFirst()
                        .map(S3Operation::inCapitals)
                        .orElse(row.level.name())
                : row.about;
    }

    private static String inCapitals(String subresource) {
        return subresource
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .replace('-', '_')
                .toUpperCase(Locale.ROOT);
    }

    /// Where a request says how what it writes is to be kept, as policies see it.
    public LockWords lockWords() {
        return row.lock;
    }

    /// What events of the trail call its document in JSON; empty if it has none.
    public String jsonDocument() {
        return row.json;
    }

    /// Whether the endpoint of us-east-1 answers it for buckets of all regions.
    public boolean isAnsweredForAllRegions() {
        return row.forAllRegions;
    }

    /// Whether a delete marker refuses it, and does not read as an object that is not there.
    public boolean isRefusedByMarkers() {
        return !isReadOnly() || row.likeChanges;
    }

    /// Whether a key that is not there is refused with the name of its bucket before it.
    public boolean namesBucketOfKeys() {
        return row.likeChanges;
    }

    /// Whether a request is refused while the disk is nearly full.
    ///
    /// @param bytes of the body
    @Override
    public boolean needsRoom(long bytes) {
        return switch (row.room) {
            case ALWAYS -> true;
            case NEVER -> false;
            case LARGE_DOCUMENTS -> (row.method == Method.PUT || row.method == Method.POST) && bytes > SMALL_BYTES;
        };
    }

    /// Whether the answer is a page of names, built whole, which can be some megabytes.
    public boolean buildsMuch() {
        return wireName.startsWith("List");
    }

    public BucketKinds buckets() {
        return row.buckets;
    }

    /// The root element of its document, empty if it has none, or none in XML.
    public String document() {
        return row.document;
    }

    /// Whether a request with its method and query names is one of this operation and not of the other that has
    /// the same.
    ///
    /// @param directoryScope whether it was signed for directory buckets
    public boolean isTold(Query query, Headers headers, boolean directoryScope) {
        return row.told.test(new OperationRow.Told(query, headers, directoryScope));
    }

    /// The IAM actions that the request needs on the bucket or object that it names, all of them: its row's own, the
    /// ones for a version where it names one, and those of what its headers ask for besides.
    public static List<String> actions(S3Request request) {
        var operation = request.operation();
        var own = operation.actions(request.query().has("versionId"));
        return operation.row.withHeaderActions(own, request);
    }

    /// Where the signature does not say it, two parameters do that no other listing of buckets has.
    private static boolean asksForDirectories(OperationRow.Told request) {
        return request.directoryScope()
                || request.query().has("max-directory-buckets")
                || request.query()
                        .first("x-id")
                        .filter("ListDirectoryBuckets"::equals)
                        .isPresent();
    }

    private static boolean isV2(OperationRow.Told request) {
        return request.query().first("list-type").equals(Optional.of("2"));
    }

    /// Whether the body is a form, which brings its own signature along.
    public static boolean isForm(Headers headers) {
        return headers.first("content-type")
                .map(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data"))
                .orElse(false);
    }
}
