package sealstead.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import sealstead.crypto.SecretBytes;

/// The text that Signature Version 2 signs, in presigned URLs, which boto3 and the AWS CLI still make by default for
/// regions like `us-east-1`, and in the Authorization header.
final class PresignedV2 {
    /// Query names that the signature covers.
    private static final Set<String> SIGNED = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "cors",
            "delete",
            "inventory",
            "lifecycle",
            "location",
            "logging",
            "metrics",
            "notification",
            "object-lock",
            "partNumber",
            "policy",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "select",
            "select-type",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");
    /// Query names that it does not cover and that open nothing which the URL does not open already.
    private static final Set<String> FREE = Set.of(
            "AWSAccessKeyId",
            "Signature",
            "Expires",
            "continuation-token",
            "delimiter",
            "encoding-type",
            "fetch-owner",
            "key-marker",
            "list-type",
            "marker",
            "max-keys",
            "max-parts",
            "max-uploads",
            "part-number-marker",
            "prefix",
            "start-after",
            "upload-id-marker",
            "version-id-marker",
            "x-id");

    private PresignedV2() {}

    /// Whether the signature covers a parameter, or it opens nothing that the URL does not open already.
    static boolean covers(String parameter) {
        return SIGNED.contains(parameter) || FREE.contains(parameter) || isHeader(parameter);
    }

    /// What may have been signed: of a bucket in the path also the path with a slash at its end, which boto3
    /// signs and does not send.
    ///
    /// @param hostedBucket the bucket that the host names, or empty
    /// @param date the date of a request, or when a URL expires
    static List<String> stringsToSign(EffectiveRequest request, String hostedBucket, String date) {
        Map<String, String> signedHeaders = new TreeMap<>();
        var wire = request.wire();
        wire.headers().forEach((name, value) -> add(signedHeaders, name, value));
        boolean presigned = request.mechanism() == EffectiveRequest.Mechanism.QUERY_V2;
        var resources = new TreeSet<String>();
        for (var parameter : request.query().parameters()) {
            var name = parameter.name();
            if (isHeader(name)) {
                if (presigned && !wire.headers().has(name.toLowerCase(Locale.ROOT))) {
                    add(signedHeaders, name, headerText(parameter.value()));
                }
            } else if (SIGNED.contains(name)) {
                resources.add(parameter.value().isEmpty() ? name : name + "=" + headerText(parameter.value()));
            }
        }
        var md5 = signedHeaders.remove("content-md5");
        var type = signedHeaders.remove("content-type");
        var text = new StringBuilder(wire.method())
                .append('\n')
                .append(md5 == null ? "" : md5)
                .append('\n')
                .append(type == null ? "" : type)
                .append('\n')
                .append(date)
                .append('\n');
        signedHeaders.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        if (!hostedBucket.isEmpty()) {
            text.append('/').append(hostedBucket);
        }
        text.append(wire.rawPath());
        var query = resources.isEmpty() ? "" : "?" + String.join("&", resources);
        boolean bucketAlone = hostedBucket.isEmpty()
                && wire.rawPath().lastIndexOf('/') == 0
                && wire.rawPath().length() > 1;
        return bucketAlone ? List.of(text + query, text + "/" + query) : List.of(text + query);
    }

    private static boolean isHeader(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("x-amz-") || lower.equals("content-md5") || lower.equals("content-type");
    }

    private static void add(Map<String, String> headers, String name, String value) {
        if (isHeader(name)) {
            headers.merge(name.toLowerCase(Locale.ROOT), value.strip(), (first, second) -> first + "," + second);
        }
    }

    /// A decoded parameter in the characters that a header of the same bytes would have.
    static String headerText(String decoded) {
        return new String(decoded.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static String signature(SecretBytes secret, byte[] text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.exposeBytes(), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
