package sealstead.auth;

import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.wire.Refusal;

/// The signature of a form, which is that of its policy.
final class FormSignature {
    private static final List<String> OF_V4 =
            List.of("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature");

    private final ClaimedKeys keys;
    private final SignatureVerifier verifier;
    private final Version2Signature version2;
    private final List<String> regions;

    FormSignature(ClaimedKeys keys, SignatureVerifier verifier, Version2Signature version2, List<String> regions) {
        this.keys = keys;
        this.verifier = verifier;
        this.version2 = version2;
        this.regions = regions;
    }

    /// Authenticates a form by the signature of its policy, which stands for the whole request.
    ///
    /// @param policy in base64, exactly as sent
    /// @param fields the form's fields by their lower-case names
    Authentication authenticate(String policy, Map<String, String> fields) {
        try {
            return formOf(policy, fields);
        } catch (Refusal refused) {
            // A form has fields, not query parameters.
            throw refused.code().equals("AuthorizationQueryParametersError")
                    ? AuthError.INVALID_ARGUMENT.saying(refused.message())
                    : refused;
        }
    }

    private Authentication formOf(String policy, Map<String, String> fields) {
        if (OF_V4.stream().noneMatch(fields::containsKey)) {
            if (!fields.containsKey("awsaccesskeyid") && !fields.containsKey("signature")) {
                throw AuthError.ACCESS_DENIED.refusal();
            }
            return formV2(policy, fields);
        }
        var algorithm = formField(fields, "X-Amz-Algorithm");
        if (!algorithm.equals(SigningAlgorithm.HMAC.wireName())) {
            throw AuthError.FORM_ALGORITHM.refusal();
        }
        var scope = CredentialScope.ofQuery(SigningAlgorithm.HMAC, formField(fields, "X-Amz-Credential"));
        var signedFor = scope.check("s3", regions, "", true);
        var date = formField(fields, "X-Amz-Date");
        var time = IsoBasic.parse(date);
        if (time.isEmpty() || !date.startsWith(scope.date())) {
            throw AuthError.QUERY_DATE.refusal();
        }
        var signature = formField(fields, "X-Amz-Signature");
        var key = keys.accessKey(scope.accessKeyId(), Optional.ofNullable(fields.get(SignatureVerifier.SESSION_TOKEN)));
        var expected = HexFormat.of().formatHex(Hmac.sha256(verifier.signingKey(scope, key), policy));
        if (!Hmac.isSame(expected, signature)) {
            throw SignatureVerifier.mismatch(scope.accessKeyId(), policy, signature);
        }
        keys.proven(key, scope.service(), scope.region());
        return new Authentication(
                key.principal(),
                new PayloadProof.Unsigned(),
                Authentication.Method.FORM,
                signedFor,
                Optional.of(time.get().toInstant(ZoneOffset.UTC)),
                Optional.empty(),
                Optional.ofNullable(fields.get(SignatureVerifier.SESSION_TOKEN)));
    }

    private Authentication formV2(String policy, Map<String, String> fields) {
        version2.check(SignatureVersion2.PRESIGNED);
        var keyId = formField(fields, "AWSAccessKeyId");
        var signature = formField(fields, "Signature");
        var key = keys.accessKey(keyId, Optional.ofNullable(fields.get(SignatureVerifier.SESSION_TOKEN)));
        if (!Hmac.isSame(PresignedV2.signature(key.secret(), HeaderBytes.AS_SENT.bytes(policy)), signature)) {
            throw SignatureVerifier.mismatch(keyId, policy, signature);
        }
        keys.proven(key, "s3", regions.getFirst());
        return new Authentication(
                key.principal(),
                new PayloadProof.Unsigned(),
                Authentication.Method.FORM_V2,
                List.of(regions.getFirst()),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(fields.get(SignatureVerifier.SESSION_TOKEN)));
    }

    private static String formField(Map<String, String> fields, String name) {
        var value = fields.get(name.toLowerCase(Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw AuthError.INVALID_ARGUMENT.saying(
                    "Bucket POST must contain a field named '" + name
                            + "'.  If it is specified, please check the order of the fields.",
                    name,
                    "");
        }
        return value;
    }
}
