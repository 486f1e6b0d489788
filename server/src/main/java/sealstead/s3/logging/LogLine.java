package sealstead.s3.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import sealstead.iam.Caller;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.S3Operation;
import sealstead.s3.SentReply;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.trail.RequestLog;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Reply;

/// One line of a server access log, in S3's format; what is not known is `-`.
final class LogLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "'['dd/MMM/yyyy:HH:mm:ss xx']'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final String V4A = "AWS4-ECDSA-";
    private static final String UNKNOWN = "-";

    private final RequestLog.Exchange exchange;
    private final Reply reply;
    private final Bucket bucket;
    private final Instant time;
    private final long turnAround;

    LogLine(RequestLog.Exchange exchange, Reply reply, Bucket bucket, Instant time) {
        this.exchange = exchange;
        this.reply = reply;
        this.bucket = bucket;
        this.time = time;
        this.turnAround = System.nanoTime() - exchange.began();
    }

    /// The reply, which tells `line` when it was sent or broke off.
    Reply countedReply(Consumer<String> line) {
        return SentReply.telling(exchange.request(), reply, sent -> line.accept(text(sent)));
    }

    private String text(long sent) {
        var request = exchange.request();
        var headers = request.headers();
        var key = exchange.address().map(address -> address.key()).orElse("");
        long total = System.nanoTime() - exchange.began();
        return new StringJoiner(" ", "", "\n")
                .add(CanonicalUser.of(bucket.owner()))
                .add(bucket.name())
                .add(TIME.format(time))
                .add(request.peer().address())
                .add(requester())
                .add(request.id())
                .add(operation())
                .add(key.isEmpty() ? UNKNOWN : PercentEncoding.encode(key, true))
                .add(quoted(word(request.method()) + " " + LoggedTarget.of(request.rawPath(), request.rawQuery())
                        + " HTTP/1.1"))
                .add(Integer.toString(reply.status()))
                .add(exchange.errorCode().isEmpty() ? UNKNOWN : exchange.errorCode())
                .add(sent == 0 ? UNKNOWN : Long.toString(sent))
                .add(objectSize())
                .add(Long.toString(total / 1_000_000))
                .add(Long.toString(turnAround / 1_000_000))
                .add(quoted(
                        headers.first("referer").map(LoggedTarget::ofReferer).orElse(UNKNOWN)))
                .add(quoted(
                        headers.first("user-agent").map(LoggedTarget::clipped).orElse(UNKNOWN)))
                .add(askedVersion())
                .add(reply.headers().first("x-amz-id-2").orElse(UNKNOWN))
                .add(signature().map(Signature::version).orElse(UNKNOWN))
                .add(known(request.peer().cipherSuite()))
                .add(signature().map(Signature::place).orElse(UNKNOWN))
                .add(headers.first("host").map(LogLine::word).orElse(UNKNOWN))
                .add(known(request.peer().tlsVersion()))
                .add(UNKNOWN)
                .add(exchange.known().filter(known -> known.notes().isByAcl()).isPresent() ? "Yes" : UNKNOWN)
                .toString();
    }

    private record Signature(String version, String place) {}

    /// How the request was signed, as far as that is known of one that was refused.
    private Optional<Signature> signature() {
        var type = exchange.context().map(context -> context.signature());
        if (type.isPresent() && !type.get().version().isEmpty()) {
            var place = switch (type.get().type()) {
                case "REST-HEADER" -> "AuthHeader";
                case "REST-QUERY-STRING" -> "QueryString";
                default -> UNKNOWN;
            };
            return Optional.of(new Signature(type.get().label(), place));
        }
        var request = exchange.request();
        var authorization = request.headers().first("authorization");
        if (authorization.isPresent()) {
            boolean v4a = authorization.get().startsWith(V4A);
            return Optional.of(new Signature(v4a ? "SigV4A" : "SigV4", "AuthHeader"));
        }
        boolean v4a = request.rawQuery().contains("X-Amz-Algorithm=" + V4A);
        return request.rawQuery().contains("X-Amz-Signature")
                ? Optional.of(new Signature(v4a ? "SigV4A" : "SigV4", "QueryString"))
                : Optional.empty();
    }

    private String requester() {
        return switch (exchange.caller().orElse(new Caller.Anonymous())) {
            case Caller.Principal principal -> CanonicalUser.shown(principal.arn());
            case Caller.Anonymous() -> UNKNOWN;
        };
    }

    /// The version that the request names, if it may name one.
    private String askedVersion() {
        return exchange.known()
                .filter(known -> known.operation().parameters().contains("versionId"))
                .flatMap(known -> known.query().first("versionId"))
                .filter(id -> !id.isEmpty())
                .map(LogLine::word)
                .orElse(UNKNOWN);
    }

    private static String known(String text) {
        return text.isEmpty() ? UNKNOWN : text;
    }

    private String operation() {
        return exchange.operation()
                .map(S3Operation::logName)
                .orElse("REST." + word(exchange.request().method()) + ".UNKNOWN");
    }

    private String objectSize() {
        if (!exchange.errorCode().isEmpty()) {
            return UNKNOWN;
        }
        var range = reply.headers().first("content-range");
        if (range.isPresent()) {
            return range.get().substring(range.get().lastIndexOf('/') + 1);
        }
        Optional<String> size = switch (exchange.request().method()) {
            case "GET" -> reply.bodyBytes() < 0 ? Optional.empty() : Optional.of(Long.toString(reply.bodyBytes()));
            case "PUT" ->
                exchange.request()
                        .headers()
                        .first("x-amz-decoded-content-length")
                        .or(() -> exchange.request().headers().first("content-length"));
            default -> Optional.empty();
        };
        return size.map(LogLine::word).orElse(UNKNOWN);
    }

    private static String word(String text) {
        return LoggedTarget.clipped(text).replaceAll("[\\s\"\\p{Cntrl}]", "+");
    }

    /// What clients say stands in quotes; a quote in it would end it early.
    private static String quoted(String text) {
        return "\"" + text.replace("\"", "%22").replaceAll("[\\x00-\\x1f]", "?") + "\"";
    }
}
