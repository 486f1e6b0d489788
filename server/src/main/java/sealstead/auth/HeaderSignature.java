package sealstead.auth;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A signature of Version 4 or 4A in the Authorization header.
final class HeaderSignature {
    private final SignatureVerifier verifier;
    private final RequestTime times;

    HeaderSignature(SignatureVerifier verifier, RequestTime times) {
        this.verifier = verifier;
        this.times = times;
    }

    Authentication authenticate(
            EffectiveRequest request,
            String authorization,
            String service,
            String payloadToken,
            List<String> goodRegions) {
        var algorithm = SigningAlgorithm.ofHeader(authorization).orElseThrow(() -> AuthError.notSigV4(request));
        var fields = authorization.substring(algorithm.wireName().length() + 1).split(",");
        if (fields.length != 3) {
            throw AuthError.malformedHeader("the authorization header requires three components: Credential,"
                    + " SignedHeaders, and Signature.");
        }
        var credential =
                field(fields, "Credential").orElseThrow(() -> AuthError.malformedHeader("missing Credential."));
        var signedHeaders = field(fields, "SignedHeaders")
                .map(list -> Arrays.asList(list.split(";")))
                .orElseThrow(() -> AuthError.malformedHeader("missing SignedHeaders."));
        var signature = field(fields, "Signature").orElseThrow(() -> AuthError.malformedHeader("missing Signature."));
        var scope = CredentialScope.ofHeader(algorithm, credential);
        var signedFor = isGlobal(service, scope)
                ? List.of(scope.region())
                : scope.check(service, goodRegions, RegionSet.said(request), false);
        var time = RequestTime.of(request.headers());
        var stamp = IsoBasic.format(time);
        if (!stamp.startsWith(scope.date())) {
            throw AuthError.malformedHeader("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \""
                    + stamp.substring(0, scope.date().length())
                    + "\".");
        }
        times.checkSkew(time.toInstant(ZoneOffset.UTC));
        var mode = PayloadMode.of(payloadToken, algorithm);
        SignedHeaders.check(request.wire(), signedHeaders);
        var method =
                algorithm == SigningAlgorithm.ECDSA ? Authentication.Method.HEADER_V4A : Authentication.Method.HEADER;
        return verifier.verify(
                request,
                new SignatureVerifier.SignedFor(scope, signedFor),
                signedHeaders,
                stamp,
                signature,
                new SignedPayload(payloadToken, mode, method));
    }

    /// IAM and STS are asked at one endpoint for all regions, for which clients sign as for `us-east-1` or,
    /// where they were given an endpoint, for `aws-global`.
    private static boolean isGlobal(String service, CredentialScope scope) {
        return (service.equals("iam") || service.equals("sts"))
                && scope.service().equals(service)
                && (scope.region().equals("us-east-1") || scope.region().equals("aws-global"));
    }

    private static Optional<String> field(String[] fields, String name) {
        for (var field : fields) {
            var trimmed = field.strip();
            if (trimmed.startsWith(name + "=") && trimmed.length() > name.length() + 1) {
                return Optional.of(trimmed.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
