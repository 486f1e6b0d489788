package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Headers;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// A door whose requests are followed, until the last byte of the answer has gone.
final class TracedDoor implements Door {
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");
    private static final String OTHER_METHOD = "_OTHER";

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<String> HTTP_METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> BYTES_IN = AttributeKey.longKey("http.request.body.size");
    private static final AttributeKey<Long> BYTES_OUT = AttributeKey.longKey("http.response.body.size");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("aws.request_id");
    private static final AttributeKey<String> BUCKET = AttributeKey.stringKey("aws.s3.bucket");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("aws.s3.key");
    private static final AttributeKey<String> BUCKET_CLASS = AttributeKey.stringKey("sealstead.bucket_class");
    private static final AttributeKey<String> PROTECTION = AttributeKey.stringKey("sealstead.protection");
    private static final AttributeKey<Boolean> BUCKET_KEY = AttributeKey.booleanKey("sealstead.bucket_key");

    /// As AWS's SDKs call their services.
    private static final Map<String, String> SERVICES =
            Map.of("s3", "S3", "s3-control", "S3 Control", "kms", "KMS", "iam", "IAM", "sts", "STS");

    private static final Map<String, String> PROTECTIONS =
            Map.of("AES256", "SSE-S3", "aws:kms", "SSE-KMS", "aws:kms:dsse", "DSSE-KMS");

    private final Door door;
    private final Predicate<Request> unseen;
    private final Function<Request, TraceStep> steps;

    /// @param steps begins that of a request
    TracedDoor(Door door, Predicate<Request> unseen, Function<Request, TraceStep> steps) {
        this.door = door;
        this.unseen = unseen;
        this.steps = steps;
    }

    /// What a request is called until it is known what it asks; of a client's own words there is none in it.
    static String firstName(Request request) {
        return METHODS.contains(request.method()) ? request.method() : OTHER_METHOD;
    }

    @Override
    public boolean isFor(Request request) {
        return door.isFor(request);
    }

    @Override
    public Reply handle(Request request) throws IOException {
        if (unseen.test(request)) {
            return door.handle(request);
        }
        var step = steps.apply(request);
        if (!step.isSeen()) {
            return door.handle(request);
        }
        step.with(HTTP_METHOD, firstName(request)).with(REQUEST_ID, request.id());
        request.call().isFollowedBy(step);
        try {
            var reply = step.whileIn(() -> door.handle(request));
            tellProtection(step, reply.headers());
            return followed(reply, step);
        } catch (IOException | RuntimeException | Error failed) {
            step.failed(failed);
            step.end();
            throw failed;
        }
    }

    private static void tellProtection(TraceStep step, Headers headers) {
        var named = headers.first(ENCRYPTION).map(name -> PROTECTIONS.getOrDefault(name, ""));
        var protection = headers.has(ENCRYPTION + "-customer-algorithm") ? "SSE-C" : named.orElse("");
        step.with(PROTECTION, protection)
                .with(
                        TracedKeys.KEY_ARN,
                        headers.first(ENCRYPTION + "-aws-kms-key-id").orElse(""));
        headers.first(ENCRYPTION + "-bucket-key-enabled")
                .ifPresent(enabled -> step.with(BUCKET_KEY, enabled.equals("true")));
    }

    /// What makes the body reads what is stored.
    private static Reply followed(Reply reply, TraceStep step) {
        var followed = reply.as(
                reply.status(),
                out -> step.whileIn(() -> {
                    reply.body().writeTo(out);
                    return step;
                }));
        reply.headers().forEach(followed::with);
        return followed;
    }

    /// @param keys whether keys of objects are told
    static void tell(FinishedRequest request, TraceStep step, boolean keys) {
        var call = request.call();
        step.with(STATUS, request.status())
                .with(BYTES_IN, request.bytesIn())
                .with(BUCKET, call.bucket())
                .with(BUCKET_CLASS, call.bucketClass())
                .with(TraceStep.ERROR, call.error());
        if (request.bytesOut() >= 0) {
            step.with(BYTES_OUT, request.bytesOut());
        }
        if (keys) {
            step.with(KEY, call.key());
        }
        if (!call.operation().isEmpty()) {
            step.rename(call.operation());
            step.with(SYSTEM, "aws-api")
                    .with(SERVICE, SERVICES.getOrDefault(call.api(), call.api()))
                    .with(METHOD, call.operation());
        }
        if (request.status() >= 500) {
            step.bad();
        }
    }
}
