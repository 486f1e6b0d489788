package sealstead.migration;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import sealstead.s3.DirectoryName;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// An import as the console of AWS makes it: a batch job that copies what is below a prefix of a general
/// purpose bucket, by a list that is made for it, into a directory bucket. It is asked for over S3 Control,
/// like everybody's, and runs in the server whether anybody looks on or not.
public final class ImportJob implements AutoCloseable {
    private static final String NAMESPACE = XmlWriter.S3_CONTROL_NAMESPACE;
    private static final Pattern ROLE = Pattern.compile("arn:aws:iam::([0-9]{12}):role/.+");
    private static final int MAX_ANSWER_BYTES = 1024 * 1024;

    private final Import.Side server;
    private final String roleArn;
    private final String account;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    /// @param roleArn the role that copies, of the account whose job it is
    /// @throws IllegalArgumentException if it is the ARN of no role
    public ImportJob(Import.Side server, String roleArn) {
        this.server = server;
        this.roleArn = roleArn;
        var named = ROLE.matcher(roleArn);
        if (!named.matches()) {
            throw new IllegalArgumentException("not the ARN of a role: " + roleArn);
        }
        this.account = named.group(1);
    }

    /// How a job fares.
    ///
    /// @param status in AWS's words
    /// @param reason why it failed, or empty
    public record State(String status, long total, long succeeded, long failed, String reason) {
        public boolean isEnded() {
            return status.equals("Complete") || status.equals("Failed") || status.equals("Cancelled");
        }

        /// Whether everything was copied.
        public boolean isWell() {
            return status.equals("Complete") && failed == 0;
        }
    }

    /// Makes the job.
    ///
    /// @param report where the completion report goes; a bucket and a prefix, or none
    /// @return its id
    /// @throws IOException if the server refuses it
    public String create(Place from, Place to, Optional<Place> report) throws IOException {
        var xml = XmlWriter.document("CreateJobRequest", NAMESPACE)
                .element("ConfirmationRequired", false)
                .begin("Operation")
                .begin("S3PutObjectCopy")
                .element("TargetResource", arn(to.bucket()));
        if (DirectoryName.is(to.bucket())) {
            xml.begin("NewObjectTagging").end(); // objects in directory buckets have no tags
        }
        if (!to.prefix().isEmpty()) {
            xml.element("TargetKeyPrefix", to.prefix());
        }
        xml.end().end().begin("Report").element("Enabled", report.isPresent());
        report.ifPresent(place -> {
            xml.element("Bucket", arn(place.bucket()))
                    .element("Format", "Report_CSV_20180820")
                    .element("ReportScope", "AllTasks");
            if (!place.prefix().isEmpty()) {
                xml.element("Prefix", place.prefix());
            }
        });
        xml.end()
                .element("ClientRequestToken", UUID.randomUUID().toString())
                .element("Description", "import")
                .element("Priority", 10)
                .element("RoleArn", roleArn)
                .begin("ManifestGenerator")
                .begin("S3JobManifestGenerator")
                .element("SourceBucket", arn(from.bucket()))
                .element("EnableManifestOutput", false);
        if (!from.prefix().isEmpty()) {
            xml.begin("Filter")
                    .begin("KeyNameConstraint")
                    .begin("MatchAnyPrefix")
                    .element("member", from.prefix())
                    .end()
                    .end()
                    .end();
        }
        var answer = call(SdkHttpMethod.POST, "jobs", xml.end().end().toBytes());
        return answer.text("JobId").orElseThrow(ImportJob::unreadable);
    }

    /// How the job fares now.
    public State state(String id) throws IOException {
        var job = call(SdkHttpMethod.GET, "jobs/" + id, new byte[0]).one("Job").orElseThrow(ImportJob::unreadable);
        var progress = job.one("ProgressSummary").orElseThrow(ImportJob::unreadable);
        var reason = job.one("FailureReasons")
                .flatMap(reasons -> reasons.one("member"))
                .flatMap(why -> why.text("FailureReason"))
                .orElse("");
        return new State(
                job.text("Status").orElseThrow(ImportJob::unreadable),
                number(progress, "TotalNumberOfTasks"),
                number(progress, "NumberOfTasksSucceeded"),
                number(progress, "NumberOfTasksFailed"),
                reason);
    }

    private static long number(XmlElement progress, String name) {
        return progress.text(name)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private String arn(String bucket) {
        return DirectoryName.is(bucket)
                ? "arn:aws:s3express:" + server.region() + ":" + account + ":bucket/" + bucket
                : "arn:aws:s3:::" + bucket;
    }

    private XmlElement call(SdkHttpMethod method, String path, byte[] body) throws IOException {
        var uri = URI.create(server.endpoint().toString().replaceAll("/$", "") + "/v20180820/" + path);
        var unsigned = SdkHttpRequest.builder()
                .method(method)
                .uri(uri)
                .putHeader("x-amz-account-id", account)
                .build();
        var identity = server.sessionToken().isEmpty()
                ? AwsCredentialsIdentity.create(server.accessKeyId(), server.secret())
                : AwsSessionCredentialsIdentity.create(server.accessKeyId(), server.secret(), server.sessionToken());
        var signed = signer.sign(request -> request.identity(identity)
                        .request(unsigned)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, server.region()))
                .request();
        var builder = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .method(method.name(), HttpRequest.BodyPublishers.ofByteArray(body));
        signed.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        try {
            var answer =
                    http.send(builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            if (answer.statusCode() != 200) {
                throw refused(answer.statusCode(), answer.body());
            }
            return XmlReader.read(
                    answer.body(), method == SdkHttpMethod.POST ? "CreateJobResult" : "DescribeJobResult", NAMESPACE);
        } catch (MalformedXmlException malformed) {
            throw unreadable();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private static IOException refused(int status, byte[] body) {
        try {
            var error = XmlReader.read(body, "ErrorResponse", NAMESPACE).one("Error");
            return new IOException(error.flatMap(found -> found.text("Code")).orElse("") + ": "
                    + error.flatMap(found -> found.text("Message")).orElse(""));
        } catch (MalformedXmlException other) {
            return new IOException("the server answered " + status);
        }
    }

    private static IOException unreadable() {
        return new IOException("the server's answer cannot be read");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
