package sealstead.auth;

import sealstead.wire.Clipped;
import sealstead.wire.ErrorRow;
import sealstead.wire.Refusal;

/// Refusals of the signature check, in the headers and in presigned URLs; one row says status, code and
/// message.
public enum AuthError implements ErrorRow {
    ACCESS_DENIED(403, "AccessDenied", "Access Denied"),
    INVALID_ARGUMENT(400, "InvalidArgument", ""),
    MISSING_TOKEN(400, "MissingAuthenticationToken", "Request is missing Authentication Token"),
    AUTHORIZATION_HEADER_MALFORMED(400, "AuthorizationHeaderMalformed", ""),
    NO_DATE(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"),
    HEADERS_NOT_SIGNED(403, "AccessDenied", "There were headers present in the request which were not signed"),
    EXPIRED(403, "AccessDenied", "Request has expired"),
    NOT_YET_VALID(403, "AccessDenied", "Request is not valid yet"),
    INVALID_ACCESS_KEY_ID(
            403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    SIGNATURE_DOES_NOT_MATCH(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing"
                    + " method."),
    REQUEST_TIME_TOO_SKEWED(
            403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    INVALID_TOKEN(400, "InvalidToken", "The provided token is malformed or otherwise invalid."),
    EXPIRED_TOKEN(400, "ExpiredToken", "The provided token has expired."),
    MECHANISM_NOT_SUPPORTED(
            400,
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."),
    HEADER_OF_V2_MALFORMED(
            400, "InvalidArgument", "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature"),
    UNSUPPORTED_AUTHORIZATION(400, "InvalidArgument", "Unsupported Authorization Type"),
    KMS_NEEDS_SIGV4(
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4."),
    ONLY_ONE_MECHANISM(
            400,
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter"
                    + " or the Authorization header should be specified"),
    MISSING_CONTENT_SHA256(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"),
    INVALID_CONTENT_SHA256(400, "InvalidRequest", "The value of x-amz-content-sha256 header is invalid."),
    CONTENT_SHA256_MISMATCH(
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed."),
    QUERY_PARAMETERS_MISSING(
            400,
            "AuthorizationQueryParametersError",
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature,"
                    + " X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."),
    QUERY_CREDENTIAL_MALFORMED(
            400,
            "AuthorizationQueryParametersError",
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting"
                    + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"."),
    QUERY_ALGORITHM(
            400,
            "AuthorizationQueryParametersError",
            "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\""),
    FORM_ALGORITHM(400, "InvalidArgument", "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\""),
    QUERY_PARAMETERS_OF_V4A_MISSING(
            400,
            "AuthorizationQueryParametersError",
            "Query-string authentication version 4A requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature,"
                    + " X-Amz-Date, X-Amz-SignedHeaders, X-Amz-Expires, and X-Amz-Region-Set parameters."),
    QUERY_DATE(
            400,
            "AuthorizationQueryParametersError",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""),
    QUERY_PARAMETERS_OF_V2_MISSING(
            403,
            "AccessDenied",
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"),
    EXPIRES_TOO_LONG(
            400,
            "AuthorizationQueryParametersError",
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800"
                    + " seconds"),
    EXPIRES_NEGATIVE(400, "AuthorizationQueryParametersError", "X-Amz-Expires must be non-negative"),
    EXPIRES_NOT_A_NUMBER(400, "AuthorizationQueryParametersError", "X-Amz-Expires should be a number"),
    NOT_IMPLEMENTED(501, "NotImplemented", "A header you provided implies functionality that is not implemented"),
    MISSING_CONTENT_LENGTH(411, "MissingContentLength", "You must provide the Content-Length HTTP header."),
    INCOMPLETE_BODY(
            400,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header"),
    INCOMPLETE_STREAM(400, "IncompleteBody", "The request body terminated unexpectedly"),
    MALFORMED_CHUNK(400, "InvalidRequest", "The request body is not well-formed aws-chunked content."),
    MALFORMED_TRAILER(
            400,
            "MalformedTrailerError",
            "The request contained trailing data that was not well-formed or did not conform to our published schema."),
    TRAILER_NOT_SUPPORTED(400, "InvalidRequest", "The value specified in the x-amz-trailer header is not supported");

    private final Columns columns;

    AuthError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }

    static Refusal malformedHeader(String tail) {
        return AUTHORIZATION_HEADER_MALFORMED.saying("The authorization header is malformed; " + tail);
    }

    static Refusal malformedQuery(String tail) {
        return QUERY_CREDENTIAL_MALFORMED.saying("Error parsing the X-Amz-Credential parameter; " + tail);
    }

    static Refusal notSigV4(EffectiveRequest request) {
        var authorization = request.headers().first("authorization").orElse("");
        if (!authorization.startsWith("AWS")) {
            return UNSUPPORTED_AUTHORIZATION.about("Authorization", Clipped.of(authorization));
        }
        return isForKms(request) ? kmsNeedsSigV4() : MECHANISM_NOT_SUPPORTED.refusal();
    }

    static boolean isForKms(EffectiveRequest request) {
        return request.headers()
                .first("x-amz-server-side-encryption")
                .filter(value -> value.startsWith("aws:kms"))
                .isPresent();
    }

    static Refusal kmsNeedsSigV4() {
        return KMS_NEEDS_SIGV4.about("Authorization", "null");
    }
}
