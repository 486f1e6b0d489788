package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import sealstead.checksum.ChecksumAlgorithm;

/// The tables of AWS's answers ([AwsAnswer]), case by case. `-Daws-answers.endpoint=URL` asks another server,
/// with the same credentials, and `-Daws-answers.only=F1` leaves the others out.
@Overlay.Defaults
@SuppressWarnings("NullAway.Init")
final class AwsAnswersTest {
    private static final List<String> FILES = List.of(
            "checksums.txt",
            "objects.txt",
            "listings.txt",
            "buckets.txt",
            "metadata.txt",
            "classes.txt",
            "configurations.txt",
            "acls.txt",
            "websites.txt");
    private static LocalServer server;
    private static URI endpoint;
    private static int buckets;

    @BeforeAll
    static void start() {
        server = new LocalServer();
        endpoint = URI.create(
                System.getProperty("aws-answers.endpoint", server.endpoint().toString()));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> answers() throws IOException {
        var all = new ArrayList<DynamicTest>();
        for (var file : FILES) {
            for (var answer : AwsAnswer.read(file)) {
                if (answer.name().startsWith(System.getProperty("aws-answers.only", ""))) {
                    all.add(DynamicTest.dynamicTest(answer.name(), () -> run(file, answer)));
                }
            }
        }
        return all.stream();
    }

    private static void run(String file, AwsAnswer answer) throws IOException {
        var values = new HashMap<>(answer.values());
        values.put("bucket", "aws-answers-" + ++buckets);
        values.put("account", LocalServer.ACCOUNT);
        var created =
                Raw.request(endpoint, "PUT", "/" + values.get("bucket")).sign().send();
        assertThat(created.status()).isEqualTo(200);
        for (var step : answer.steps()) {
            check(file + ":" + step.line(), step, send(step, values), values);
        }
    }

    private static Raw.Reply send(AwsAnswer.Step step, Map<String, String> values) throws IOException {
        var raw = Raw.request(endpoint, step.method(), filled(step.target(), values));
        var body = new ArrayList<String>();
        boolean anonymous = false;
        boolean md5 = false;
        for (var line : step.lines()) {
            if (line.startsWith("|")) {
                body.add(filled(line.substring(1).strip(), values).replace("\\r", "\r"));
            } else if (line.startsWith("!")) {
                var option = filled(line.substring(1).strip(), values);
                anonymous |= option.equals("anonymous");
                md5 |= option.equals("md5");
                if (option.startsWith("region ")) {
                    raw.region(option.substring("region ".length()));
                }
                if (option.startsWith("payload ")) {
                    raw.payload(option.substring("payload ".length()));
                }
            } else if (!line.startsWith("=")) {
                var header = filled(line, values);
                int colon = header.indexOf(':');
                raw.header(
                        header.substring(0, colon), header.substring(colon + 1).strip());
            }
        }
        raw.body(String.join("\n", body));
        if (md5) {
            raw.md5();
        }
        return anonymous ? raw.send() : raw.sign().send();
    }

    private static void check(String where, AwsAnswer.Step step, Raw.Reply reply, Map<String, String> values) {
        for (var line : step.lines()) {
            if (!line.startsWith("=")) {
                continue;
            }
            var expected = line.substring(1).strip();
            var told = where + " " + line + "\nwas " + reply.status() + " " + reply.headers() + "\n" + reply.body();
            if (expected.matches("[0-9]{3}( .*)?")) {
                var words = filled(expected, values).split(" ", 3);
                assertThat(reply.status()).as(told).isEqualTo(Integer.parseInt(words[0]));
                if (words.length > 1) {
                    assertThat(reply.code()).as(told).isEqualTo(words[1]);
                }
                if (words.length > 2) {
                    assertThat(unescaped(reply.message())).as(told).isEqualTo(words[2]);
                }
            } else if (expected.startsWith("has ")) {
                assertThat(reply.body()).as(told).contains(filled(expected.substring(4), values));
            } else if (expected.startsWith("count ")) {
                var words = filled(expected, values).split(" ", 3);
                assertThat(reply.body().split(java.util.regex.Pattern.quote(words[2]), -1))
                        .as(told)
                        .hasSize(Integer.parseInt(words[1]) + 1);
            } else if (expected.startsWith("match ")) {
                assertThat(reply.body()).as(told).containsPattern(expected.substring(6));
            } else if (expected.startsWith("lacks ")) {
                assertThat(reply.body()).as(told).doesNotContain(filled(expected.substring(6), values));
            } else if (expected.contains(" -> ")) {
                int arrow = expected.indexOf(" -> ");
                values.put(expected.substring(arrow + 4).strip(), found(reply, expected.substring(0, arrow), values));
            } else {
                int colon = expected.indexOf(':', 1);
                var name = expected.substring(0, colon);
                var wanted = filled(expected.substring(colon + 1).strip(), values);
                assertThat(found(reply, name, values)).as(told).isEqualTo(wanted);
            }
        }
    }

    /// The text of an element or header, `-` if it is not there.
    private static String found(Raw.Reply reply, String name, Map<String, String> values) {
        if (name.startsWith("@")) {
            return reply.header(filled(name.substring(1), values).toLowerCase(Locale.ROOT))
                    .orElse("-");
        }
        var element = filled(name, values);
        if (reply.body().contains("<" + element + "/>")) {
            return "";
        }
        return reply.body().contains("<" + element + ">") ? unescaped(reply.element(element)) : "-";
    }

    private static String unescaped(String xml) {
        return xml.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&apos;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    /// The text with its values put in, the innermost first.
    private static String filled(String text, Map<String, String> values) {
        var filled = text;
        while (true) {
            int end = filled.indexOf('}');
            int begin = end < 0 ? -1 : filled.lastIndexOf('{', end);
            if (begin < 0) {
                return filled;
            }
            filled = filled.substring(0, begin)
                    + value(filled.substring(begin + 1, end), values)
                    + filled.substring(end + 1);
        }
    }

    private static String value(String name, Map<String, String> values) {
        var known = values.get(name);
        if (known != null) {
            return known;
        }
        var words = (name.contains(" ") ? name : name.replace('_', ' ')).split(" ", 3);
        return switch (words[0]) {
            case "sum" -> base64(digest(words[1], utf8(words.length > 2 ? words[2] : "")));
            case "sums" -> {
                var all = new java.io.ByteArrayOutputStream();
                for (var part : words[2].split(" ")) {
                    all.writeBytes(digest(words[1], utf8(part)));
                }
                yield base64(digest(words[1], all.toByteArray()));
            }
            case "lower" -> words[1].toLowerCase(Locale.ROOT);
            case "upper" -> words[1].toUpperCase(Locale.ROOT);
            case "b64" -> base64(utf8(name.substring("b64 ".length())));
            case "blank" -> name.substring("blank ".length()).replace('_', ' ');
            case "after" -> words[2].substring(words[2].indexOf(words[1]) + words[1].length());
            case "before" -> words[2].substring(0, words[2].indexOf(words[1]));
            case "lockdocument" ->
                words[1].equals("retention")
                        ? "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2050-01-01T00:00:00Z</RetainUntilDate></Retention>"
                        : "<LegalHold><Status>ON</Status></LegalHold>";
            case "context" -> base64(utf8("{\"" + words[1] + "\":\"" + words[2] + "\"}"));
            default -> throw new IllegalArgumentException("no value " + name);
        };
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        var checksum = ChecksumAlgorithm.valueOf(algorithm).newChecksum();
        checksum.update(bytes, 0, bytes.length);
        return checksum.digest();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
