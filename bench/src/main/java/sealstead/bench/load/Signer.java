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

/// Signs requests with SigV4 in the Authorization header. One per thread: it keeps the day's scope, a MAC that has the
/// day's signing key, and the memory for what is signed, so that signing costs the client little.
public final class Signer {
    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    public static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final Endpoint endpoint;
    private final String service;
    private final Mac mac;
    private final MessageDigest sha256;
    private final Ascii text = new Ascii();
    private final StringBuilder names = new StringBuilder(128);
    private String day = "";
    private String scope = "";
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
        turnTo(time);
        headers.put("host", endpoint.host());
        headers.put("x-amz-date", time);
        headers.put("x-amz-content-sha256", payload);
        text.clear().add(method).add("\n").add(path).add("\n").add(query).add("\n");
        names.setLength(0);
        for (var header : headers.entrySet()) {
            text.add(header.getKey()).add(":").add(header.getValue()).add("\n");
            names.append(names.isEmpty() ? "" : ";").append(header.getKey());
        }
        var signed = names.toString();
        var hash = text.add("\n").add(signed).add("\n").add(payload).hash(sha256);
        var signature = signature(ALGORITHM, time, HEX.formatHex(hash));
        headers.put(
                "authorization",
                ALGORITHM + " Credential=" + endpoint.accessKeyId() + "/" + scope + ", SignedHeaders=" + signed
                        + ", Signature=" + signature);
    }

    /// The query of a URL that is good for an hour.
    public String presign(String method, String path) {
        var now = TIME.format(Instant.now());
        turnTo(now);
        var query = "X-Amz-Algorithm=" + ALGORITHM + "&X-Amz-Credential="
                + (endpoint.accessKeyId() + "/" + scope).replace("/", "%2F") + "&X-Amz-Date=" + now
                + "&X-Amz-Expires=3600&X-Amz-SignedHeaders=host";
        var canonical = method + "\n" + path + "\n" + query + "\nhost:" + endpoint.host() + "\n\nhost\n" + UNSIGNED;
        var hash = text.clear().add(canonical).hash(sha256);
        return query + "&X-Amz-Signature=" + signature(ALGORITHM, now, HEX.formatHex(hash));
    }

    /// The signature of an aws-chunked frame after the signature `previous`.
    public String frame(String date, String previous, byte[] data) {
        turnTo(date);
        var hash = HEX.formatHex(sha256.digest(data));
        return signature(ALGORITHM + "-PAYLOAD", date, previous + "\n" + EMPTY_SHA256 + "\n" + hash);
    }

    private String signature(String algorithm, String date, String what) {
        text.clear().add(algorithm).add("\n").add(date).add("\n");
        return HEX.formatHex(text.add(scope).add("\n").add(what).mac(mac));
    }

    /// Makes the scope and the signing key once for the day of `date`.
    private void turnTo(String date) {
        if (date.startsWith(day) && !day.isEmpty()) {
            return;
        }
        day = date.substring(0, 8);
        scope = day + "/" + endpoint.region() + "/" + service + "/aws4_request";
        initialize(("AWS4" + endpoint.secretAccessKey()).getBytes(StandardCharsets.UTF_8));
        for (var part : scope.split("/")) {
            initialize(mac.doFinal(part.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void initialize(byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
