package sealstead.s3.access;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import sealstead.s3.Address;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.configuration.CorsConfiguration;
import sealstead.s3.configuration.CorsRule;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// CORS: what browsers are told of requests that scripts of other origins make, as the buckets' configurations have it.
public final class Cors {
    private static final String REQUEST_METHOD = "access-control-request-method";
    private static final String VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

    private final Parsed<List<CorsRule>> rules;

    public Cors(Buckets buckets) {
        this.rules = new Parsed<>(buckets, DocumentKind.CORS, CorsConfiguration::rules);
    }

    /// The answer to OPTIONS, by which a browser asks before the request itself. It needs no signature.
    ///
    /// @throws Refusal if the bucket's configuration does not allow the request
    public Reply preflight(Request request, Address address, RequestedBucket requested) throws IOException {
        var origin = request.headers()
                .first("origin")
                .orElseThrow(
                        () -> S3Error.BAD_REQUEST.saying("Insufficient information. Origin request header needed."));
        var asked = request.headers().first(REQUEST_METHOD).map(named -> Clipped.of(named, 32));
        // Without rules it is the bucket that is forbidden, and with nothing asked for the method is this request's.
        var told = asked.orElse(request.method());
        var bucket = requested.find();
        if (bucket.isEmpty()) {
            throw forbidden(told, "BUCKET", "CORSResponse: Bucket not found");
        }
        var configured = rules.of(bucket.get())
                .orElseThrow(() -> forbidden(told, "BUCKET", "CORSResponse: CORS is not enabled for this bucket."));
        var method = asked.orElse("null");
        if (!method.matches("GET|PUT|HEAD|POST|DELETE")) {
            throw S3Error.BAD_REQUEST.saying("Invalid Access-Control-Request-Method: " + method);
        }
        var headers = requested(request);
        var rule = configured.stream()
                .filter(candidate -> candidate.allows(origin, method, headers))
                .findFirst()
                .orElseThrow(() -> forbidden(
                        method,
                        address.key().isEmpty() ? "BUCKET" : "OBJECT",
                        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of"
                                + " Origin, request method / Access-Control-Request-Method or"
                                + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."));
        var reply = Reply.empty(200);
        describe(reply, rule, origin);
        if (!headers.isEmpty()) {
            reply.with("access-control-allow-headers", String.join(", ", headers));
        }
        return reply;
    }

    /// Adds to the reply of a request with an `Origin` that its script may read it, if it may. What a preflight would
    /// ask for is looked at here as well, as S3 does.
    public void addTo(Reply reply, Request request, RequestedBucket requested) throws IOException {
        var origin = request.headers().first("origin");
        if (origin.isEmpty()) {
            return;
        }
        var bucket = requested.find();
        Optional<List<CorsRule>> configured = bucket.isPresent() ? rules.of(bucket.get()) : Optional.empty();
        var method = request.headers().first(REQUEST_METHOD).orElse(request.method());
        var headers = requested(request);
        configured
                .flatMap(all -> all.stream()
                        .filter(rule -> rule.allows(origin.get(), method, headers))
                        .findFirst())
                .ifPresent(rule -> describe(reply, rule, origin.get()));
    }

    private static List<String> requested(Request request) {
        var names = new ArrayList<String>();
        for (var header : request.headers().all("access-control-request-headers")) {
            for (var name : header.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private static void describe(Reply reply, CorsRule rule, String origin) {
        boolean anybody = rule.allowedOrigin(origin).filter("*"::equals).isPresent();
        reply.with("access-control-allow-origin", anybody ? "*" : origin)
                .with("access-control-allow-methods", String.join(", ", rule.methods()));
        if (!rule.exposed().isEmpty()) {
            reply.with("access-control-expose-headers", String.join(", ", rule.exposed()));
        }
        rule.maxAgeSeconds().ifPresent(seconds -> reply.with("access-control-max-age", seconds));
        if (!anybody) {
            reply.with("access-control-allow-credentials", "true");
        }
        reply.with("vary", VARY);
    }

    private static Refusal forbidden(String method, String resource, String message) {
        return S3Error.ACCESS_FORBIDDEN.saying(message).with("Method", method).with("ResourceType", resource);
    }
}
