package sealstead.s3.object;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sealstead.s3.S3Error;
import sealstead.s3.acl.Rights;
import sealstead.wire.Headers;
import sealstead.wire.Reply;

/// What a writer says about an object beside its bytes: system headers, user metadata and rights. Nothing else of
/// a request can get in here, least of all a name that means something to the server.
///
/// @param system the headers of HTTP that S3 keeps, by their lower-case names
/// @param user user metadata, by the name after `x-amz-meta-`
/// @param rights who owns it and what its access control list grants
public record Attributes(Map<String, String> system, Map<String, String> user, Rights rights) {
    private static final String PREFIX = "x-amz-meta-";
    private static final String REDIRECT = "x-amz-website-redirect-location";
    private static final int MAX_USER_BYTES = 2048;
    private static final List<String> SYSTEM = List.of(
            "content-type",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "expires",
            REDIRECT);

    public Attributes {
        system = copied(system);
        user = copied(user);
    }

    public Attributes(Map<String, String> system, Map<String, String> user) {
        this(system, user, Rights.BUCKET_OWNERS);
    }

    public Attributes with(Rights changed) {
        return new Attributes(system, user, changed);
    }

    private static Map<String, String> copied(Map<String, String> pairs) {
        return pairs.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
    }

    public static Attributes of(Headers headers) {
        var system = new LinkedHashMap<String, String>();
        for (var name : SYSTEM) {
            headers.first(name)
                    .map(value -> name.equals("content-encoding") ? withoutFraming(value) : value)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> system.put(name, value));
        }
        checkRedirect(system.get(REDIRECT));
        system.putIfAbsent("content-type", "binary/octet-stream");
        var user = new LinkedHashMap<String, String>();
        headers.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                user.merge(
                        name.substring(PREFIX.length()),
                        MetadataText.ofHeader(value),
                        (first, second) -> first + "," + second);
            }
        });
        int bytes = 0;
        for (var pair : user.entrySet()) {
            bytes += utf8(pair.getKey()) + utf8(pair.getValue());
        }
        if (bytes > MAX_USER_BYTES) {
            throw S3Error.METADATA_TOO_LARGE
                    .refusal()
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(MAX_USER_BYTES));
        }
        return new Attributes(system, user);
    }

    /// These, as a copy takes them over: a redirect is the copy's own or none, and so are its owner and its list.
    public Attributes copied(Attributes said) {
        var taken = new LinkedHashMap<>(system);
        taken.remove(REDIRECT);
        var redirect = said.system().get(REDIRECT);
        if (redirect != null) {
            taken.put(REDIRECT, redirect);
        }
        return new Attributes(taken, user, said.rights());
    }

    private static void checkRedirect(@Nullable String target) {
        if (target != null
                && !target.startsWith("/")
                && !target.startsWith("http://")
                && !target.startsWith("https://")) {
            throw S3Error.INVALID_REDIRECT_LOCATION.refusal();
        }
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// `aws-chunked` is how the body travelled, not what it is.
    private static String withoutFraming(String encoding) {
        if (!encoding.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return encoding;
        }
        return java.util.Arrays.stream(encoding.split(","))
                .map(String::strip)
                .filter(part -> !part.toLowerCase(Locale.ROOT).equals("aws-chunked") && !part.isEmpty())
                .collect(Collectors.joining(","));
    }

    void addTo(Reply reply) {
        system.forEach(reply::with);
        user.forEach((name, value) -> reply.with(PREFIX + name, MetadataText.toHeader(value)));
    }
}
