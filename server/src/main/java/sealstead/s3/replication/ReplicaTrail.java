package sealstead.s3.replication;

import java.time.Clock;
import java.util.List;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.Version;
import sealstead.wire.Refusal;

/// Tells the audit trail what replication did at a destination, as calls that S3 made as the role.
public final class ReplicaTrail {
    private static final String SOURCE = "s3.amazonaws.com";

    private final AuditSink sink;
    private final Clock wall;

    public ReplicaTrail(AuditSink sink, Clock wall) {
        this.sink = sink;
        this.wall = wall;
    }

    /// What a carrier does, and where.
    ///
    /// @param destination by the name that the rule gives it
    /// @param owner of the destination, or empty if that is elsewhere
    record Work(Caller.Principal role, Bucket source, String destination, String owner, String key, Version version) {}

    /// @param calls by their names in S3's model
    void did(Work work, List<String> calls) {
        if (sink.wants(AuditEvent.Category.DATA)) {
            for (var call : calls) {
                sink.record(event(work, call), event -> addTo(event, work));
            }
        }
    }

    void refused(Work work, Refusal refusal) {
        if (sink.wants(AuditEvent.Category.DATA)) {
            var call = work.version() instanceof DeleteMarker ? "DeleteObject" : "PutObject";
            var event = event(work, call).failed(refusal.code(), String.valueOf(refusal.getMessage()));
            sink.record(event, told -> addTo(told, work));
        }
    }

    private AuditEvent event(Work work, String call) {
        var context =
                RequestContext.ofJob(work.role(), wall.instant(), work.source().region());
        return new AuditEvent(context, SOURCE, call, AuditEvent.Category.DATA, false).invokedBy("AWS Internal");
    }

    private static void addTo(AuditEvent event, Work work) {
        event.requestParameters().put("bucketName", work.destination()).put("key", work.key());
        event.additional()
                .put("replicationSource", work.source().arn())
                .put("replicationSourceVersionId", work.version().name().id());
        var arn = "arn:aws:s3:::" + work.destination();
        event.resource(work.owner(), "AWS::S3::Object", arn + "/" + work.key());
        event.resource(work.owner(), "AWS::S3::Bucket", arn);
    }
}
