package sealstead.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.Conditions;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.s3.replication.ExistingVersions;

/// Makes the list of a job from what is in a bucket now: current objects, by the filters of the request. As on AWS the
/// role needs `s3:PutInventoryConfiguration` of the bucket for it.
final class GeneratedManifest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACTION = "PutInventoryConfiguration";

    private final BucketAccess access;
    private final Objects objects;
    private final ExistingVersions versions;

    GeneratedManifest(BucketAccess access, Objects objects, ExistingVersions versions) {
        this.access = access;
        this.objects = objects;
        this.versions = versions;
    }

    /// Adds the objects to the job's tasks.
    ///
    /// @param context of the role
    void read(JobDocument.Generator generator, RequestContext context, Ingest into) throws IOException {
        var bucket = access.openArn(context, "arn:aws:s3:::" + generator.bucket(), ACTION, Conditions.NONE);
        if (!generator.owner().isEmpty() && !generator.owner().equals(bucket.owner())) {
            throw new ManifestException(
                    "AccessDenied", "The source bucket is not owned by the account that the request expects.");
        }
        for (var prefix : generator.filter().walks()) {
            objects.walkWhole(bucket.id(), prefix, (key, head) -> {
                into.checkNotStopped();
                boolean moving = head.rename().isPresent()
                        && objects.find(bucket.id(), key).head().isEmpty();
                if (!moving
                        && head.current() instanceof StoredObject object
                        && generator.filter().lets(bucket, key, object, versions)) {
                    into.add(new Task(bucket.name(), key, ""));
                }
            });
        }
    }

    /// Puts the list where the request wants it: the compressed list first, then what leads to it.
    BatchJob.Generated write(JobDocument.JobOutput output, BatchJob job, BatchJobs jobs, RoleCalls role, Instant now)
            throws IOException {
        var folder = Keys.folder(output.prefix(), job.name().id());
        var list = MadeBody.of(out -> writeList(job, jobs, out));
        var key = folder + "files/" + HexFormat.of().formatHex(list.md5().readOnlyArray()) + ".csv.gz";
        put(output, key, "application/gzip", list, role);
        var manifest = JSON.createObjectNode()
                .put("sourceBucket", job.progress().bucket())
                .put("destinationBucket", "arn:aws:s3:::" + output.bucket())
                .put("version", "2021-11-30")
                .put("creationTimestamp", Long.toString(now.toEpochMilli()))
                .put("fileFormat", "CSV")
                .put("fileSchema", "Bucket, Key");
        manifest.putArray("files")
                .addObject()
                .put("key", key)
                .put("size", list.bytes())
                .put("MD5checksum", HexFormat.of().formatHex(list.md5().readOnlyArray()));
        var bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
        var where = folder + "manifest.json";
        var answer = put(output, where, "application/json", MadeBody.of(out -> out.write(bytes)), role);
        return new BatchJob.Generated(
                "arn:aws:s3:::" + output.bucket() + "/" + where,
                EntityTag.unquoted(answer.header("etag").orElse("")));
    }

    private static OwnCalls.Answer put(
            JobDocument.JobOutput output, String key, String type, MadeBody body, RoleCalls role) throws IOException {
        var headers = Digests.md5Header(body.md5().readOnlyArray()).add("content-type", type);
        output.headers().forEach(headers::add);
        return Keys.put(output.bucket(), key, output.owner(), headers, body, role);
    }

    private static void writeList(BatchJob job, BatchJobs jobs, OutputStream out) throws IOException {
        try (var gzip = new GZIPOutputStream(out);
                Writer lines = new OutputStreamWriter(gzip, StandardCharsets.UTF_8)) {
            for (long number = 0; number < job.progress().chunks(); number++) {
                for (var entry : jobs.chunk(job, number).entries()) {
                    lines.write("\"" + job.progress().bucket() + "\",\"" + UrlEncoding.encode(entry.key()) + "\"\n");
                }
            }
        }
    }
}
