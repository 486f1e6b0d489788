package sealstead.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.time.IsoTime;
import sealstead.wire.Clipped;

/// A signature of Version 2, in a presigned URL or in the Authorization header, where a setting takes it.
final class Version2Signature {
    private final ClaimedKeys keys;
    private final RequestTime times;
    private final String region;
    private final SignatureVersion2 taken;

    /// @param region the server's own, for which such signatures are good
    /// @param taken where they are taken
    Version2Signature(ClaimedKeys keys, RequestTime times, String region, SignatureVersion2 taken) {
        this.keys = keys;
        this.times = times;
        this.region = region;
        this.taken = taken;
    }

    Authentication query(EffectiveRequest request, String hostedBucket) {
        check(SignatureVersion2.PRESIGNED);
        var keyId = required(request, "AWSAccessKeyId");
        var signature = required(request, "Signature");
        var expires = required(request, "Expires");
        if (!expires.matches("[0-9]{1,12}")) {
            throw AuthError.ACCESS_DENIED.saying(
                    "Invalid date (should be seconds since epoch): " + Clipped.of(expires));
        }
        var end = Instant.ofEpochSecond(Long.parseLong(expires));
        var now = times.now();
        if (now.isAfter(end)) {
            throw AuthError.EXPIRED
                    .refusal()
                    .with("Expires", end.toString())
                    .with("ServerTime", IsoTime.toSeconds(now));
        }
        return verify(
                request, hostedBucket, keyId, signature, expires, Authentication.Method.QUERY_V2, Optional.empty());
    }

    /// `Authorization: AWS KEY:SIGNATURE`. The date is signed as it stands, unless `x-amz-date` is there, which
    /// is signed as a header and is the one that counts.
    Authentication header(EffectiveRequest request, String hostedBucket, String authorization) {
        if (taken != SignatureVersion2.ALL) {
            throw AuthError.notSigV4(request);
        }
        var credential = authorization.substring("AWS".length()).strip();
        int colon = credential.indexOf(':');
        if (colon <= 0 || colon == credential.length() - 1) {
            throw AuthError.HEADER_OF_V2_MALFORMED
                    .refusal()
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", Clipped.of(authorization));
        }
        var headers = request.headers();
        var stamp = headers.first("x-amz-date").or(() -> headers.first("date"));
        var time = RequestTime.dateOf(stamp.orElse("")).orElseThrow(AuthError.NO_DATE::refusal);
        times.checkSkew(time);
        var date = headers.has("x-amz-date") ? "" : stamp.orElse("");
        var keyId = credential.substring(0, colon);
        var signature = credential.substring(colon + 1);
        return verify(
                request, hostedBucket, keyId, signature, date, Authentication.Method.HEADER_V2, Optional.of(time));
    }

    void check(SignatureVersion2 needed) {
        if (taken.compareTo(needed) < 0) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
    }

    /// @param date what stands in the date's place of the text that was signed
    private Authentication verify(
            EffectiveRequest request,
            String hostedBucket,
            String keyId,
            String signature,
            String date,
            Authentication.Method method,
            Optional<Instant> signed) {
        if (AuthError.isForKms(request)) {
            throw AuthError.kmsNeedsSigV4();
        }
        var token = request.headers().first(SignatureVerifier.SESSION_TOKEN);
        var key = keys.accessKey(keyId, token);
        var toSign = PresignedV2.stringsToSign(request, hostedBucket, date);
        if (toSign.stream()
                .flatMap(text -> HeaderBytes.READINGS.stream()
                        .map(reading -> PresignedV2.signature(key.secret(), reading.bytes(text))))
                .noneMatch(expected -> Hmac.isSame(expected, signature))) {
            throw SignatureVerifier.mismatch(keyId, toSign.getFirst(), signature);
        }
        if (request.headers()
                .first(PayloadMode.HEADER)
                .filter(mode -> PayloadMode.of(mode).streaming)
                .isPresent()) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
        keys.proven(key, "s3", region);
        return new Authentication(
                key.principal(), new PayloadProof.Unsigned(), method, List.of(region), signed, Optional.empty(), token);
    }

    private static String required(EffectiveRequest request, String name) {
        return request.query()
                .first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(AuthError.QUERY_PARAMETERS_OF_V2_MISSING::refusal);
    }
}
