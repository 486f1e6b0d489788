package sealstead.control;

import java.util.Optional;
import sealstead.audit.AuditEvent;
import sealstead.audit.AuditSink;
import sealstead.s3.S3Error;
import sealstead.s3.xml.MalformedXmlException;
import sealstead.s3.xml.XmlElement;
import sealstead.s3.xml.XmlReader;
import sealstead.wire.Refusal;

/// What the audit trail says of calls of S3 Control: management events, each with the resource it names.
final class ControlTrail {
    private final AuditSink sink;

    ControlTrail(AuditSink sink) {
        this.sink = sink;
    }

    /// Asked before a call is performed.
    void admit() {
        if (!sink.admits(AuditEvent.Category.MANAGEMENT)) {
            throw S3Error.SERVICE_UNAVAILABLE.refusal();
        }
    }

    void called(ControlOperation operation, ControlCall call, Optional<Refusal> refusal) {
        if (!sink.wants(AuditEvent.Category.MANAGEMENT)) {
            return;
        }
        boolean express = call.label().startsWith("arn:aws:s3express:");
        var event = new AuditEvent(
                call.facts(),
                express ? "s3express.amazonaws.com" : "s3.amazonaws.com",
                operation.wireName(),
                AuditEvent.Category.MANAGEMENT,
                operation.isRead());
        refusal.ifPresent(refused -> event.failed(refused.code(), refused.message()));
        sink.record(event, told -> addTo(told, operation, call, express));
    }

    private static void addTo(AuditEvent event, ControlOperation operation, ControlCall call, boolean express) {
        event.requestParameters().put("accountId", call.account());
        if (!operation.regions().isEmpty()) {
            addAccessPoint(event, call);
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
        if (operation == ControlOperation.TAG_RESOURCE) {
            addTags(event, call);
        }
        if (operation == ControlOperation.UNTAG_RESOURCE) {
            var keys = event.requestParameters().putArray("tagKeys");
            UntagResource.keys(call.query()).forEach(keys::add);
        }
    }

    /// What a call names of a Multi-Region Access Point: in its path, or in its body by name.
    private static void addAccessPoint(AuditEvent event, ControlCall call) {
        if (!call.label().isEmpty()) {
            event.requestParameters().put("multiRegionAccessPoint", call.label());
        }
        if (call.body().size() == 0) {
            return;
        }
        try {
            var root = XmlReader.read(call.body().readOnlyArray());
            for (var details : root.all("Details")) {
                event.requestParameters().put("name", text(details, "Name"));
                var buckets = event.requestParameters().putArray("buckets");
                for (var regions : details.all("Regions")) {
                    regions.all("Region").forEach(region -> buckets.add(text(region, "Bucket")));
                }
            }
            for (var updates : root.all("RouteUpdates")) {
                var routes = event.requestParameters().putArray("routeUpdates");
                for (var route : updates.all("Route")) {
                    routes.addObject()
                            .put("bucket", text(route, "Bucket"))
                            .put("region", text(route, "Region"))
                            .put("trafficDialPercentage", text(route, "TrafficDialPercentage"));
                }
            }
        } catch (MalformedXmlException refusedAsWell) {
            // what could not be read stands nowhere
        }
    }

    private static void addTags(AuditEvent event, ControlCall call) {
        try {
            var root = XmlReader.read(call.body().readOnlyArray(), "TagResourceRequest", ControlDoor.NAMESPACE);
            var tags = event.requestParameters().putArray("tags");
            for (var set : root.all("Tags")) {
                for (var tag : set.all("Tag")) {
                    tags.addObject().put("key", text(tag, "Key")).put("value", text(tag, "Value"));
                }
            }
        } catch (MalformedXmlException refusedAsWell) {
            // what could not be read stands nowhere
        }
    }

    private static String text(XmlElement tag, String name) {
        return tag.all(name).stream().map(XmlElement::exactText).findFirst().orElse("");
    }
}
