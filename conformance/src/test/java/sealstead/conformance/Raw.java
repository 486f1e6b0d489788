package sealstead.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocketFactory;

/// A request written byte by byte over a socket and signed by hand, for what no SDK would send.
final class Raw {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Pattern BUCKET = Pattern.compile("/([a-z0-9.-]{3,63})/?");

    private final URI endpoint;
    private final String method;
    private final String target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> unsigned = new ArrayList<>();
    private byte[] body = {};
    private String payloadToken = "";
    private String secret = LocalServer.SECRET;
    private String accessKeyId = LocalServer.ACCESS_KEY_ID;
    private String service = "s3";
    private String region = LocalServer.REGION;
    private Instant time = Instant.now();
    private String signature = "";
    private String regionSet = "";
    private java.nio.charset.Charset charset = StandardCharsets.UTF_8;

    private Raw(URI endpoint, String method, String target) {
        this.endpoint = endpoint;
        this.method = method;
        this.target = target;
        headers.put("host", endpoint.getAuthority());
    }

    static Raw request(URI endpoint, String method, String target) {
        var bucket = BUCKET.matcher(target);
        if (method.equals("PUT") && bucket.matches()) {
            Endpoint.making(bucket.group(1));
        }
        return new Raw(endpoint, method, target);
    }

    Raw header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    /// A header that is sent but not signed.
    Raw unsignedHeader(String name, String value) {
        unsigned.add(name.toLowerCase(Locale.ROOT));
        return header(name, value);
    }

    Raw body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    Raw body(byte[] bytes) {
        body = bytes.clone();
        return this;
    }

    Raw payload(String token) {
        payloadToken = token;
        return this;
    }

    Raw secret(String other) {
        secret = other;
        return this;
    }

    Raw accessKeyId(String other) {
        accessKeyId = other;
        return this;
    }

    Raw region(String other) {
        region = other;
        return this;
    }

    Raw service(String other) {
        service = other;
        return this;
    }

    Raw time(Instant other) {
        time = other;
        return this;
    }

    /// Signs by SigV4A for a set of regions.
    Raw v4a(String set) {
        regionSet = set;
        return this;
    }

    private String algorithm() {
        return regionSet.isEmpty() ? "AWS4-HMAC-SHA256" : V4aSigner.ALGORITHM;
    }

    /// The signature of a text, as headers and frames show it.
    String signatureOf(String text) {
        return regionSet.isEmpty()
                ? HexFormat.of().formatHex(hmac(signingKey(), text))
                : V4aSigner.sign(accessKeyId, secret, text);
    }

    /// With a Content-MD5 of the body.
    Raw md5() {
        return header("content-md5", java.util.Base64.getEncoder().encodeToString(digest("MD5", body)));
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String date() {
        return ISO.format(time);
    }

    String scope() {
        return date().substring(0, 8) + "/" + (regionSet.isEmpty() ? region + "/" : "") + service + "/aws4_request";
    }

    byte[] signingKey() {
        var key = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), date().substring(0, 8));
        return hmac(hmac(hmac(key, region), service), "aws4_request");
    }

    /// The signature of the headers, the seed of a chain of chunk signatures.
    String seed() {
        return signature;
    }

    /// The same, of headers whose characters are their bytes.
    Raw signBytes() {
        charset = StandardCharsets.ISO_8859_1;
        return sign();
    }

    /// Signs by the Authorization header.
    Raw sign() {
        if (payloadToken.isEmpty()) {
            payloadToken = HexFormat.of().formatHex(digest("SHA-256", body));
        }
        headers.put("x-amz-content-sha256", payloadToken);
        headers.put("x-amz-date", date());
        if (!regionSet.isEmpty()) {
            headers.putIfAbsent("x-amz-region-set", regionSet);
        }
        var signed = new TreeMap<>(headers);
        signed.keySet().removeAll(unsigned);
        int question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        var query = question < 0 ? "" : canonicalQuery(target.substring(question + 1));
        signature = sign(path, query, signed, payloadToken);
        headers.put(
                "authorization",
                algorithm() + " Credential=" + accessKeyId + "/" + scope() + ", SignedHeaders="
                        + String.join(";", signed.keySet()) + ", Signature=" + signature);
        return this;
    }

    /// The same request, signed by its query.
    Raw presign(int expires) {
        var signed = new TreeMap<>(headers);
        signed.keySet().removeAll(unsigned);
        int question = target.indexOf('?');
        var path = question < 0 ? target : target.substring(0, question);
        var query = (question < 0 ? "" : target.substring(question + 1) + "&")
                + "X-Amz-Algorithm=" + algorithm() + "&X-Amz-Credential="
                + (accessKeyId + "/" + scope()).replace("/", "%2F") + "&X-Amz-Date=" + date() + "&X-Amz-Expires="
                + expires + "&X-Amz-SignedHeaders=" + String.join("%3B", signed.keySet())
                + (regionSet.isEmpty()
                        ? ""
                        : "&X-Amz-Region-Set="
                                + java.net.URLEncoder.encode(regionSet, StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                        .replace("*", "%2A"));
        var token = headers.getOrDefault("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        var value = sign(
                path,
                canonicalQuery(query),
                signed,
                unsigned.contains("x-amz-content-sha256") ? "UNSIGNED-PAYLOAD" : token);
        var presigned = new Raw(endpoint, method, path + "?" + query + "&X-Amz-Signature=" + value);
        presigned.headers.putAll(headers);
        presigned.body = body;
        presigned.signature = value;
        presigned.time = time;
        presigned.secret = secret;
        presigned.regionSet = regionSet;
        return presigned;
    }

    private String sign(String path, String query, Map<String, String> signed, String token) {
        var canonical = new StringBuilder(method + "\n" + path + "\n" + query + "\n");
        signed.forEach((name, value) ->
                canonical.append(name).append(':').append(value).append('\n'));
        canonical
                .append('\n')
                .append(String.join(";", signed.keySet()))
                .append('\n')
                .append(token);
        var hash =
                HexFormat.of().formatHex(digest("SHA-256", canonical.toString().getBytes(charset)));
        return signatureOf(algorithm() + "\n" + date() + "\n" + scope() + "\n" + hash);
    }

    String amzDate() {
        return date();
    }

    private static String canonicalQuery(String query) {
        var pairs = new ArrayList<String>();
        for (var pair : query.split("&")) {
            pairs.add(pair.contains("=") ? pair : pair + "=");
        }
        pairs.sort(java.util.Comparator.comparing(pair -> pair.replace('=', '\0')));
        return String.join("&", pairs);
    }

    /// A reply as it came.
    record Reply(int status, Map<String, String> headers, String body) {
        String code() {
            return element("Code");
        }

        String message() {
            return element("Message");
        }

        String element(String name) {
            int from = body.indexOf("<" + name + ">");
            int to = body.indexOf("</" + name + ">");
            return from < 0 || to < 0 ? "" : body.substring(from + name.length() + 2, to);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    String target() {
        return target;
    }

    byte[] bytes() {
        return body.clone();
    }

    /// The head of the request as it is sent.
    String head() {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        boolean length = headers.containsKey("content-length") || headers.containsKey("transfer-encoding");
        if (!length && (body.length > 0 || method.equals("PUT") || method.equals("POST"))) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    Reply send() throws IOException {
        try (var socket = connect(endpoint)) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write(head().getBytes(StandardCharsets.UTF_8));
            out.write(body);
            out.flush();
            return read(socket.getInputStream(), method.equals("HEAD"));
        }
    }

    static Socket connect(URI endpoint) throws IOException {
        boolean tls = "https".equals(endpoint.getScheme());
        int port = endpoint.getPort() < 0 ? (tls ? 443 : 80) : endpoint.getPort();
        return tls
                ? SSLSocketFactory.getDefault().createSocket(endpoint.getHost(), port)
                : new Socket(endpoint.getHost(), port);
    }

    static Reply read(InputStream in, boolean head) throws IOException {
        var status = line(in);
        if (status.isEmpty()) {
            return new Reply(0, Map.of(), "");
        }
        var headers = new LinkedHashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int code = Integer.parseInt(status.split(" ")[1]);
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        boolean chunked = headers.getOrDefault("transfer-encoding", "").equals("chunked");
        var body = head || code == 100 ? new byte[0] : chunked ? chunks(in) : in.readNBytes(length);
        return new Reply(code, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            body.writeBytes(in.readNBytes(size));
            line(in);
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
