package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.StorageClass;

/// How far each background job is, as the operator sees it.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class JobProgressTest {
    private static final String BUCKET = "progress";

    /// What each job counts; nothing where it is over in a moment.
    private static final Map<String, String> COUNTED = Map.ofEntries(
            Map.entry("clock", ""),
            Map.entry("garbage", "intents"),
            Map.entry("renames", "renames"),
            Map.entry("uploads", "uploads"),
            Map.entry("lifecycle", "keys and uploads"),
            Map.entry("restorations", "restorations"),
            Map.entry("replication", "versions"),
            Map.entry("inventory", "keys"),
            Map.entry("rewrap", "versions and uploads"),
            Map.entry("batch", "tasks"),
            Map.entry("access-logs", "lines"),
            Map.entry("kms-keys", ""),
            Map.entry("service-keys", "buckets"),
            Map.entry("bucket-owners", "buckets"),
            Map.entry("access-points", ""),
            Map.entry("last-used", ""),
            Map.entry("kms-health", ""),
            Map.entry("coverage", "keys and uploads"),
            Map.entry("scrub", "records"),
            Map.entry("iam", ""));

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    @Client
    private S3Client s3;

    private Map<String, JsonNode> jobs() throws IOException {
        var jobs = new HashMap<String, JsonNode>();
        Administration.told(server, "GET admin/jobs")
                .path("jobs")
                .forEach(job -> jobs.put(job.path("name").asText(), job));
        return jobs;
    }

    @Test
    void a_job_that_may_take_long_says_what_it_counts_and_one_that_does_not_has_no_length() throws IOException {
        var told = new HashMap<String, String>();
        jobs().forEach((name, job) -> {
            told.put(name, job.path("counts").asText());
            assertThat(job.has("progress")).as(name).isEqualTo(job.has("counts"));
        });
        assertThat(told).isEqualTo(COUNTED);
    }

    @Test
    void a_job_counts_what_it_has_looked_at() throws IOException {
        s3.createBucket(b -> b.bucket(BUCKET));
        s3.createBucket(b -> b.bucket("target"));
        s3.putBucketPolicy(b -> b.bucket("target").policy(People.policy("""
                {"Effect": "Allow", "Principal": {"Service": ["s3.amazonaws.com", "logging.s3.amazonaws.com"]},
                 "Action": "s3:PutObject", "Resource": "arn:aws:s3:::target/*"}""")));
        s3.putBucketLogging(b -> b.bucket(BUCKET)
                .bucketLoggingStatus(
                        l -> l.loggingEnabled(e -> e.targetBucket("target").targetPrefix("logs/"))));
        s3.putBucketLifecycleConfiguration(b -> b.bucket(BUCKET)
                .lifecycleConfiguration(c -> c.rules(r -> r.id("some day")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .expiration(e -> e.days(1000)))));
        new Inventories(s3, s3, "target").put(BUCKET, "daily", c -> {});
        for (int i = 0; i < 3; i++) {
            var key = "key-" + i;
            s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString("content"));
        }
        s3.putObject(
                b -> b.bucket(BUCKET).key("frozen").storageClass(StorageClass.GLACIER),
                RequestBody.fromString("content"));
        s3.restoreObject(b -> b.bucket(BUCKET).key("frozen").restoreRequest(r -> r.days(1)));
        s3.createMultipartUpload(b -> b.bucket(BUCKET).key("open"));

        server.server().maintainNow();

        var done = new HashMap<String, Long>();
        jobs().forEach((name, job) -> done.put(name, job.path("progress").asLong()));
        assertThat(done)
                .containsEntry("uploads", 1L)
                .containsEntry("lifecycle", 5L)
                .containsEntry("restorations", 1L)
                .containsEntry("inventory", 4L)
                .containsEntry("service-keys", 2L)
                .containsEntry("bucket-owners", 2L)
                .hasEntrySatisfying("access-logs", lines -> assertThat(lines).isPositive())
                .hasEntrySatisfying("coverage", keys -> assertThat(keys).isGreaterThanOrEqualTo(5));
    }
}
