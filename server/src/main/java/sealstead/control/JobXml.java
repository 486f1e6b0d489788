package sealstead.control;

import java.time.Instant;
import sealstead.batch.BatchJob;
import sealstead.time.IsoTime;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Jobs as S3 Control's documents show them.
final class JobXml {
    static final String SUSPENDED_CAUSE = "AwaitingConfirmation";

    private JobXml() {}

    /// What CreateJob asked for, a member of DescribeJob's answer each.
    private static void addAsked(XmlWriter xml, XmlElement request, String name) {
        request.one(name).ifPresent(xml::element);
    }

    /// The whole of a job.
    ///
    /// @param request as it was sent
    static void describe(XmlWriter xml, BatchJob job, XmlElement request) {
        xml.element("JobId", job.name().id());
        xml.element(
                "ConfirmationRequired",
                request.text("ConfirmationRequired").filter("true"::equals).isPresent());
        if (!job.asked().description().isEmpty()) {
            xml.element("Description", job.asked().description());
        }
        xml.element("JobArn", job.name().arn()).element("Status", job.state().wireName());
        addAsked(xml, request, "Manifest");
        addAsked(xml, request, "Operation");
        xml.element("Priority", job.priority());
        addProgress(xml, job);
        if (!job.course().reason().isEmpty()) {
            xml.element("StatusUpdateReason", job.course().reason());
        }
        job.course()
                .failure()
                .ifPresent(why -> xml.begin("FailureReasons")
                        .begin("member")
                        .element("FailureCode", why.code())
                        .element("FailureReason", why.reason())
                        .end()
                        .end());
        addAsked(xml, request, "Report");
        xml.element("CreationTime", time(job.asked().created()));
        job.course().terminated().ifPresent(at -> xml.element("TerminationDate", time(at)));
        xml.element("RoleArn", job.asked().roleArn());
        job.course()
                .suspended()
                .ifPresent(at -> xml.element("SuspendedDate", time(at)).element("SuspendedCause", SUSPENDED_CAUSE));
        addAsked(xml, request, "ManifestGenerator");
        job.generated()
                .ifPresent(manifest -> xml.begin("GeneratedManifestDescriptor")
                        .element("Format", "S3InventoryReport_CSV_20211130")
                        .begin("Location")
                        .element("ObjectArn", manifest.objectArn())
                        .element("ETag", manifest.etag())
                        .end()
                        .end());
    }

    /// What a list shows of a job.
    static void list(XmlWriter xml, BatchJob job) {
        xml.begin("member").element("JobId", job.name().id());
        if (!job.asked().description().isEmpty()) {
            xml.element("Description", job.asked().description());
        }
        xml.element("Operation", job.asked().operation())
                .element("Priority", job.priority())
                .element("Status", job.state().wireName())
                .element("CreationTime", time(job.asked().created()));
        job.course().terminated().ifPresent(at -> xml.element("TerminationDate", time(at)));
        addProgress(xml, job);
        xml.end();
    }

    private static void addProgress(XmlWriter xml, BatchJob job) {
        var progress = job.progress();
        xml.begin("ProgressSummary")
                .element("TotalNumberOfTasks", progress.total())
                .element("NumberOfTasksSucceeded", progress.succeeded())
                .element("NumberOfTasksFailed", progress.failed())
                .begin("Timers")
                .element("ElapsedTimeInActiveSeconds", progress.activeMillis() / 1000)
                .end()
                .end();
    }

    private static String time(Instant at) {
        return IsoTime.toMillis(at);
    }
}
