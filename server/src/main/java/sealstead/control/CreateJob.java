package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import sealstead.batch.BatchJob;
import sealstead.batch.BatchJobs;
import sealstead.batch.Functions;
import sealstead.batch.JobDocument;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// POST /v20180820/jobs: a job that does one thing to every object of a list, as a role that the caller may pass. Who
/// sends the same request again gets the job that is there.
final class CreateJob implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;
    private final Functions functions;
    private final Clock clock;

    CreateJob(JobAccess access, BatchJobs jobs, Functions functions, Clock clock) {
        this.access = access;
        this.jobs = jobs;
        this.functions = functions;
        this.clock = clock;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var root = call.root();
        return access.account(call, asked(root)).thenAsk(account -> {
            var document = JobDocument.read(call.body(), account, functions);
            return access.begin(call, document, asked(root)).then(name -> {
                var job = jobs.create(BatchJob.begun(name, document, clock.instant()), document);
                var xml = XmlWriter.document("CreateJobResult", ControlDoor.NAMESPACE)
                        .element("JobId", job.name().id());
                return Reply.of(200, "application/xml", xml.toBytes());
            });
        });
    }

    /// What policies may ask of the request. It is looked at before it is known to be right: who may not make jobs
    /// learns nothing of what is wrong with his.
    private static Conditions asked(XmlElement root) {
        return key -> switch (key) {
            case "s3:requestjoboperation" ->
                children(root, "Operation").stream().map(XmlElement::name).toList();
            case "s3:requestjobpriority" -> text(root, "Priority").stream().toList();
            default -> List.of();
        };
    }

    private static List<XmlElement> children(XmlElement root, String name) {
        return root.all(name).stream()
                .flatMap(element -> element.children().stream())
                .toList();
    }

    private static Optional<String> text(XmlElement root, String name) {
        try {
            return root.text(name);
        } catch (MalformedXmlException notText) {
            return Optional.empty();
        }
    }
}
