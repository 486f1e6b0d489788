package sealstead.bench.micro;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.auth.EffectiveRequest;
import sealstead.auth.Payload;
import sealstead.auth.SignatureVersion2;
import sealstead.bench.load.Endpoint;
import sealstead.bench.load.Signer;
import sealstead.crypto.SecretBytes;
import sealstead.iam.AccessKeys;
import sealstead.iam.Caller;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// Checking signatures: in the header, in the URL, and of frames of 64 KiB.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
    private static final int FRAME_BYTES = 64 * 1024;
    private static final String SECRET = "bench-secret-of-no-value-0123456789abcdef";
    private static final Endpoint ENDPOINT = new Endpoint(
            "bench",
            java.net.URI.create("http://localhost:9000"),
            "AKIABENCHBENCHBENCH0",
            SECRET,
            "us-east-1",
            List.of());

    private final Caller.Principal root = Caller.Principal.root("111122223333", ENDPOINT.accessKeyId());
    private final SecretBytes secret = SecretBytes.copyOf(SECRET.getBytes(StandardCharsets.UTF_8));
    private final AccessKeys keys =
            (id, token) -> new AccessKeys.Lookup.Found(new AccessKeys.AccessKey(ENDPOINT.accessKeyId(), secret, root));
    private final Authenticator authenticator =
            new Authenticator(keys, Clock.systemUTC(), List.of("us-east-1"), SignatureVersion2.PRESIGNED);
    private final Signer signer = new Signer(ENDPOINT, "s3");
    private final byte[] buffer = new byte[FRAME_BYTES];
    private Request header = request("GET", "", new TreeMap<>(), InputStream.nullInputStream());
    private Request presigned = header;
    private Request framed = header;
    private byte[] frames = new byte[0];

    @Setup
    public void setUp() {
        var plain = new TreeMap<String, String>();
        signer.sign("GET", "/bucket/some/key", "", plain, Signer.EMPTY_SHA256);
        header = request("GET", "", plain, InputStream.nullInputStream());
        presigned =
                request("GET", signer.presign("GET", "/bucket/some/key"), hostOnly(), InputStream.nullInputStream());
        var streaming = new TreeMap<String, String>();
        streaming.put("x-amz-decoded-content-length", Integer.toString(FRAME_BYTES));
        signer.sign("PUT", "/bucket/some/key", "", streaming, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        framed = request("PUT", "", streaming, InputStream.nullInputStream());
        frames = frames(streaming);
    }

    private byte[] frames(Map<String, String> headers) {
        var out = new ByteArrayOutputStream();
        var authorization = headers.getOrDefault("authorization", "");
        var previous = authorization.substring(authorization.indexOf("Signature=") + 10);
        var first = signer.frame(headers.getOrDefault("x-amz-date", ""), previous, new byte[FRAME_BYTES]);
        out.writeBytes(("10000;chunk-signature=" + first + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(new byte[FRAME_BYTES]);
        var last = signer.frame(headers.getOrDefault("x-amz-date", ""), first, new byte[0]);
        out.writeBytes(("\r\n0;chunk-signature=" + last + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static Map<String, String> hostOnly() {
        var headers = new TreeMap<String, String>();
        headers.put("host", "localhost:9000");
        return headers;
    }

    private static Request request(String method, String query, Map<String, String> headers, InputStream body) {
        var wire = new Headers();
        headers.forEach(wire::add);
        return new Request(
                "0", method, "/bucket/some/key", query, wire, body, new Request.Peer("127.0.0.1", false, true));
    }

    @Benchmark
    public Authentication header() {
        return authenticator.s3(EffectiveRequest.of(header, Query.parse("").orElseThrow()), "");
    }

    @Benchmark
    public Authentication presigned() {
        return authenticator.s3(
                EffectiveRequest.of(presigned, Query.parse(presigned.rawQuery()).orElseThrow()), "");
    }

    /// A header and two frames: 64 KiB and the last.
    @Benchmark
    public int frames() throws IOException {
        var request = new Request(
                "0", "PUT", framed.rawPath(), "", framed.headers(), new ByteArrayInputStream(frames), framed.peer());
        var payload = Payload.of(
                request,
                authenticator
                        .s3(EffectiveRequest.of(request, Query.parse("").orElseThrow()), "")
                        .payload());
        int total = 0;
        for (int n = payload.read(buffer, 0, buffer.length); n >= 0; n = payload.read(buffer, 0, buffer.length)) {
            total += n;
        }
        return total;
    }
}
