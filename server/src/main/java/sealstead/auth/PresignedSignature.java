package sealstead.auth;

import java.time.ZoneOffset;
import java.util.List;
import sealstead.wire.Clipped;
import sealstead.wire.Query;

/// A signature of Version 4 or 4A in the query of a presigned URL.
final class PresignedSignature {
    private final SignatureVerifier verifier;
    private final RequestTime times;
    private final List<String> regions;

    PresignedSignature(SignatureVerifier verifier, RequestTime times, List<String> regions) {
        this.verifier = verifier;
        this.times = times;
        this.regions = regions;
    }

    Authentication authenticate(EffectiveRequest request) {
        var query = request.query();
        var algorithm = required(query, "X-Amz-Algorithm");
        var credential = required(query, "X-Amz-Credential");
        var signature = required(query, "X-Amz-Signature");
        var date = required(query, "X-Amz-Date");
        var signedHeaders = List.of(required(query, "X-Amz-SignedHeaders").split(";"));
        var expires = required(query, "X-Amz-Expires");
        var signing = SigningAlgorithm.of(algorithm).orElseThrow(AuthError.QUERY_ALGORITHM::refusal);
        if (signing == SigningAlgorithm.ECDSA && RegionSet.said(request).isEmpty()) {
            throw AuthError.QUERY_PARAMETERS_OF_V4A_MISSING.refusal();
        }
        var scope = CredentialScope.ofQuery(signing, credential);
        var signedFor = scope.check("s3", regions, RegionSet.said(request), true);
        var time = IsoBasic.parse(date).orElseThrow(AuthError.QUERY_DATE::refusal);
        if (!date.startsWith(scope.date())) {
            throw AuthError.malformedQuery("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \"" + Clipped.of(date) + "\".");
        }
        times.checkWindow(time.toInstant(ZoneOffset.UTC), RequestTime.expirySeconds(expires), expires);
        SignedHeaders.check(request.wire(), signedHeaders);
        var payload = SignedPayload.presigned(request, signedHeaders, signing);
        return verifier.verify(
                request, new SignatureVerifier.SignedFor(scope, signedFor), signedHeaders, date, signature, payload);
    }

    private static String required(Query query, String name) {
        return query.first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(AuthError.QUERY_PARAMETERS_MISSING::refusal);
    }
}
