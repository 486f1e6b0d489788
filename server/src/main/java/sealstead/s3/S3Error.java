package sealstead.s3;

import sealstead.api.Failure;
import sealstead.wire.ErrorRow;
import sealstead.wire.Refusal;

/// S3's refusals: one row holds status, code and message. Those of signatures are in `auth`, those of encryption in
/// `encryption`.
public enum S3Error implements ErrorRow {
    ACCESS_DENIED(403, "AccessDenied", "Access Denied"),
    ACCESS_FORBIDDEN(403, "AccessForbidden", ""),
    AUTHORIZATION_HEADER_MALFORMED(400, "AuthorizationHeaderMalformed", ""),
    BAD_DIGEST(400, "BadDigest", ""),
    BAD_REQUEST(400, "BadRequest", "Bad Request"),
    BAD_DIGEST_MD5(400, "BadDigest", "The Content-MD5 you specified did not match what we received."),
    BUCKET_ALREADY_EXISTS(
            409,
            "BucketAlreadyExists",
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please"
                    + " select a different name and try again."),
    BUCKET_ALREADY_OWNED_BY_YOU(
            409,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it."),
    BUCKET_NOT_EMPTY(409, "BucketNotEmpty", "The bucket you tried to delete is not empty"),
    ACL_NOT_SUPPORTED(400, "AccessControlListNotSupported", "The bucket does not allow ACLs"),
    CROSS_LOCATION_LOGGING(403, "CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed. "),
    CONDITIONAL_CONFLICT(
            409,
            "ConditionalRequestConflict",
            "The conditional request cannot succeed due to a conflicting operation against this resource."),
    ENTITY_TOO_SMALL(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"),
    ENTITY_TOO_LARGE(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"),
    ID_MISMATCH(400, "IdMismatch", "Document ID does not match the specified configuration ID."),
    INCORRECT_ENDPOINT(
            400,
            "IncorrectEndpoint",
            "The specified bucket exists in another region. Please direct requests to the specified endpoint."),
    ILLEGAL_VERSIONING_CONFIGURATION(
            400, "IllegalVersioningConfigurationException", "The Versioning element must be specified"),
    ILLEGAL_LOCATION_CONSTRAINT(
            400,
            "IllegalLocationConstraintException",
            "The unspecified location constraint is incompatible for the region specific endpoint this request was sent"
                    + " to."),
    INTERNAL_ERROR(500, "InternalError", "We encountered an internal error. Please try again."),
    INVALID_ARGUMENT(400, "InvalidArgument", "Invalid Argument"),
    IDEMPOTENCY_PARAMETER_MISMATCH(
            400,
            "IdempotencyParameterMismatch",
            "Parameters on this idempotent request are inconsistent with parameters used in previous request(s)."),
    ENCRYPTION_TYPE_MISMATCH(
            400,
            "EncryptionTypeMismatch",
            "The existing object was created with a different encryption type. Subsequent write requests must include the"
                    + " appropriate encryption parameters in the request or while creating the session."),
    INVALID_WRITE_OFFSET(
            400,
            "InvalidWriteOffset",
            "The write offset value that you specified does not match the current object size."),
    TOO_MANY_BUCKETS(400, "TooManyBuckets", "You have attempted to create more buckets than allowed"),
    TOO_MANY_CONFIGURATIONS(
            400,
            "TooManyConfigurations",
            "You are attempting to create a new configuration but have already reached the 1,000-configuration limit."),
    TOO_MANY_PARTS(
            400,
            "TooManyParts",
            "You have attempted to add more parts than the maximum of 10000 that are allowed for this object. You can use"
                    + " the CopyObject operation to copy this object to another and then add more data to the newly"
                    + " copied object."),
    INVALID_BUCKET_ACL(
            400,
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"),
    INVALID_BUCKET_NAME(400, "InvalidBucketName", "The specified bucket is not valid."),
    INVALID_BUCKET_OWNER(
            400,
            "InvalidBucketOwnerAWSAccountID",
            "The value of the expected bucket owner parameter must be an AWS Account ID..."),
    INVALID_CONFIGURATION_ID(400, "InvalidConfigurationId", "The specified configuration id is invalid."),
    INVALID_DESTINATION_BUCKET(400, "InvalidS3DestinationBucket", ""),
    INVALID_LOGGING_TARGET(400, "InvalidTargetBucketForLogging", ""),
    INVALID_POLICY_DOCUMENT(400, "InvalidPolicyDocument", ""),
    INVALID_DIGEST(400, "InvalidDigest", "The Content-MD5 you specified was invalid."),
    INVALID_LOCATION_CONSTRAINT(400, "InvalidLocationConstraint", "The specified location-constraint is not valid"),
    RESTORE_ALREADY_IN_PROGRESS(409, "RestoreAlreadyInProgress", "Object restore is already in progress"),
    INVALID_PART(
            400,
            "InvalidPart",
            "One or more of the specified parts could not be found.  The part may not have been uploaded, or the"
                    + " specified entity tag may not match the part's entity tag."),
    INVALID_OBJECT_STATE(403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
    INVALID_PART_NUMBER(416, "InvalidPartNumber", "The requested partnumber is not satisfiable"),
    INVALID_PART_ORDER(
            400,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number."),
    INVALID_REDIRECT_LOCATION(
            400,
            "InvalidRedirectLocation",
            "The website redirect location must have a prefix of 'http://' or 'https://' or '/'."),
    INVALID_TAG(400, "InvalidTag", "The tag provided was not a valid tag."),
    INVALID_BUCKET_STATE(409, "InvalidBucketState", "The request is not valid with the current state of the bucket."),
    INVALID_RANGE(416, "InvalidRange", "The requested range is not satisfiable"),
    INVALID_REQUEST(400, "InvalidRequest", "Invalid Request"),
    INVALID_STORAGE_CLASS(400, "InvalidStorageClass", "The storage class you specified is not valid"),
    INVALID_URI(400, "InvalidURI", "Couldn't parse the specified URI."),
    KEY_TOO_LONG(400, "KeyTooLongError", "Your key is too long"),
    MALFORMED_POST(
            400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data."),
    MAX_POST_PRE_DATA_LENGTH_EXCEEDED(
            400, "MaxPostPreDataLengthExceeded", "Your POST request fields preceding the upload file were too large."),
    MALFORMED_POLICY(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'"),
    MALFORMED_XML(
            400,
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema"),
    INVALID_BUCKET_ACL_BLOCKED(
            400,
            "InvalidBucketAclWithBlockPublicAccessError",
            "Bucket cannot have public ACLs set with BlockPublicAccess enabled"),
    MALFORMED_ACL(
            400,
            "MalformedACLError",
            "The XML you provided was not well-formed or did not validate against our published schema"),
    MAX_MESSAGE_LENGTH_EXCEEDED(400, "MaxMessageLengthExceeded", "Your request was too big."),
    METADATA_TOO_LARGE(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed", "The specified method is not allowed against this resource."),
    MISSING_CHECKSUM(
            400, "InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"),
    MISSING_SECURITY_HEADER(400, "MissingSecurityHeader", "Your request was missing a required header"),
    MISSING_REQUEST_BODY(400, "MissingRequestBodyError", "Request Body is empty"),
    MULTIPLE_CHECKSUMS(
            400,
            "InvalidRequest",
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."),
    NOT_IMPLEMENTED(501, "NotImplemented", "A header you provided implies functionality that is not implemented"),
    NOT_MODIFIED(304, "NotModified", "Not Modified"),
    NO_SUCH_BUCKET_POLICY(404, "NoSuchBucketPolicy", "The bucket policy does not exist"),
    NO_SUCH_CONFIGURATION(404, "NoSuchConfiguration", "The specified configuration does not exist."),
    NO_SUCH_CORS(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
    NO_SUCH_LIFECYCLE(404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
    NO_SUCH_LOCK_CONFIGURATION(
            404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
    NO_SUCH_OBJECT_LOCK(
            404, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration"),
    NO_SUCH_OWNERSHIP_CONTROLS(404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
    NO_SUCH_PUBLIC_ACCESS_BLOCK(
            404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
    NO_SUCH_REPLICATION(404, "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
    NO_SUCH_RESOURCE(404, "NoSuchResource", "The specified resource doesn't exist."),
    NO_SUCH_TAG_SET(404, "NoSuchTagSet", "The TagSet does not exist"),
    NO_SUCH_WEBSITE(404, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
    NO_SUCH_BUCKET(404, "NoSuchBucket", "The specified bucket does not exist"),
    NO_SUCH_KEY(404, "NoSuchKey", "The specified key does not exist."),
    NO_SUCH_UPLOAD(
            404,
            "NoSuchUpload",
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or"
                    + " completed."),
    NO_SUCH_VERSION(404, "NoSuchVersion", "The specified version does not exist."),
    OPERATION_ABORTED(
            409,
            "OperationAborted",
            "A conflicting conditional operation is currently in progress against this resource. Please try again."),
    PRECONDITION_FAILED(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
    SDK_ALGORITHM_ALONE(
            400,
            "InvalidRequest",
            "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were"
                    + " found."),
    SELF_COPY(
            400,
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's"
                    + " metadata, storage class, website redirect location or encryption attributes."),
    SERVICE_UNAVAILABLE(503, "ServiceUnavailable", "Service is unable to handle request."),
    SLOW_DOWN(503, "SlowDown", "Please reduce your request rate."),
    UNEXPECTED_CONTENT(400, "UnexpectedContent", "This request does not support content");

    private static final String NO_ROOM =
            "There is not enough free space on the server for this request. Objects can be read and deleted.";

    private final Columns columns;

    S3Error(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    /// The status that goes with a code in an error document; 500 for one that is not here.
    public static int status(String code) {
        for (var row : values()) {
            if (row.code().equals(code)) {
                return row.status();
            }
        }
        return 500;
    }

    @Override
    public Columns columns() {
        return columns;
    }

    /// What is answered when something went wrong that is not the request's fault.
    public static Refusal of(Failure failure) {
        return switch (failure) {
            case FULL -> SERVICE_UNAVAILABLE.saying(NO_ROOM).header("retry-after", "10");
            case UNAVAILABLE -> SERVICE_UNAVAILABLE.refusal().header("retry-after", "1");
            case INTERNAL -> INTERNAL_ERROR.refusal();
        };
    }

    public static Refusal noSuchBucket(String bucket) {
        return NO_SUCH_BUCKET.refusal().with("BucketName", bucket);
    }

    /// A signature for another region than the bucket's.
    public static Refusal wrongRegion(String signed, String right) {
        return AUTHORIZATION_HEADER_MALFORMED
                .saying("The authorization header is malformed; the region '" + signed + "' is wrong; expecting '"
                        + right + "'")
                .with("Region", right)
                .header("x-amz-bucket-region", right);
    }

    public static Refusal noSuchKey(String key) {
        return NO_SUCH_KEY.refusal().with("Key", key);
    }

    public static Refusal noSuchVersion(String key, String versionId) {
        return NO_SUCH_VERSION.refusal().with("Key", key).with("VersionId", versionId);
    }

    public static Refusal invalidArgument(String message, String name, String value) {
        return INVALID_ARGUMENT.saying(message, name, value);
    }

    public static Refusal notImplemented(S3Operation operation) {
        return NOT_IMPLEMENTED.saying("The operation " + operation.wireName() + " is not implemented.");
    }

    public static Refusal notImplementedHeader(String header) {
        return NOT_IMPLEMENTED.refusal().with("Header", header);
    }

    public static Refusal notImplementedParameter(String parameter) {
        return NOT_IMPLEMENTED
                .saying("The parameter " + parameter + " is not implemented for this bucket.")
                .with("Parameter", parameter);
    }

    public static Refusal tooLong(int maxBytes) {
        return MAX_MESSAGE_LENGTH_EXCEEDED.refusal().with("MaxMessageLengthBytes", Integer.toString(maxBytes));
    }
}
