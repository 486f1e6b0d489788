package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import sealstead.wire.PercentEncoding;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;

/// GHSA-gw2x-q739-qhcr, CVE-2022-3854, CVE-2020-12059, CVE-2019-10222, CVE-2018-7262: malformed requests that made a
/// server fall over. Good requests are broken, most of them before they are signed so that what lies behind the
/// signature is reached too, and sent to a running server. It never fails, lets nobody in, and goes on serving.
///
/// `-Dsealstead.seed=N` repeats a run; `-Dsealstead.fuzz.rounds=N` makes it longer.
final class MalformedRequestsTest {
    private static final int ROUNDS = Integer.getInteger("sealstead.fuzz.rounds", 4_000);
    /// Not implemented, slow down, and a version of HTTP that nobody speaks.
    private static final Set<Integer> DOCUMENTED = Set.of(501, 503, 505);

    private static final int MAX_SHOWN = 8;

    private final long seed = Long.getLong("sealstead.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Mutation mutation = new Mutation(random);

    @Test
    void nothing_malformed_breaks_the_server_or_lets_anybody_in() throws IOException {
        System.out.println("MalformedRequestsTest: -Dsealstead.seed=" + seed + ", " + ROUNDS + " requests");
        try (var server = new LocalServer()) {
            var people = new People(server);
            var nobody = people.user(LocalServer.ACCOUNT, "nobody", "");
            var good = goodRequests(server);
            var wrong = new ArrayList<String>();
            var seen = new TreeMap<Integer, Integer>();
            for (int round = 0; round < ROUNDS && wrong.size() < MAX_SHOWN; round++) {
                boolean stranger = random.nextBoolean();
                var bytes = broken(server, good.get(random.nextInt(good.size())), stranger ? nobody : people.owner());
                int status = send(server, bytes);
                seen.merge(status, 1, Integer::sum);
                boolean failed = status >= 500 && !DOCUMENTED.contains(status);
                boolean let = stranger && status >= 200 && status < 400;
                if (failed || let || status < 0) {
                    wrong.add(round + (stranger ? " nobody " : " owner ") + status + "\n" + shown(bytes));
                }
            }
            System.out.println("MalformedRequestsTest: answers " + seen);
            assertThat(wrong).as("seed " + seed).isEmpty();
            assertStillServing(server);
        }
    }

    private static List<GoodRequests.Request> goodRequests(LocalServer server) {
        try (var s3 = server.plainS3();
                var kms = server.kms()) {
            s3.createBucket(b -> b.bucket(own("fuzz")));
            s3.putObject(b -> b.bucket(own("fuzz")).key("o"), RequestBody.fromString("content"));
            var key = kms.createKey().keyMetadata().arn();
            var sealed = kms.encrypt(b -> b.keyId(key).plaintext(SdkBytes.fromUtf8String("x")))
                    .ciphertextBlob();
            return new GoodRequests(key, Base64.getEncoder().encodeToString(sealed.asByteArray())).all();
        }
    }

    private static void assertStillServing(LocalServer server) {
        try (var s3 = server.plainS3();
                var kms = server.kms()) {
            s3.createBucket(b -> b.bucket(own("after")));
            s3.putObject(b -> b.bucket(own("after")).key("o"), RequestBody.fromString("content"));
            assertThat(s3.getObjectAsBytes(b -> b.bucket(own("after")).key("o")).asUtf8String())
                    .isEqualTo("content");
            assertThat(kms.listKeys().keys()).isNotEmpty();
        }
    }

    private byte[] broken(LocalServer server, GoodRequests.Request good, Person who) {
        boolean beforeSigning = random.nextInt(4) != 0;
        var path = good.path();
        var query = new LinkedHashMap<>(good.query());
        var headers = new LinkedHashMap<>(good.headers());
        var body = good.body().getBytes(StandardCharsets.UTF_8);
        var method = good.method();
        if (beforeSigning) {
            for (int i = random.nextInt(3); i >= 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 -> path = "/" + encodedPath(mutation.broken(path.substring(1)));
                    case 1 -> breakOne(query);
                    case 2 -> breakOne(headers);
                    case 3 -> query.put(printable(mutation.nasty()), mutation.nasty());
                    case 4 ->
                        method = List.of("GET", "PUT", "POST", "DELETE", "HEAD").get(random.nextInt(5));
                    default -> body = mutation.broken(body);
                }
            }
        }
        var raw = Raw.request(server.endpoint(), method, path + encodedQuery(query))
                .service(good.service())
                .body(body);
        headers.forEach((name, value) -> raw.header(name, value));
        if (headers.containsKey("x-amz-content-sha256")) {
            raw.payload(headers.getOrDefault("x-amz-content-sha256", ""));
        }
        var signed = random.nextInt(8) == 0 && good.service().equals("s3")
                ? raw.accessKeyId(who.accessKeyId()).secret(who.secret()).presign(60)
                : who.sign(raw);
        var out = new ByteArrayOutputStream();
        out.writeBytes(signed.head().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        var bytes = out.toByteArray();
        for (int i = beforeSigning ? 0 : 1 + random.nextInt(4); i > 0; i--) {
            bytes = mutation.broken(bytes);
        }
        return bytes;
    }

    private void breakOne(Map<String, String> fields) {
        if (fields.isEmpty()) {
            return;
        }
        var name = List.copyOf(fields.keySet()).get(random.nextInt(fields.size()));
        if (random.nextInt(6) == 0) {
            fields.remove(name);
        } else {
            fields.compute(name, (same, value) -> printable(mutation.broken(value == null ? "" : value)));
        }
    }

    /// A header value as it can be sent, or else every request with one would end at the HTTP parser.
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x1F]", "~").strip();
    }

    private String encodedPath(String path) {
        return random.nextInt(4) == 0 ? path : PercentEncoding.encode(path, true);
    }

    private static String encodedQuery(Map<String, String> query) {
        var out = new StringBuilder();
        query.forEach((name, value) -> out.append(out.isEmpty() ? "?" : "&")
                .append(PercentEncoding.encode(name, false))
                .append('=')
                .append(PercentEncoding.encode(value, false)));
        return out.toString();
    }

    /// The status that came back, 0 if the connection was closed without one, -1 if none came in a minute.
    private static int send(LocalServer server, byte[] bytes) throws IOException {
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (SocketException refusedEarly) {
                // the answer may be there all the same
            }
            var head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
            return head.matches("HTTP/1\\.1 [0-9]{3}") ? Integer.parseInt(head.substring(9)) : 0;
        } catch (java.net.SocketTimeoutException hung) {
            return -1;
        } catch (SocketException reset) {
            return 0;
        }
    }

    private static String shown(byte[] bytes) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 3_000); i++) {
            int b = bytes[i] & 0xFF;
            if (b == '\n' || (b >= 0x20 && b < 0x7F)) {
                text.append((char) b);
            } else {
                text.append(String.format(java.util.Locale.ROOT, "\\x%02X", b));
            }
        }
        return text.toString();
    }
}
