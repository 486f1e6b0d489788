package sealstead.bench.load;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests with SigV4 in the Authorization header. One per connection: it keeps its day's signing key and its
/// digests, so that signing costs the client little.
public final class Signer {
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    public static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final Endpoint endpoint;
    private final String service;
    private final Mac mac;
    private final MessageDigest sha256;
    private String day = "";
    private byte[] signingKey = new byte[0];
    private long second = -1;
    private String time = "";

    public Signer(Endpoint endpoint, String service) {
        this.endpoint = endpoint;
        this.service = service;
        try {
            this.mac = Mac.getInstance("HmacSHA256");
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Adds `host`, `x-amz-date`, `x-amz-content-sha256` and `authorization`.
    ///
    /// @param path encoded as it is sent
    /// @param query encoded and sorted as it is sent, or empty
    /// @param headers names in lower case
    public void sign(String method, String path, String query, SortedMap<String, String> headers, String payload) {
        long now = System.currentTimeMillis() / 1000;
        if (now != second) {
            second = now;
            time = TIME.format(Instant.ofEpochSecond(now));
        }
        headers.put("host", endpoint.host());
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", payload);
        var canonical =
                new StringBuilder(512).append(method).append('\n').append(path).append('\n');
        canonical.append(query).append('\n');
        var names = new StringBuilder(128);
        headers.forEach((name, value) -> {
            canonical.append(name).append(':').append(value).append('\n');
            names.append(names.isEmpty() ? "" : ";").append(name);
        });
        canonical.append('\n').append(names).append('\n').append(payload);
        var scope = time.substring(0, 8) + "/" + endpoint.region() + "/" + service + "/aws4_request";
        var toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n"
                + HEX.formatHex(sha256.digest(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        var signature = HEX.formatHex(hmac(signingKey(time.substring(0, 8)), toSign));
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + endpoint.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
    }

    /// The query of a URL that is good for an hour.
    public String presign(String method, String path) {
        var now = TIME.format(Instant.now());
        var scope = now.substring(0, 8) + "/" + endpoint.region() + "/" + service + "/aws4_request";
        var query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
                + (endpoint.accessKeyId() + "/" + scope).replace("/", "%2F") + "&X-Amz-Date=" + now
                + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
        var canonical = method + "\n" + path + "\n" + query + "\nhost:" + endpoint.host() + "\n\nhost\n" + UNSIGNED;
        var toSign = "AWS4-HMAC-SHA256\n" + now + "\n" + scope + "\n"
                + HEX.formatHex(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
        return query + "&X-Amz-Signature=" + HEX.formatHex(hmac(signingKey(now.substring(0, 8)), toSign));
    }

    /// The signature of an aws-chunked frame after the signature `previous`.
    public String frame(String date, String previous, byte[] data) {
        var scope = date.substring(0, 8) + "/" + endpoint.region() + "/" + service + "/aws4_request";
        var toSign = "AWS4-HMAC-SHA256-PAYLOAD\n" + date + "\n" + scope + "\n" + previous + "\n" + EMPTY_SHA256 + "\n"
                + HEX.formatHex(sha256.digest(data));
        return HEX.formatHex(hmac(signingKey(date.substring(0, 8)), toSign));
    }

    private byte[] signingKey(String date) {
        if (!date.equals(day)) {
            var secret = ("AWS4" + endpoint.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
            signingKey = hmac(hmac(hmac(hmac(secret, date), endpoint.region()), service), "aws4_request");
            day = date;
        }
        return signingKey;
    }

    private byte[] hmac(byte[] key, String text) {
        try {
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
