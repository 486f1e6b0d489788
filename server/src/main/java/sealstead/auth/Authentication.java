package sealstead.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.iam.BucketSession;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Request;

/// The outcome of the signature check.
///
/// @param payload how the body must prove itself while it is read
/// @param regions the regions of this server that the signature is good for: one, or for SigV4A as many as
///     its set
///     covers, or the server's own where a signature names none
/// @param signed when the request was signed, as far as the signature says
/// @param bucketSession the session of a directory bucket whose credentials signed, if they were such
/// @param sessionToken the token with which temporary credentials signed, if they were such
public record Authentication(
        Caller caller,
        PayloadProof payload,
        Method method,
        List<String> regions,
        Optional<Instant> signed,
        Optional<BucketSession> bucketSession,
        Optional<String> sessionToken) {
    /// Where the signature was.
    public enum Method {
        NONE("", ""),
        HEADER("AWS4-HMAC-SHA256", "REST-HEADER"),
        QUERY("AWS4-HMAC-SHA256", "REST-QUERY-STRING"),
        /// By a signature for a set of regions, in the header.
        HEADER_V4A("AWS4-ECDSA-P256-SHA256", "REST-HEADER"),
        /// By a signature for a set of regions, in the query.
        QUERY_V4A("AWS4-ECDSA-P256-SHA256", "REST-QUERY-STRING"),
        /// In the query, by Signature Version 2.
        QUERY_V2("AWS", "REST-QUERY-STRING"),
        /// In the header, by Signature Version 2.
        HEADER_V2("AWS", "REST-HEADER"),
        FORM("AWS4-HMAC-SHA256", "POST"),
        /// In a form, by Signature Version 2.
        FORM_V2("AWS", "POST");

        private final String signatureVersion;
        private final String authType;

        Method(String signatureVersion, String authType) {
            this.signatureVersion = signatureVersion;
            this.authType = authType;
        }

        public boolean isVersion2() {
            return this == QUERY_V2 || this == HEADER_V2 || this == FORM_V2;
        }

        /// Whether nothing of it says for which region it is: it is good wherever the bucket is.
        public boolean hasNoRegion() {
            return this == NONE || isVersion2();
        }

        public boolean isAsymmetric() {
            return this == HEADER_V4A || this == QUERY_V4A;
        }

        /// The value of the condition key `s3:signatureversion`.
        public String signatureVersion() {
            return signatureVersion;
        }

        /// The value of the condition key `s3:authType`.
        public String authType() {
            return authType;
        }
    }

    public Authentication {
        regions = List.copyOf(regions);
    }

    /// The region that the request is taken to be made in.
    public String region() {
        return regions.getFirst();
    }

    /// The same request made in `region`, if its signature is good there.
    public Authentication in(String region) {
        return regions.contains(region) || method.hasNoRegion()
                ? new Authentication(caller, payload, method, List.of(region), signed, bucketSession, sessionToken)
                : this;
    }

    /// What is known of the request, for whoever decides about it.
    public RequestContext context(Request request, Instant now) {
        if (caller instanceof Caller.Principal principal) {
            request.call().by(principal.arn());
        }
        return new RequestContext(
                request.id(),
                caller,
                request.peer(),
                request.headers(),
                now,
                region(),
                new RequestContext.SignatureFacts(method.signatureVersion(), method.authType(), signed));
    }
}
