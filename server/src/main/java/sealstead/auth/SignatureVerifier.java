package sealstead.auth;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.iam.AccessKeys;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// Whether a signature of Version 4 is that of the key which a request names; whatever form it came in.
final class SignatureVerifier {
    static final String SESSION_TOKEN = "x-amz-security-token";
    private static final String BUCKET_TOKEN = "x-amz-s3session-token";

    private final ClaimedKeys keys;
    private final SigningKeys signingKeys = new SigningKeys();
    private final EcdsaKeys ecdsaKeys = new EcdsaKeys();

    SignatureVerifier(ClaimedKeys keys) {
        this.keys = keys;
    }

    /// What a signature is good for, and in which regions of this endpoint.
    record SignedFor(CredentialScope scope, List<String> regions) {}

    Authentication verify(
            EffectiveRequest request,
            SignedFor signedFor,
            List<String> signedHeaders,
            String date,
            String signature,
            SignedPayload payload) {
        var scope = signedFor.scope();
        var token = request.headers().first(SESSION_TOKEN);
        var bucketToken = request.headers().first(BUCKET_TOKEN);
        var key = bucketToken.isPresent()
                ? keys.bucketKey(scope, bucketToken.get(), token)
                : keys.accessKey(scope.accessKeyId(), token);
        var canonical =
                CanonicalRequest.text(request.wire(), request.query(), signedHeaders, payload.token, !scope.isS3());
        var check = signatureCheck(scope, key);
        for (var reading : HeaderBytes.of(canonical)) {
            var toSign = stringToSign(date, scope, reading.bytes(canonical));
            if (check.isRight(toSign, signature)) {
                keys.proven(key, scope.service(), signedFor.regions().getFirst());
                var proof = payload.proof(() -> new ChunkSignatures(check, date, scope.toString(), signature));
                var signed = IsoBasic.parse(date).map(time -> time.toInstant(ZoneOffset.UTC));
                return new Authentication(
                        key.principal(),
                        proof,
                        payload.method,
                        signedFor.regions(),
                        signed,
                        key.bucketSession(),
                        bucketToken.isPresent() ? Optional.empty() : token);
            }
        }
        var bytes = HeaderBytes.AS_SENT.bytes(canonical);
        var toSign = stringToSign(date, scope, bytes);
        throw AuthError.SIGNATURE_DOES_NOT_MATCH
                .refusal()
                .with("AWSAccessKeyId", scope.accessKeyId())
                .with("StringToSign", toSign)
                .with("SignatureProvided", EcdsaSignature.printable(signature))
                .with("StringToSignBytes", spacedHex(toSign.getBytes(StandardCharsets.UTF_8)))
                .with("CanonicalRequest", canonical)
                .with("CanonicalRequestBytes", spacedHex(bytes));
    }

    private SignatureCheck signatureCheck(CredentialScope scope, AccessKeys.AccessKey key) {
        return switch (scope.algorithm()) {
            case HMAC -> new SignatureCheck.Shared(signingKeys.key(scope, key.secret()));
            case ECDSA -> new SignatureCheck.Asymmetric(ecdsaKeys.key(key.id(), key.secret()));
        };
    }

    /// The key by which forms and the frames of bodies are signed.
    byte[] signingKey(CredentialScope scope, AccessKeys.AccessKey key) {
        return signingKeys.key(scope, key.secret());
    }

    private static String stringToSign(String date, CredentialScope scope, byte[] canonical) {
        return scope.algorithm().wireName() + "\n" + date + "\n" + scope + "\n" + Hmac.hexSha256(canonical);
    }

    static Refusal mismatch(String keyId, String toSign, String signature) {
        return AuthError.SIGNATURE_DOES_NOT_MATCH
                .refusal()
                .with("AWSAccessKeyId", keyId)
                .with("StringToSign", toSign)
                .with("SignatureProvided", Clipped.of(signature))
                .with("StringToSignBytes", spacedHex(HeaderBytes.AS_SENT.bytes(toSign)));
    }

    private static String spacedHex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
