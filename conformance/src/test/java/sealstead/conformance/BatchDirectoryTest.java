package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.kms.Ledger;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// What copies of a job cost the KMS: with a directory bucket on either side each object its own calls, in between of
/// general purpose buckets a bucket key serves them all. The ledger counts.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BatchDirectoryTest {
    private static final int OBJECTS = 5;

    @Server
    private LocalServer server;

    private BatchWorld world;
    private String keyArn;

    @BeforeEach
    void start() {
        world = new BatchWorld(server);
        try (var kms = server.kms()) {
            keyArn = kms.createKey().keyMetadata().arn();
        }
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    /// A bucket whose default is KMS with a bucket key, as directory buckets always have it.
    private String bucket(String kind, String base) {
        var name = kind.equals("directory") ? DirectoryBuckets.create(world.s3, base) : base + "-general";
        if (!kind.equals("directory")) {
            world.s3.createBucket(b -> b.bucket(name));
        }
        world.s3.putBucketEncryption(b -> b.bucket(name)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.bucketKeyEnabled(true)
                        .applyServerSideEncryptionByDefault(
                                d -> d.sseAlgorithm("aws:kms").kmsMasterKeyID(keyArn)))));
        return name;
    }

    private static String arn(String bucket) {
        return bucket.endsWith("--x-s3") ? Express.arn(bucket) : "arn:aws:s3:::" + bucket;
    }

    private long made(String operation) {
        return server.ledger().rows().stream()
                .filter(row ->
                        row.entry().operation().equals(operation) && row.entry().outcome() == Ledger.Outcome.MADE)
                .mapToLong(Ledger.Row::calls)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "general, directory, 5, 5",
        "directory, general, 5, 5",
        "directory, directory, 5, 5",
        "general, general, 0, 1"
    })
    void each_object_costs_its_own_calls_where_a_directory_bucket_is_on_either_side(
            String from, String to, long decrypts, long dataKeys) throws Exception {
        var source = bucket(from, "source");
        var target = bucket(to, "target");
        var lines = IntStream.range(0, OBJECTS).mapToObj(i -> source + ",k" + i).toArray(String[]::new);
        for (int i = 0; i < OBJECTS; i++) {
            world.put(source, "k" + i, "body " + i);
        }
        var manifest = world.csv(lines);
        long decryptsBefore = made("Decrypt");
        long dataKeysBefore = made("GenerateDataKey");
        var id = world.create(
                JobOperation.builder()
                        .s3PutObjectCopy(c -> c.targetResource(arn(target)))
                        .build(),
                manifest);
        var job = world.ended(id);
        assertThat(job.progressSummary().numberOfTasksSucceeded())
                .as(world.report(id).toString())
                .isEqualTo(OBJECTS);
        // between general purpose buckets the role opens one bucket key, once
        long most = from.equals("general") && to.equals("general") ? 1 : 0;
        assertThat(made("Decrypt") - decryptsBefore).isBetween(decrypts, decrypts + most);
        assertThat(made("GenerateDataKey") - dataKeysBefore).isEqualTo(dataKeys);
        for (int i = 0; i < OBJECTS; i++) {
            var key = "k" + i;
            assertThat(world.s3.getObjectAsBytes(b -> b.bucket(target).key(key)).asUtf8String())
                    .isEqualTo("body " + i);
        }
    }

    @Test
    void an_import_is_a_copy_with_a_generated_list_into_a_directory_bucket() throws Exception {
        var source = bucket("general", "import");
        var target = bucket("directory", "imported");
        world.put(source, "in/a", "1");
        world.put(source, "in/b", "2");
        world.put(source, "out/c", "3");
        world.s3.putObjectTagging(b -> b.bucket(source)
                .key("in/b")
                .tagging(t -> t.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                        .key("team")
                        .value("x")
                        .build())));
        var id = world.create(
                JobOperation.builder()
                        .s3PutObjectCopy(c -> c.targetResource(arn(target)).newObjectTagging(java.util.List.of()))
                        .build(),
                b -> b.manifestGenerator(g -> g.s3JobManifestGenerator(m -> m.sourceBucket(arn(source))
                        .enableManifestOutput(false)
                        .filter(f -> f.keyNameConstraint(k -> k.matchAnyPrefix("in/"))))));
        var job = world.ended(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(job.progressSummary().numberOfTasksSucceeded())
                .as(world.report(id).toString())
                .isEqualTo(2);
        assertThat(world.s3.listObjectsV2(b -> b.bucket(target)).contents()).hasSize(2);
        assertThat(world.s3.headObject(b -> b.bucket(target).key("in/a")).ssekmsKeyId())
                .isEqualTo(keyArn);
    }
}
