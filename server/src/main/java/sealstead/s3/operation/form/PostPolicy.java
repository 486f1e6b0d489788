package sealstead.s3.operation.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import sealstead.s3.S3Error;
import sealstead.wire.Refusal;

/// What a signed form allows: until when, which value each field may have, and how long the file may be.
final class PostPolicy {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> UNCONDITIONED =
            Set.of("x-amz-signature", "file", "policy", "awsaccesskeyid", "signature");

    private final JsonNode document;
    private long leastBytes;
    private long mostBytes = Long.MAX_VALUE;

    private PostPolicy(JsonNode document) {
        this.document = document;
    }

    /// What a form may do that nobody signed: whatever nobody may.
    static PostPolicy ofNobody() {
        return new PostPolicy(JSON.createObjectNode());
    }

    /// Parses the policy field.
    static PostPolicy of(String base64) throws IOException {
        try {
            var document = JSON.readTree(Base64.getMimeDecoder().decode(base64));
            if (document == null || !document.isObject()) {
                throw invalid("Invalid JSON.");
            }
            return new PostPolicy(document);
        } catch (JsonProcessingException | IllegalArgumentException notJson) {
            throw invalid("Invalid JSON.");
        }
    }

    private static Refusal invalid(String why) {
        return S3Error.INVALID_POLICY_DOCUMENT.saying("Invalid Policy: " + why);
    }

    private static Refusal denied(String why) {
        return S3Error.ACCESS_DENIED.saying("Invalid according to Policy: " + why);
    }

    /// Checks everything but the length of the file, which nobody knows yet.
    ///
    /// @param fields the form's fields, the key as it will be used
    void check(String bucket, Map<String, String> fields, Instant now) {
        checkExpiration(now);
        var conditions = document.path("conditions");
        if (!conditions.isArray()) {
            throw invalid("Policy missing conditions.");
        }
        var named = new HashSet<String>();
        for (var condition : conditions) {
            if (condition.isObject() && condition.size() == 1) {
                condition.properties().forEach(pair -> {
                    var name = pair.getKey().toLowerCase(Locale.ROOT);
                    named.add(name);
                    var expected = pair.getValue().asText();
                    if (!value(name, bucket, fields).equals(Optional.of(expected))) {
                        throw failed("[\"eq\", \"$" + name + "\", \"" + expected + "\"]");
                    }
                });
            } else if (condition.isArray() && condition.size() == 3) {
                named.add(check(condition, bucket, fields));
            } else {
                throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
            }
        }
        // A form that says nothing of the bucket would be good for every bucket of who signed it.
        var extra = Stream.concat(fields.keySet().stream(), Stream.of("bucket"))
                .distinct()
                .filter(name -> !UNCONDITIONED.contains(name) && !name.startsWith("x-ignore-") && !named.contains(name))
                .toList();
        if (!extra.isEmpty()) {
            throw denied("Extra input fields: " + String.join(", ", extra));
        }
    }

    private void checkExpiration(Instant now) {
        Instant expiration;
        try {
            expiration = Instant.parse(document.path("expiration").asText());
        } catch (DateTimeException malformed) {
            throw invalid("Invalid 'expiration' value: '"
                    + document.path("expiration").asText() + "'");
        }
        if (!now.isBefore(expiration)) {
            throw denied("Policy expired.");
        }
    }

    /// @return the field that the condition is about
    private String check(JsonNode condition, String bucket, Map<String, String> fields) {
        var operator = condition.get(0).asText().toLowerCase(Locale.ROOT);
        if (operator.equals("content-length-range")) {
            leastBytes = bytes(condition, 1);
            mostBytes = bytes(condition, 2);
            return operator;
        }
        var field = condition.get(1).asText();
        if (!field.startsWith("$")) {
            throw failed(text(condition));
        }
        var name = field.substring(1).toLowerCase(Locale.ROOT);
        var expected = condition.get(2).asText();
        var actual = value(name, bucket, fields);
        boolean holds = switch (operator) {
            case "eq" -> actual.equals(Optional.of(expected));
            case "starts-with" -> actual.isPresent() && startsWith(name, actual.get(), expected);
            default -> throw invalid("Invalid condition operator.");
        };
        if (!holds) {
            throw failed(text(condition));
        }
        return name;
    }

    /// A condition as S3 shows it: `["eq", "$key", "value"]`.
    private static String text(JsonNode condition) {
        return StreamSupport.stream(condition.spliterator(), false)
                .map(element -> "\"" + element.asText() + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static long bytes(JsonNode condition, int index) {
        var text = condition.get(index).asText();
        if (!text.matches("[0-9]{1,18}")) {
            throw failed(text(condition));
        }
        return Long.parseLong(text);
    }

    /// Commas in a Content-Type make a list, each member of which must begin so.
    private static boolean startsWith(String name, String actual, String expected) {
        if (!name.equals("content-type")) {
            return actual.startsWith(expected);
        }
        return Stream.of(actual.split(",", -1)).map(String::strip).allMatch(type -> type.startsWith(expected));
    }

    /// A field that the form does not have meets no condition.
    private static Optional<String> value(String name, String bucket, Map<String, String> fields) {
        return name.equals("bucket") ? Optional.of(bucket) : Optional.ofNullable(fields.get(name));
    }

    private static Refusal failed(String condition) {
        return denied("Policy Condition failed: " + condition);
    }

    long leastBytes() {
        return leastBytes;
    }

    long mostBytes() {
        return mostBytes;
    }
}
