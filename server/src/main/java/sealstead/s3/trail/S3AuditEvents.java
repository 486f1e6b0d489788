package sealstead.s3.trail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.RequestContext;
import sealstead.s3.AclHeaders;
import sealstead.s3.DirectoryName;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;

/// Makes an audit event of every S3 request whose caller is known: management events of buckets, data
/// events of objects.
public final class S3AuditEvents implements RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger(S3AuditEvents.class);
    private final AuditSink sink;

    public S3AuditEvents(AuditSink sink) {
        this.sink = sink;
    }

    @Override
    public void admit(S3Request request) {
        if (!sink.admits(category(request.operation()))) {
            throw S3Error.SERVICE_UNAVAILABLE.refusal();
        }
    }

    @Override
    public Reply answered(Exchange exchange, Reply reply) {
        if (exchange.known().isPresent()) {
            var request = effective(exchange.known().get());
            if (sink.wants(category(request.operation()))) {
                sink.record(event(request, exchange), event -> addTo(event, request, exchange, reply));
            }
        }
        return reply;
    }

    private static final int MAX_HEADER_CHARACTERS = 2048;
    /// What a request asks for in headers; those of encryption are told by [EncryptionFacts].
    private static final List<String> HEADERS = AclHeaders.and(
                    "x-amz-bucket-object-lock-enabled",
                    "x-amz-bypass-governance-retention",
                    "x-amz-confirm-remove-self-bucket-access",
                    "x-amz-copy-source",
                    "x-amz-expected-bucket-owner",
                    "x-amz-metadata-directive",
                    "x-amz-object-lock-legal-hold",
                    "x-amz-object-lock-mode",
                    "x-amz-object-lock-retain-until-date",
                    "x-amz-object-ownership",
                    "x-amz-rename-source",
                    "x-amz-source-expected-bucket-owner",
                    "x-amz-storage-class",
                    "x-amz-tagging-directive",
                    "x-amz-website-redirect-location")
            .stream()
            .sorted()
            .toList();

    /// A form says who asks and for which key in its body.
    private static S3Request effective(S3Request request) {
        return request.notes().form().orElse(request);
    }

    private static AuditEvent.Category category(S3Operation operation) {
        return operation.isDataEvent() ? AuditEvent.Category.DATA : AuditEvent.Category.MANAGEMENT;
    }

    private static AuditEvent event(S3Request request, Exchange exchange) {
        var operation = request.operation();
        return new AuditEvent(
                        request.context(),
                        source(request),
                        operation.wireName(),
                        category(operation),
                        operation.isReadOnly())
                .failed(exchange.errorCode(), exchange.errorMessage());
    }

    private static void addTo(AuditEvent event, S3Request request, Exchange exchange, Reply reply) {
        parameters(event.requestParameters(), request);
        if (category(request.operation()) == AuditEvent.Category.MANAGEMENT) {
            request.notes()
                    .document()
                    .filter(body -> !body.isEmpty())
                    .ifPresent(body -> MirroredDocument.addTo(event.requestParameters(), request.operation(), body));
        }
        additional(event.additional(), exchange, reply, request.context());
        EncryptionFacts.addTo(event, request, reply);
        addResources(event, request, exchange);
    }

    /// Resource types of directory buckets are S3 Express's.
    private static String kind(S3Request request, String what) {
        return DirectoryName.is(request.bucket())
                ? "AWS::S3Express::" + (what.equals("Bucket") ? "DirectoryBucket" : what)
                : "AWS::S3::" + what;
    }

    private static String source(S3Request request) {
        boolean express = DirectoryName.is(request.bucket())
                || request.operation().buckets() == S3Operation.BucketKinds.DIRECTORY;
        return express ? "s3express.amazonaws.com" : "s3.amazonaws.com";
    }

    private static void parameters(ObjectNode parameters, S3Request request) {
        if (!request.bucket().isEmpty()) {
            parameters.put("bucketName", request.bucket());
        }
        if (!request.host().isEmpty()) {
            parameters.put("Host", request.host());
        }
        if (!request.key().isEmpty()) {
            parameters.put("key", request.key());
        }
        for (var name : request.operation().subresources()) {
            parameters.put(name, request.query().first(name).orElse(""));
        }
        request.query().first("versionId").ifPresent(id -> parameters.put("versionId", id));
        for (var name : HEADERS) {
            request.header(name).ifPresent(value -> parameters.put(name, Clipped.of(value, MAX_HEADER_CHARACTERS)));
        }
    }

    private static void additional(ObjectNode additional, Exchange exchange, Reply reply, RequestContext context) {
        var version = context.signature().label();
        if (!version.isEmpty()) {
            additional.put("SignatureVersion", version);
            additional.put(
                    "AuthenticationMethod",
                    switch (context.signature().type()) {
                        case "REST-HEADER" -> "AuthHeader";
                        case "REST-QUERY-STRING" -> "QueryString";
                        default -> "HtmlForm";
                    });
        }
        if (!context.peer().cipherSuite().isEmpty()) {
            additional.put("CipherSuite", context.peer().cipherSuite());
        }
        additional
                .put("bytesTransferredIn", exchange.declaredBytes())
                .put("bytesTransferredOut", Math.max(0, reply.bodyBytes()));
        reply.headers().first("x-amz-id-2").ifPresent(id -> additional.put("x-amz-id-2", id));
    }

    private static void addResources(AuditEvent event, S3Request request, Exchange exchange) {
        if (request.bucket().isEmpty()) {
            return;
        }
        var bucket = bucket(exchange);
        var owner = bucket.map(Bucket::owner).orElse("");
        var arn = bucket.map(Bucket::arn).orElse("arn:aws:s3:::" + request.bucket());
        if (!request.key().isEmpty()) {
            event.resource(owner, kind(request, "Object"), arn + "/" + request.key());
        }
        event.resource(owner, kind(request, "Bucket"), arn);
        request.accessPoint().ifPresent(use -> event.resource(use.account(), "AWS::S3::AccessPoint", use.arn()));
    }

    /// A bucket that cannot be looked up costs the event its owner only.
    private static Optional<Bucket> bucket(Exchange exchange) {
        try {
            return exchange.foundBucket();
        } catch (IOException | RuntimeException broken) {
            LOG.debug("the owner of a bucket is left out of the trail", broken);
            return Optional.empty();
        }
    }
}
