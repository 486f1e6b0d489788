package sealstead.control;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.api.Trail;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.s3.S3Error;
import sealstead.s3.trail.MirroredDocument;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// What the audit trail says of calls of S3 Control: management events, each with the resource it names.
final class ControlTrail {
    private static final Set<String> DOCUMENTS = Arrays.stream(ControlOperation.values())
            .map(ControlOperation::document)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());

    private final AuditSink sink;

    ControlTrail(AuditSink sink) {
        this.sink = sink;
    }

    /// What is told of one call.
    Trail<Reply> of(ControlCall call) {
        return Trail.of(
                this::admit, reply -> called(call, Optional.empty()), refusal -> called(call, Optional.of(refusal)));
    }

    private void admit() {
        if (!sink.admits(AuditEvent.Category.MANAGEMENT)) {
            throw S3Error.SERVICE_UNAVAILABLE.refusal();
        }
    }

    private void called(ControlCall call, Optional<Refusal> refusal) {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        boolean express = call.label().startsWith("arn:aws:s3express:");
        var event = new AuditEvent(
                call.context(),
                express ? "s3express.amazonaws.com" : "s3.amazonaws.com",
                call.row().wireName(),
                AuditEvent.Category.MANAGEMENT,
                call.row().isReadOnly());
        refusal.ifPresent(refused -> event.failed(refused.code(), refused.message()));
        sink.record(event, told -> addTo(told, call, express));
    }

    private static void addTo(AuditEvent event, ControlCall call, boolean express) {
        var operation = call.row();
        event.requestParameters().put("accountId", call.account());
        if (call.body().size() > 0) {
            MirroredDocument.addControl(
                    event.requestParameters(), DOCUMENTS, call.body().readOnlyArray(), ControlDoor.NAMESPACE);
        }
        if (!operation.regions().isEmpty()) {
            if (!call.label().isEmpty()) {
                event.requestParameters().put("multiRegionAccessPoint", call.label());
            }
            return;
        }
        if (call.label().startsWith("arn:")) {
            event.requestParameters().put("resourceArn", call.label());
            event.resource(
                    call.account(), express ? "AWS::S3Express::DirectoryBucket" : "AWS::S3::Bucket", call.label());
        }
        if (operation.path().startsWith("jobs/")) {
            event.requestParameters().put("jobId", call.label());
        }
        if (operation == ControlOperation.UNTAG_RESOURCE) {
            var keys = event.requestParameters().putArray("tagKeys");
            UntagResource.keys(call.query()).forEach(keys::add);
        }
    }
}
