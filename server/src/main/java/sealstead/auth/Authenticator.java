package sealstead.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.iam.AccessKeys;
import sealstead.iam.Caller;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Checks SigV4 and SigV4A signatures, in the Authorization header or in a presigned query, before any byte
/// of the body is read.
///
/// The order is: which mechanism; is it well formed; is it for this end point; is the time right; whose key;
/// which headers were signed; does the signature match. Only the last step involves the secret, and it
/// compares in constant time.
public final class Authenticator {
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    private static final long WEEK_SECONDS = 604_800;
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final List<String> OF_FORM_V4 =
            List.of("x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature");
    private static final String EXPRESS = "s3express";
    private static final String BUCKET_TOKEN = "x-amz-s3session-token";
    private static final String SESSION_TOKEN = "x-amz-security-token";
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";

    private final AccessKeys accessKeys;
    private final Clock clock;
    private final List<String> regions;
    private final HostedBucket hostedBucket;
    private final SignatureVersion2 version2;
    private final SigningKeys signingKeys = new SigningKeys();
    private final EcdsaKeys ecdsaKeys = new EcdsaKeys();

    /// @param regions the regions this end point answers for, its own first
    /// @param hostedBucket which bucket the host of a request names
    /// @param version2 where Signature Version 2 is taken
    public Authenticator(
            AccessKeys accessKeys,
            Clock clock,
            List<String> regions,
            HostedBucket hostedBucket,
            SignatureVersion2 version2) {
        this.accessKeys = accessKeys;
        this.clock = clock;
        this.regions = List.copyOf(regions);
        this.hostedBucket = hostedBucket;
        this.version2 = version2;
    }

    /// The bucket that stands in the host, or empty; a part of what Signature Version 2 signs.
    @FunctionalInterface
    public interface HostedBucket {
        String of(Request request);
    }

    /// Authenticates an S3 request. Without credentials the caller is anonymous.
    public Authentication s3(EffectiveRequest request) {
        var authorization = request.headers().first("authorization").orElse("");
        return switch (request.mechanism()) {
            case SEVERAL ->
                throw AuthError.ONLY_ONE_MECHANISM
                        .refusal()
                        .with("ArgumentName", "Authorization")
                        .with("ArgumentValue", CredentialScope.printable(authorization));
            case QUERY -> query(request);
            case QUERY_V2 -> queryV2(request);
            case HEADER_V2 -> headerV2(request, authorization);
            case HEADER -> {
                if (!authorization.startsWith("AWS4-")) {
                    throw notSigV4(request);
                }
                var token =
                        request.headers().first(CONTENT_SHA256).orElseThrow(AuthError.MISSING_CONTENT_SHA256::refusal);
                yield header(request, authorization, "s3", token, regions);
            }
            case NONE ->
                new Authentication(
                        new Caller.Anonymous(),
                        proofOfAnonymous(request),
                        Authentication.Method.NONE,
                        List.of(ownRegion()),
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
        try {
            return formOf(policy, fields);
        } catch (Refusal refused) {
            // A form has fields, not query parameters.
            throw refused.code().equals("AuthorizationQueryParametersError")
                    ? new Refusal(400, "InvalidArgument", refused.message())
                    : refused;
        }
    }

    private Authentication formOf(String policy, Map<String, String> fields) {
        if (OF_FORM_V4.stream().noneMatch(fields::containsKey)) {
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
        var key = accessKey(scope.accessKeyId(), Optional.ofNullable(fields.get(SESSION_TOKEN)));
        var expected = HexFormat.of().formatHex(Hmac.sha256(signingKeys.key(scope, key.secret()), policy));
        if (!Hmac.isSame(expected, signature)) {
            throw mismatch(scope.accessKeyId(), policy, signature);
        }
        proven(key, scope.service(), scope.region());
        return new Authentication(
                key.principal(),
                new PayloadProof.Unsigned(),
                Authentication.Method.FORM,
                signedFor,
                Optional.of(time.get().toInstant(ZoneOffset.UTC)),
                Optional.empty(),
                Optional.ofNullable(fields.get(SESSION_TOKEN)));
    }

    private Authentication formV2(String policy, Map<String, String> fields) {
        checkVersion2(SignatureVersion2.PRESIGNED);
        var keyId = formField(fields, "AWSAccessKeyId");
        var signature = formField(fields, "Signature");
        var key = accessKey(keyId, Optional.ofNullable(fields.get(SESSION_TOKEN)));
        if (!Hmac.isSame(PresignedV2.signature(key.secret(), HeaderBytes.AS_SENT.bytes(policy)), signature)) {
            throw mismatch(keyId, policy, signature);
        }
        proven(key, "s3", ownRegion());
        return new Authentication(
                key.principal(),
                new PayloadProof.Unsigned(),
                Authentication.Method.FORM_V2,
                List.of(ownRegion()),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(fields.get(SESSION_TOKEN)));
    }

    private static String formField(Map<String, String> fields, String name) {
        var value = fields.get(name.toLowerCase(Locale.ROOT));
        if (value == null || value.isEmpty()) {
            throw new Refusal(
                            400,
                            "InvalidArgument",
                            "Bucket POST must contain a field named '" + name
                                    + "'.  If it is specified, please check the order of the fields.")
                    .with("ArgumentName", name)
                    .with("ArgumentValue", "");
        }
        return value;
    }

    /// Authenticates a request of a JSON or Query API, whose body has been read already. Only S3's own APIs
    /// let a body be unsigned.
    public Authentication service(Request request, Query query, String service, byte[] body) {
        return service(request, query, service, body, List.of());
    }

    /// The same for an operation that is asked for in other regions, too, wherever the server is.
    public Authentication service(
            Request request, Query query, String service, byte[] body, List<String> otherRegions) {
        var authorization = request.headers()
                .first("authorization")
                .orElseThrow(() ->
                        new Refusal(400, "MissingAuthenticationToken", "Request is missing Authentication Token"));
        if (SigningAlgorithm.ofHeader(authorization)
                .filter(SigningAlgorithm.ECDSA::equals)
                .isPresent()) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
        var token = Hmac.hexSha256(body);
        var declared = request.headers().first(CONTENT_SHA256);
        if (declared.isPresent()
                && !declared.get().equals(token)
                && !(isS3(service) && declared.get().equals(UNSIGNED))) {
            throw AuthError.SIGNATURE_DOES_NOT_MATCH.refusal();
        }
        var good = new ArrayList<>(regions);
        good.addAll(otherRegions);
        return header(EffectiveRequest.of(request, query), authorization, service, declared.orElse(token), good);
    }

    private Authentication header(
            EffectiveRequest request,
            String authorization,
            String service,
            String payloadToken,
            List<String> goodRegions) {
        var algorithm = SigningAlgorithm.ofHeader(authorization).orElseThrow(() -> notSigV4(request));
        var fields = authorization.substring(algorithm.wireName().length() + 1).split(",");
        var credential =
                field(fields, "Credential").orElseThrow(() -> AuthError.malformedHeader("missing Credential."));
        var signedHeaders = field(fields, "SignedHeaders")
                .map(list -> Arrays.asList(list.split(";")))
                .orElseThrow(() -> AuthError.malformedHeader("missing SignedHeaders."));
        var signature = field(fields, "Signature").orElseThrow(() -> AuthError.malformedHeader("missing Signature."));
        if (fields.length != 3) {
            throw AuthError.malformedHeader("the authorization header requires three components: Credential,"
                    + " SignedHeaders, and Signature.");
        }
        var scope = CredentialScope.ofHeader(algorithm, credential);
        var signedFor = isGlobal(service, scope)
                ? List.of(scope.region())
                : scope.check(service, goodRegions, regionSet(request), false);
        var time = requestTime(request.headers());
        var stamp = IsoBasic.format(time);
        if (!stamp.startsWith(scope.date())) {
            throw AuthError.malformedHeader("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \""
                    + stamp.substring(0, scope.date().length())
                    + "\".");
        }
        checkSkew(time.toInstant(ZoneOffset.UTC));
        var mode = mode(payloadToken, algorithm);
        checkSignedHeaders(request.wire(), signedHeaders);
        var method =
                algorithm == SigningAlgorithm.ECDSA ? Authentication.Method.HEADER_V4A : Authentication.Method.HEADER;
        return verify(
                request,
                new SignedFor(scope, signedFor),
                signedHeaders,
                stamp,
                signature,
                new Proof(payloadToken, mode, method));
    }

    private Authentication query(EffectiveRequest request) {
        var query = request.query();
        var algorithm = required(query, "X-Amz-Algorithm");
        var credential = required(query, "X-Amz-Credential");
        var signature = required(query, "X-Amz-Signature");
        var date = required(query, "X-Amz-Date");
        var signedHeaders = List.of(required(query, "X-Amz-SignedHeaders").split(";"));
        var expires = required(query, "X-Amz-Expires");
        var signing = SigningAlgorithm.of(algorithm).orElseThrow(AuthError.QUERY_ALGORITHM::refusal);
        if (signing == SigningAlgorithm.ECDSA && regionSet(request).isEmpty()) {
            throw AuthError.QUERY_PARAMETERS_OF_V4A_MISSING.refusal();
        }
        var scope = CredentialScope.ofQuery(signing, credential);
        var signedFor = scope.check("s3", regions, regionSet(request), true);
        var time = IsoBasic.parse(date).orElseThrow(AuthError.QUERY_DATE::refusal);
        if (!date.startsWith(scope.date())) {
            throw AuthError.malformedQuery("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \"" + CredentialScope.printable(date) + "\".");
        }
        checkWindow(time.toInstant(ZoneOffset.UTC), expirySeconds(expires), expires);
        checkSignedHeaders(request.wire(), signedHeaders);
        var payload = presignedPayload(request, signedHeaders, signing);
        return verify(request, new SignedFor(scope, signedFor), signedHeaders, date, signature, payload);
    }

    private Authentication queryV2(EffectiveRequest request) {
        checkVersion2(SignatureVersion2.PRESIGNED);
        var keyId = requiredV2(request, "AWSAccessKeyId");
        var signature = requiredV2(request, "Signature");
        var expires = requiredV2(request, "Expires");
        if (!expires.matches("[0-9]{1,12}")) {
            throw AuthError.EXPIRES_NOT_A_NUMBER.refusal();
        }
        var end = Instant.ofEpochSecond(Long.parseLong(expires));
        var now = clock.instant();
        if (now.isAfter(end)) {
            throw AuthError.EXPIRED
                    .refusal()
                    .with("Expires", end.toString())
                    .with(
                            "ServerTime",
                            now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                    .toString());
        }
        return version2(request, keyId, signature, expires, Authentication.Method.QUERY_V2, Optional.empty());
    }

    /// `Authorization: AWS KEY:SIGNATURE`. The date is signed as it stands, unless `x-amz-date` is there, which
    /// is signed as a header and is the one that counts.
    private Authentication headerV2(EffectiveRequest request, String authorization) {
        if (version2 != SignatureVersion2.ALL) {
            throw notSigV4(request);
        }
        var credential = authorization.substring("AWS".length()).strip();
        int colon = credential.indexOf(':');
        if (colon <= 0 || colon == credential.length() - 1) {
            throw AuthError.HEADER_OF_V2_MALFORMED
                    .refusal()
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", CredentialScope.printable(authorization));
        }
        var headers = request.headers();
        var stamp = headers.first("x-amz-date").or(() -> headers.first("date"));
        var time = dateOf(stamp.orElse("")).orElseThrow(AuthError.NO_DATE::refusal);
        checkSkew(time);
        var date = headers.has("x-amz-date") ? "" : stamp.orElse("");
        var keyId = credential.substring(0, colon);
        var signature = credential.substring(colon + 1);
        return version2(request, keyId, signature, date, Authentication.Method.HEADER_V2, Optional.of(time));
    }

    private void checkVersion2(SignatureVersion2 needed) {
        if (version2.compareTo(needed) < 0) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
    }

    /// @param date what stands in the date's place of the text that was signed
    private Authentication version2(
            EffectiveRequest request,
            String keyId,
            String signature,
            String date,
            Authentication.Method method,
            Optional<Instant> signed) {
        if (isForKms(request)) {
            throw kmsNeedsSigV4();
        }
        var token = request.headers().first(SESSION_TOKEN);
        var key = accessKey(keyId, token);
        var toSign = PresignedV2.stringsToSign(request, hostedBucket.of(request.wire()), date);
        if (toSign.stream()
                .flatMap(text -> HeaderBytes.READINGS.stream()
                        .map(reading -> PresignedV2.signature(key.secret(), reading.bytes(text))))
                .noneMatch(expected -> Hmac.isSame(expected, signature))) {
            throw mismatch(keyId, toSign.getFirst(), signature);
        }
        if (request.headers()
                .first(CONTENT_SHA256)
                .filter(mode -> mode(mode).streaming)
                .isPresent()) {
            throw AuthError.MECHANISM_NOT_SUPPORTED.refusal();
        }
        proven(key, "s3", ownRegion());
        return new Authentication(
                key.principal(),
                new PayloadProof.Unsigned(),
                method,
                List.of(ownRegion()),
                signed,
                Optional.empty(),
                token);
    }

    private static Refusal mismatch(String keyId, String toSign, String signature) {
        return AuthError.SIGNATURE_DOES_NOT_MATCH
                .refusal()
                .with("AWSAccessKeyId", keyId)
                .with("StringToSign", toSign)
                .with("SignatureProvided", CredentialScope.printable(signature))
                .with("StringToSignBytes", spacedHex(HeaderBytes.AS_SENT.bytes(toSign)));
    }

    private static boolean isForKms(EffectiveRequest request) {
        return request.headers()
                .first("x-amz-server-side-encryption")
                .filter(value -> value.startsWith("aws:kms"))
                .isPresent();
    }

    /// A streaming token that was not signed with the URL is refused, never believed: else the access key id
    /// alone could write (the peers' CVE-2026-41145).
    private static Proof presignedPayload(
            EffectiveRequest request, List<String> signedHeaders, SigningAlgorithm algorithm) {
        var method =
                algorithm == SigningAlgorithm.ECDSA ? Authentication.Method.QUERY_V4A : Authentication.Method.QUERY;
        var given = request.headers().first(CONTENT_SHA256);
        if (given.isEmpty()) {
            return new Proof(UNSIGNED, mode(UNSIGNED), method);
        }
        var mode = mode(given.get(), algorithm);
        if (signedHeaders.contains(CONTENT_SHA256) || !request.wire().headers().has(CONTENT_SHA256)) {
            return new Proof(given.get(), mode, method);
        }
        if (mode.streaming) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", CONTENT_SHA256);
        }
        return new Proof(UNSIGNED, mode, method).checkedAgainst(given.get());
    }

    /// What a signature is good for, and in which regions of this end point.
    private record SignedFor(CredentialScope scope, List<String> regions) {}

    /// The regions that a signature without one is good for, as far as the request says so. It is an `x-amz-`
    /// header or a parameter, so that no signature leaves it out.
    private static String regionSet(EffectiveRequest request) {
        return request.headers().first(RegionSet.HEADER).orElse("");
    }

    private SignatureCheck signatureCheck(CredentialScope scope, AccessKeys.AccessKey key) {
        return switch (scope.algorithm()) {
            case HMAC -> new SignatureCheck.Shared(signingKeys.key(scope, key.secret()));
            case ECDSA -> new SignatureCheck.Asymmetric(ecdsaKeys.key(key.id(), key.secret()));
        };
    }

    private Authentication verify(
            EffectiveRequest request,
            SignedFor signedFor,
            List<String> signedHeaders,
            String date,
            String signature,
            Proof proof) {
        var scope = signedFor.scope();
        var token = request.headers().first(SESSION_TOKEN);
        var bucketToken = request.headers().first(BUCKET_TOKEN);
        var key = bucketToken.isPresent()
                ? bucketKey(scope, bucketToken.get(), token)
                : accessKey(scope.accessKeyId(), token);
        var canonical = CanonicalRequest.text(
                request.wire(), request.query(), signedHeaders, proof.token, !isS3(scope.service()));
        var check = signatureCheck(scope, key);
        for (var reading : HeaderBytes.of(canonical)) {
            var toSign = stringToSign(date, scope, reading.bytes(canonical));
            if (check.isRight(toSign, signature)) {
                proven(key, scope.service(), signedFor.regions().getFirst());
                var payload = proof.payload(() -> new ChunkSignatures(check, date, scope.toString(), signature));
                var signed = IsoBasic.parse(date).map(time -> time.toInstant(ZoneOffset.UTC));
                return new Authentication(
                        key.principal(),
                        payload,
                        proof.method,
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

    private static String stringToSign(String date, CredentialScope scope, byte[] canonical) {
        return scope.algorithm().wireName() + "\n" + date + "\n" + scope + "\n" + Hmac.hexSha256(canonical);
    }

    private String ownRegion() {
        return regions.getFirst();
    }

    /// The key of a session, which signs for S3 Express alone and never beside another token.
    private AccessKeys.AccessKey bucketKey(CredentialScope scope, String token, Optional<String> other) {
        if (!scope.service().equals(EXPRESS) || other.isPresent()) {
            throw AuthError.INVALID_TOKEN.refusal();
        }
        try {
            return known(accessKeys.findOfBucket(scope.accessKeyId(), token), scope.accessKeyId());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private AccessKeys.AccessKey accessKey(String id, Optional<String> token) {
        try {
            return known(accessKeys.find(id, token), id);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static AccessKeys.AccessKey known(AccessKeys.Lookup lookup, String id) {
        return switch (lookup) {
            case AccessKeys.Lookup.Found(var key) -> key;
            case AccessKeys.Lookup.Unknown() ->
                throw AuthError.INVALID_ACCESS_KEY_ID.refusal().with("AWSAccessKeyId", CredentialScope.printable(id));
            case AccessKeys.Lookup.BadToken() -> throw AuthError.INVALID_TOKEN.refusal();
            case AccessKeys.Lookup.Expired() -> throw AuthError.EXPIRED_TOKEN.refusal();
        };
    }

    private void proven(AccessKeys.AccessKey key, String service, String region) {
        try {
            accessKeys.proven(key, service, region);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// IAM and STS are asked at one end point for all regions, for which clients sign as for `us-east-1` or,
    /// where they were given an end point, for `aws-global`.
    private static boolean isGlobal(String service, CredentialScope scope) {
        return (service.equals("iam") || service.equals("sts"))
                && scope.service().equals(service)
                && (scope.region().equals("us-east-1") || scope.region().equals("aws-global"));
    }

    private static boolean isS3(String service) {
        return service.equals("s3") || service.equals(EXPRESS);
    }

    private static void checkSignedHeaders(Request request, List<String> signedHeaders) {
        if (!signedHeaders.contains("host")) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", "host");
        }
        var missing = new ArrayList<String>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-")
                    && !name.equals(CONTENT_SHA256)
                    && !signedHeaders.contains(name)
                    && !missing.contains(name)) {
                missing.add(name);
            }
        });
        if (!missing.isEmpty()) {
            throw AuthError.HEADERS_NOT_SIGNED.refusal().with("HeadersNotSigned", String.join(", ", missing));
        }
    }

    private void checkSkew(Instant time) {
        var now = clock.instant();
        if (Duration.between(time, now).abs().compareTo(MAX_SKEW) > 0) {
            throw AuthError.REQUEST_TIME_TOO_SKEWED
                    .refusal()
                    .with("RequestTime", IsoBasic.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)))
                    .with(
                            "ServerTime",
                            now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                    .toString())
                    .with("MaxAllowedSkewMilliseconds", Long.toString(MAX_SKEW.toMillis()));
        }
    }

    /// What services other than S3 say of a request that was signed too long ago, or in the future.
    ///
    /// @param skewed the refusal as S3 has it
    public static String skewMessage(Refusal skewed) {
        var signed = skewed.details().getFirst().value();
        var now = LocalDateTime.ofInstant(Instant.parse(skewed.details().get(1).value()), ZoneOffset.UTC);
        long minutes = MAX_SKEW.toMinutes();
        var first = IsoBasic.format(now.minus(MAX_SKEW));
        var last = IsoBasic.format(now.plus(MAX_SKEW));
        return signed.compareTo(first) < 0
                ? "Signature expired: " + signed + " is now earlier than " + first + " (" + IsoBasic.format(now) + " - "
                        + minutes + " min.)"
                : "Signature not yet current: " + signed + " is still later than " + last + " (" + IsoBasic.format(now)
                        + " + " + minutes + " min.)";
    }

    private void checkWindow(Instant from, long seconds, String expires) {
        var now = clock.instant();
        if (from.minus(MAX_SKEW).isAfter(now)) {
            throw AuthError.NOT_YET_VALID.refusal();
        }
        var end = from.plusSeconds(seconds);
        if (now.isAfter(end)) {
            throw AuthError.EXPIRED
                    .refusal()
                    .with("X-Amz-Expires", expires)
                    .with("Expires", end.toString())
                    .with(
                            "ServerTime",
                            now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                    .toString());
        }
    }

    private static long expirySeconds(String expires) {
        long seconds;
        try {
            seconds = Long.parseLong(expires);
        } catch (NumberFormatException notANumber) {
            throw AuthError.EXPIRES_NOT_A_NUMBER.refusal();
        }
        if (seconds < 0) {
            throw AuthError.EXPIRES_NEGATIVE.refusal();
        }
        if (seconds > WEEK_SECONDS) {
            throw AuthError.EXPIRES_TOO_LONG.refusal();
        }
        return seconds;
    }

    /// `x-amz-date` in ISO basic form, else `Date` in ISO basic or RFC 1123 form.
    private static LocalDateTime requestTime(Headers headers) {
        var time = headers.first("x-amz-date").flatMap(IsoBasic::parse);
        if (time.isPresent()) {
            return time.get();
        }
        if (headers.has("x-amz-date")) {
            throw AuthError.NO_DATE.refusal();
        }
        return headers.first("date")
                .flatMap(Authenticator::dateOf)
                .map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
                .orElseThrow(AuthError.NO_DATE::refusal);
    }

    /// A date in RFC 1123 or ISO basic form.
    private static Optional<Instant> dateOf(String text) {
        return IsoBasic.parse(text).map(time -> time.toInstant(ZoneOffset.UTC)).or(() -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException unusable) {
                return Optional.empty();
            }
        });
    }

    private static boolean isSha256(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!HexFormat.isHexDigit(token.charAt(i))) {
                return false;
            }
        }
        return token.length() == 64;
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

    private static String requiredV2(EffectiveRequest request, String name) {
        return request.query()
                .first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(AuthError.QUERY_PARAMETERS_OF_V2_MISSING::refusal);
    }

    private static String required(Query query, String name) {
        return query.first(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(AuthError.QUERY_PARAMETERS_MISSING::refusal);
    }

    private static Refusal notSigV4(EffectiveRequest request) {
        var authorization = request.headers().first("authorization").orElse("");
        if (!authorization.startsWith("AWS")) {
            return AuthError.UNSUPPORTED_AUTHORIZATION
                    .refusal()
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", CredentialScope.printable(authorization));
        }
        return isForKms(request) ? kmsNeedsSigV4() : AuthError.MECHANISM_NOT_SUPPORTED.refusal();
    }

    private static Refusal kmsNeedsSigV4() {
        return AuthError.KMS_NEEDS_SIGV4
                .refusal()
                .with("ArgumentName", "Authorization")
                .with("ArgumentValue", "null");
    }

    private static PayloadProof proofOfAnonymous(EffectiveRequest request) {
        var token = request.headers().first(CONTENT_SHA256).orElse(UNSIGNED);
        var mode = mode(token);
        if (mode.signed) {
            throw AuthError.ACCESS_DENIED.refusal();
        }
        return new Proof(token, mode, Authentication.Method.NONE).payload(() -> {
            throw AuthError.ACCESS_DENIED.refusal();
        });
    }

    private static String spacedHex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    /// The values that `x-amz-content-sha256` may have.
    private enum Mode {
        HASH(false, false, false),
        UNSIGNED_BODY(false, false, false),
        UNSIGNED_TRAILER(true, false, true),
        SIGNED_CHUNKS(true, true, false),
        SIGNED_CHUNKS_TRAILER(true, true, true),
        SIGNED_CHUNKS_V4A(true, true, false),
        SIGNED_CHUNKS_TRAILER_V4A(true, true, true);

        private final boolean streaming;
        private final boolean signed;
        private final boolean trailer;

        Mode(boolean streaming, boolean signed, boolean trailer) {
            this.streaming = streaming;
            this.signed = signed;
            this.trailer = trailer;
        }
    }

    /// What the token says, for a request that is signed by `algorithm`: its frames are, too.
    private static Mode mode(String token, SigningAlgorithm algorithm) {
        var mode = mode(token);
        boolean fits = switch (mode) {
            case SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER -> algorithm == SigningAlgorithm.HMAC;
            case SIGNED_CHUNKS_V4A, SIGNED_CHUNKS_TRAILER_V4A -> algorithm == SigningAlgorithm.ECDSA;
            case HASH, UNSIGNED_BODY, UNSIGNED_TRAILER -> true;
        };
        if (!fits) {
            throw AuthError.INVALID_CONTENT_SHA256.refusal();
        }
        return mode;
    }

    private static Mode mode(String token) {
        return switch (token) {
            case UNSIGNED -> Mode.UNSIGNED_BODY;
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> Mode.UNSIGNED_TRAILER;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> Mode.SIGNED_CHUNKS;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> Mode.SIGNED_CHUNKS_TRAILER;
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" -> Mode.SIGNED_CHUNKS_V4A;
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" -> Mode.SIGNED_CHUNKS_TRAILER_V4A;
            default -> {
                if (!isSha256(token)) {
                    throw AuthError.INVALID_CONTENT_SHA256.refusal();
                }
                yield Mode.HASH;
            }
        };
    }

    /// What was signed of the payload, and what the body has to prove.
    private static final class Proof {
        private final String token;
        private final Mode mode;
        private final Authentication.Method method;
        private @Nullable String hash;

        Proof(String token, Mode mode, Authentication.Method method) {
            this.token = token;
            this.mode = mode;
            this.method = method;
            this.hash = mode == Mode.HASH ? token : null;
        }

        Proof checkedAgainst(String hex) {
            if (mode == Mode.HASH) {
                hash = hex;
            }
            return this;
        }

        PayloadProof payload(java.util.function.Supplier<ChunkSignatures> chain) {
            if (mode.streaming) {
                return new PayloadProof.Frames(mode.signed ? Optional.of(chain.get()) : Optional.empty(), mode.trailer);
            }
            return hash == null ? new PayloadProof.Unsigned() : new PayloadProof.Sha256(hash.toLowerCase(Locale.ROOT));
        }
    }
}
