package sealstead.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.time.IsoTime;

/// The report of a job that came to its end: a file of the tasks that succeeded, one of those that failed, and
/// what leads to both. The names are those of the job, so that a report that was interrupted is written over.
final class CompletionReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";

    private final BatchJobs jobs;

    CompletionReport(BatchJobs jobs) {
        this.jobs = jobs;
    }

    void write(BatchJob job, JobDocument.Report report, RoleCalls role, Instant now) throws IOException {
        var folder = Keys.folder(report.prefix(), job.name().id());
        var manifest = JSON.createObjectNode()
                .put("Format", "Report_CSV_20180820")
                .put("ReportCreationDate", IsoTime.toMillis(now));
        var results = manifest.putArray("Results");
        for (var succeeded : List.of(true, false)) {
            long tasks = succeeded ? job.progress().succeeded() : job.progress().failed();
            if (tasks == 0 || (succeeded && !report.allTasks())) {
                continue;
            }
            var status = succeeded ? "succeeded" : "failed";
            var body = MadeBody.of(out -> writeLines(job, succeeded, out));
            var key = folder + "results/" + fileName(job, status);
            put(report, key, "text/csv", body, role);
            results.addObject()
                    .put("TaskExecutionStatus", status)
                    .put("Bucket", report.bucket())
                    .put("MD5Checksum", HexFormat.of().formatHex(body.md5().readOnlyArray()))
                    .put("Key", key);
        }
        manifest.put("ReportSchema", SCHEMA);
        var bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        put(report, folder + "manifest.json", "application/json", MadeBody.of(out -> out.write(bytes)), role);
    }

    private static void put(JobDocument.Report report, String key, String type, MadeBody body, RoleCalls role)
            throws IOException {
        var headers = Digests.md5Header(body.md5().readOnlyArray())
                .add("content-type", type)
                .add("x-amz-server-side-encryption", "AES256"); // whatever the bucket's default is, as on AWS
        Keys.put(report.bucket(), key, report.owner(), headers, body, role);
    }

    private static String fileName(BatchJob job, String status) {
        var sha = ChecksumAlgorithm.SHA1.newChecksum();
        var text = (job.name().arn() + "/" + status).getBytes(StandardCharsets.UTF_8);
        sha.update(text, 0, text.length);
        return HexFormat.of().formatHex(sha.digest()) + ".csv";
    }

    private void writeLines(BatchJob job, boolean succeeded, OutputStream out) throws IOException {
        // Of the chunk in which a job was ended some tasks may be done.
        long chunks = Math.min(job.progress().next() + 1, job.progress().chunks());
        for (long number = 0; number < chunks; number++) {
            var lines = new StringBuilder();
            for (var entry : jobs.chunk(job, number).entries()) {
                entry.result()
                        .filter(result -> result.succeeded() == succeeded)
                        .ifPresent(result -> addLine(lines, job.progress().bucket(), entry, result));
            }
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    static void addLine(StringBuilder lines, String bucket, Chunk.Entry entry, TaskResult result) {
        lines.append(field(bucket))
                .append(',')
                .append(field(UrlEncoding.encode(entry.key())))
                .append(',')
                .append(field(entry.versionId()))
                .append(',')
                .append(result.succeeded() ? "succeeded" : "failed")
                .append(',')
                .append(field(result.code()))
                .append(',')
                .append(result.status())
                .append(',')
                .append(field(result.message()))
                .append('\n');
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
