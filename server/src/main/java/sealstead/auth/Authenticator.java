package sealstead.auth;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.AccessKeys;
import sealstead.iam.Caller;
import sealstead.wire.Clipped;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// Checks SigV4 and SigV4A signatures, in the Authorization header or in a presigned query, before any byte
/// of the body is read.
///
/// The order is: which mechanism; is it well formed; is it for this endpoint; is the time right; whose key;
/// which headers were signed; does the signature match. Only the last step involves the secret, and it
/// compares in constant time.
public class Authenticator {
    private final List<String> regions;
    private final HeaderSignature header;
    private final PresignedSignature presigned;
    private final Version2Signature version2;
    private final FormSignature form;

    /// @param regions the regions this endpoint answers for, its own first
    /// @param version2 where Signature Version 2 is taken
    public Authenticator(AccessKeys accessKeys, Clock clock, List<String> regions, SignatureVersion2 version2) {
        this.regions = List.copyOf(regions);
        var keys = new ClaimedKeys(accessKeys);
        var times = new RequestTime(clock);
        var verifier = new SignatureVerifier(keys);
        this.header = new HeaderSignature(verifier, times);
        this.presigned = new PresignedSignature(verifier, times, this.regions);
        this.version2 = new Version2Signature(keys, times, regions.getFirst(), version2);
        this.form = new FormSignature(keys, verifier, this.version2, this.regions);
    }

    /// Authenticates an S3 request. Without credentials the caller is anonymous.
    ///
    /// @param hostedBucket the bucket that stands in the host, or empty; a part of what Signature Version 2 signs
    public Authentication s3(EffectiveRequest request, String hostedBucket) {
        var authorization = request.headers().first("authorization").orElse("");
        return switch (request.mechanism()) {
            case SEVERAL ->
                throw AuthError.ONLY_ONE_MECHANISM
                        .refusal()
                        .with("ArgumentName", "Authorization")
                        .with("ArgumentValue", Clipped.of(authorization));
            case QUERY -> presigned.authenticate(request);
            case QUERY_V2 -> version2.query(request, hostedBucket);
            case HEADER_V2 -> version2.header(request, hostedBucket, authorization);
            case HEADER -> {
                if (!authorization.startsWith("AWS4-")) {
                    throw AuthError.notSigV4(request);
                }
                var token = request.headers()
                        .first(PayloadMode.HEADER)
                        .orElseThrow(AuthError.MISSING_CONTENT_SHA256::refusal);
                yield header.authenticate(request, authorization, "s3", token, regions);
            }
            case NONE ->
                new Authentication(
                        new Caller.Anonymous(),
                        SignedPayload.ofAnonymous(request),
                        Authentication.Method.NONE,
                        List.of(regions.getFirst()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        };
    }

    /// Authenticates a form by the signature of its policy, which stands for the whole request.
    ///
    /// @param policy in base64, exactly as sent
    /// @param fields the form's fields by their lower-case names
    public Authentication form(String policy, Map<String, String> fields) {
        return form.authenticate(policy, fields);
    }

    /// Authenticates a request of a JSON or Query API, whose body has been read already. Only S3's own APIs
    /// let a body be unsigned.
    public Authentication service(Request request, Query query, String service, byte[] body) {
        return service(request, query, service, body, List.of());
    }

    /// The same for an operation that is asked for in other regions, too, wherever the server is.
    public Authentication service(
            Request request, Query query, String service, byte[] body, List<String> otherRegions) {
        var authorization =
                request.headers().first("authorization").orElseThrow(() -> AuthError.MISSING_TOKEN.refusal());
        if (SigningAlgorithm.ofHeader(authorization)
                .filter(SigningAlgorithm.ECDSA::equals)
                .isPresent()) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
        var token = Hmac.hexSha256(body);
        var declared = request.headers().first(PayloadMode.HEADER);
        if (declared.isPresent()
                && !declared.get().equals(token)
                && !(CredentialScope.isS3(service) && declared.get().equals(PayloadMode.UNSIGNED))) {
            throw AuthError.SIGNATURE_DOES_NOT_MATCH.refusal();
        }
        var good = new ArrayList<>(regions);
        good.addAll(otherRegions);
        return header.authenticate(
                EffectiveRequest.of(request, query), authorization, service, declared.orElse(token), good);
    }
}
