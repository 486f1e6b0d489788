package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.server.Setting;

/// The tables of AWS's answers ([AwsAnswer]), case by case. `-Daws-answers.only=F1` leaves the others out.
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
            "websites.txt",
            "encryption.txt",
            "kms.txt",
            "iam.txt",
            "signatures.txt",
            "forms.txt",
            "refusals.txt");

    @Server(@Server.With(setting = Setting.REGION, value = "us-east-1,eu-west-1,us-east-2"))
    private static LocalServer server;

    private static URI endpoint;
    private static int buckets;

    @BeforeAll
    static void start() {
        endpoint = server.endpoint();
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

    /// Where a row's fact comes from is said, and no row is there twice.
    @Test
    void rows_have_a_source_and_a_name_of_their_own() throws IOException {
        var names = new HashSet<String>();
        for (var file : FILES) {
            for (var answer : AwsAnswer.read(file)) {
                assertThat(answer.source()).isIn("recorded", "documented", "model", "reported", "choice");
                assertThat(names.add(answer.name())).as(answer.name()).isTrue();
            }
        }
        assertThat(names).hasSizeGreaterThan(600);
    }

    private static void run(String file, AwsAnswer answer) throws IOException {
        var values = new HashMap<>(answer.values());
        values.put("bucket", own("aws-answers-" + ++buckets));
        values.put("account", LocalServer.ACCOUNT);
        values.put("access-key", LocalServer.ACCESS_KEY_ID);
        var now = Raw.request(endpoint, "GET", "/");
        values.put("date", now.amzDate());
        values.put("scope", now.scope());
        var created =
                Raw.request(endpoint, "PUT", "/" + values.get("bucket")).sign().send();
        assertThat(created.status()).isEqualTo(200);
        for (var step : answer.steps()) {
            check(file + ":" + step.line(), step, send(step, values), values);
        }
    }

    private static Raw.Reply send(AwsAnswer.Step step, Map<String, String> values) throws IOException {
        var raw = Raw.request(endpoint, filled(step.method(), values), filled(step.target(), values));
        var body = new ArrayList<String>();
        var how = "sign";
        boolean md5 = false;
        for (var line : step.lines()) {
            if (line.startsWith("|")) {
                body.add(filled(line.substring(1).strip(), values).replace("\\r", "\r"));
            } else if (line.startsWith("!")) {
                var option = filled(line.substring(1).strip(), values);
                int blank = option.indexOf(' ');
                var word = blank < 0 ? option : option.substring(0, blank);
                var rest = blank < 0 ? "" : option.substring(blank + 1);
                switch (word) {
                    case "anonymous", "presign", "form", "fields" -> how = option;
                    case "signed" -> how = "sign";
                    case "md5" -> md5 = true;
                    case "region" -> raw.region(rest);
                    case "payload" -> raw.payload(rest);
                    case "secret" -> raw.secret(rest);
                    case "access-key" -> raw.accessKeyId(rest);
                    case "service" -> raw.service(rest);
                    case "time" -> raw.time(Instant.now().plusSeconds(Long.parseLong(rest)));
                    case "kms" ->
                        raw.service("kms")
                                .header("content-type", "application/x-amz-json-1.1")
                                .header("x-amz-target", "TrentService." + rest);
                    case "unsigned" -> {
                        int colon = rest.indexOf(':');
                        raw.unsignedHeader(
                                rest.substring(0, colon),
                                rest.substring(colon + 1).strip());
                    }
                    default -> throw new IllegalArgumentException(line);
                }
            } else if (!line.startsWith("=")) {
                var header = filled(line, values);
                int colon = header.indexOf(':');
                raw.header(
                        header.substring(0, colon), header.substring(colon + 1).strip());
            }
        }
        if (how.startsWith("form") || how.equals("fields")) {
            var fields = new LinkedHashMap<String, String>();
            for (var line : body) {
                int colon = line.indexOf(':');
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            return how.equals("fields")
                    ? PostedForm.of(endpoint, raw.target(), fields).send()
                    : PostedForm.signed(endpoint, raw.target(), fields, how.substring("form ".length()))
                            .send();
        }
        raw.body(String.join("\n", body));
        if (md5) {
            raw.md5();
        }
        if (how.startsWith("presign ")) {
            return raw.presign(Integer.parseInt(how.substring("presign ".length())))
                    .send();
        }
        return how.equals("anonymous") ? raw.send() : raw.sign().send();
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
                    assertThat(isJson(reply) ? found(reply, "__type", values) : reply.code())
                            .as(told)
                            .isEqualTo(words[1]);
                }
                if (words.length > 2) {
                    var message = isJson(reply) ? found(reply, "message", values) : unescaped(reply.message());
                    assertThat(message).as(told).isEqualTo(words[2]);
                }
            } else if (expected.startsWith("has ")) {
                assertThat(reply.body()).as(told).contains(filled(expected.substring(4), values));
            } else if (expected.startsWith("count ")) {
                var words = filled(expected, values).split(" ", 3);
                assertThat(reply.body().split(Pattern.quote(words[2]), -1))
                        .as(told)
                        .hasSize(Integer.parseInt(words[1]) + 1);
            } else if (expected.startsWith("match ")) {
                assertThat(reply.body()).as(told).containsPattern(matching(expected.substring(6), values));
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
        // An element that cannot be there would be "not there" in all answers.
        assertThat(element).matches("[\\w:.\\-$]+");
        if (isJson(reply)) {
            var member = Pattern.compile("\"" + element + "\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}\\]]+))")
                    .matcher(reply.body());
            return !member.find()
                    ? "-"
                    : member.group(1) != null ? member.group(1).replace("\\\"", "\"") : member.group(2);
        }
        if (reply.body().contains("<" + element + "/>")) {
            return "";
        }
        return reply.body().contains("<" + element + ">") ? unescaped(reply.element(element)) : "-";
    }

    /// An expression with the bucket's name put in; its other braces are its own.
    private static String matching(String expression, Map<String, String> values) {
        return expression.replace("{bucket}", values.getOrDefault("bucket", ""));
    }

    private static boolean isJson(Raw.Reply reply) {
        return reply.body().startsWith("{");
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
        var filled = new StringBuilder();
        var open = new ArrayDeque<Integer>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                open.push(filled.length());
            }
            filled.append(c);
            if (c == '}' && !open.isEmpty()) {
                int begin = open.pop();
                var name = filled.substring(begin + 1, filled.length() - 1);
                boolean json = name.isEmpty() || name.startsWith("\"") || name.startsWith("\\\"");
                boolean variable = begin > 0 && filled.charAt(begin - 1) == '$'; // of a policy or a form
                if (!json && !variable) {
                    filled.setLength(begin);
                    filled.append(filled(value(name, values), values));
                }
            }
        }
        return filled.toString();
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
            case "repeat" -> words[2].repeat(Integer.parseInt(words[1]));
            case "v2" -> versionTwo(name.substring("v2 ".length()).replace("\\n", "\n"));
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

    private static String versionTwo(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(utf8(LocalServer.SECRET), "HmacSHA1"));
            return URLEncoder.encode(base64(mac.doFinal(utf8(text))), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
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
