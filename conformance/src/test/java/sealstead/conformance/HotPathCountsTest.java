package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.cli.AdminClient;
import sealstead.kms.Ledger;
import sealstead.server.Config;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/// What a request costs, counted instead of timed: reads of records, commits and their syncs, KMS calls, bytes
/// allocated. Whoever makes the hot path longer changes a number here, and says why.
@SuppressWarnings("unchecked")
final class HotPathCountsTest {
    private static final byte[] BODY = new byte[4096];

    /// @param reads of RocksDB: the object's record and its ciphertext; buckets and KMS keys are in memory
    private record Cost(long reads, long commits, long syncs, long kmsCalls) {}

    private interface Work {
        void run();
    }

    /// The audit trail commits its anchor when it comes to it, at the latest some time after what it records.
    private static final Map<Setting, String> NO_TRAIL = Map.of(Setting.AUDIT_EVENTS, "none");

    private static Cost cost(LocalServer server, Work work) {
        var before = server.counts();
        long kmsBefore = calls(server);
        work.run();
        var after = server.counts();
        return new Cost(
                LocalServer.counted(after, "recordReads") - LocalServer.counted(before, "recordReads"),
                LocalServer.counted(after, "commits") - LocalServer.counted(before, "commits"),
                LocalServer.counted(after, "commitSyncs") - LocalServer.counted(before, "commitSyncs"),
                calls(server) - kmsBefore);
    }

    private static long calls(LocalServer server) {
        return server.ledger().total(Ledger.Outcome.MADE) + server.ledger().total(Ledger.Outcome.REFUSED);
    }

    private static void protect(PutObjectRequest.Builder put, String mode, String keyId) {
        switch (mode) {
            case "SSE_S3" -> put.serverSideEncryption("AES256");
            case "SSE_KMS" ->
                put.serverSideEncryption("aws:kms").ssekmsKeyId(keyId).bucketKeyEnabled(false);
            case "BUCKET_KEY" ->
                put.serverSideEncryption("aws:kms").ssekmsKeyId(keyId).bucketKeyEnabled(true);
            case "DSSE" -> put.serverSideEncryption("aws:kms:dsse").ssekmsKeyId(keyId);
            default -> throw new IllegalArgumentException(mode);
        }
    }

    @ParameterizedTest
    @CsvSource({"SSE_S3, 0, 0", "SSE_KMS, 1, 1", "BUCKET_KEY, 0, 0", "DSSE, 1, 1"})
    void a_small_object_costs_one_commit_to_put_and_two_reads_to_get(String mode, long kmsPut, long kmsGet)
            throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var kms = server.kms();
                var s3 = server.s3()) {
            var keyId = kms.createKey().keyMetadata().keyId();
            s3.createBucket(b -> b.bucket("counted"));
            s3.putObject(b -> protect(b.bucket("counted").key("first"), mode, keyId), RequestBody.fromBytes(BODY));
            s3.getObjectAsBytes(b -> b.bucket("counted").key("first"));

            // A put reads the record to see what it replaces; the commit believes that, under its lock.
            assertThat(cost(
                            server,
                            () -> s3.putObject(
                                    b -> protect(b.bucket("counted").key("second"), mode, keyId),
                                    RequestBody.fromBytes(BODY))))
                    .isEqualTo(new Cost(1, 1, 1, kmsPut));
            assertThat(cost(
                            server,
                            () -> s3.getObjectAsBytes(b -> b.bucket("counted").key("second"))))
                    .isEqualTo(new Cost(2, 0, 0, kmsGet));
            assertThat(cost(server, () -> s3.headObject(b -> b.bucket("counted").key("second"))))
                    .isEqualTo(new Cost(1, 0, 0, 0));
            // The record was read a second time, and is in memory now; so is the ciphertext after its second reading.
            assertThat(cost(
                            server,
                            () -> s3.getObjectAsBytes(b -> b.bucket("counted").key("second"))))
                    .isEqualTo(new Cost(1, 0, 0, kmsGet));
            assertThat(cost(
                            server,
                            () -> s3.getObjectAsBytes(b -> b.bucket("counted").key("second"))))
                    .isEqualTo(new Cost(0, 0, 0, kmsGet));
            assertThat(cost(server, () -> s3.listObjectsV2(b -> b.bucket("counted"))))
                    .isEqualTo(new Cost(0, 0, 0, 0));
        }
    }

    /// Rules are parsed once and known by their revision, which stands in the bucket's record.
    @Test
    @SuppressWarnings("unchecked")
    void lifecycle_rules_cost_no_read_however_often_they_are_told() throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("ruled"));
            s3.putBucketLifecycleConfiguration(b -> b.bucket("ruled")
                    .lifecycleConfiguration(c -> c.rules(r -> r.id("all")
                            .status("Enabled")
                            .filter(f -> f.prefix(""))
                            .expiration(e -> e.days(3)))));
            s3.putObject(b -> b.bucket("ruled").key("first"), RequestBody.fromBytes(BODY));
            assertThat(cost(
                            server,
                            () -> assertThat(s3.putObject(
                                                    b -> b.bucket("ruled").key("second"), RequestBody.fromBytes(BODY))
                                            .expiration())
                                    .isNotNull()))
                    .isEqualTo(new Cost(1, 1, 1, 0));
            assertThat(cost(
                            server,
                            () -> assertThat(
                                            s3.headObject(b -> b.bucket("ruled").key("second"))
                                                    .expiration())
                                    .isNotNull()))
                    .isEqualTo(new Cost(1, 0, 0, 0));
        }
    }

    /// The event is promised in a commit of its own. Only what changes again while its event waits costs another,
    /// which takes the evidence out of that.
    @Test
    void an_event_costs_one_commit_more() throws IOException {
        var settings = Map.of(Setting.AUDIT_EVENTS, "none", Setting.NOTIFICATION_WEBHOOKS, "hook=http://127.0.0.1:1/");
        try (var server = new LocalServer(settings);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("told"));
            var topic = "arn:aws:sns:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":hook";
            s3.putBucketNotificationConfiguration(b -> b.bucket("told")
                    .notificationConfiguration(c ->
                            c.topicConfigurations(t -> t.topicArn(topic).eventsWithStrings("s3:ObjectCreated:*"))));
            Work put = () -> s3.putObject(b -> b.bucket("told").key("key"), RequestBody.fromBytes(BODY));
            s3.putObject(b -> b.bucket("told").key("first"), RequestBody.fromBytes(BODY));
            assertThat(cost(server, put)).isEqualTo(new Cost(2, 2, 2, 0));
            assertThat(cost(server, put)).isEqualTo(new Cost(3, 3, 3, 0));
            // Of what is not told nothing is written down.
            assertThat(cost(server, () -> s3.deleteObject(b -> b.bucket("told").key("first"))))
                    .isEqualTo(new Cost(2, 2, 2, 0));
        }
    }

    /// Ciphertext that is no longer than the record stands in it: nothing else is read.
    @ParameterizedTest
    @CsvSource({"0, 1", "256, 1", "456, 1", "457, 2", "4096, 2"})
    void a_tiny_object_costs_one_read_to_get(int bytes, long reads) throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("counted"));
            var body = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
            assertThat(cost(
                            server,
                            () -> s3.putObject(b -> b.bucket("counted").key("tiny"), RequestBody.fromBytes(body))))
                    .isEqualTo(new Cost(1, 1, 1, 0));
            assertThat(cost(
                            server,
                            () -> assertThat(s3.getObjectAsBytes(
                                                    b -> b.bucket("counted").key("tiny"))
                                            .asByteArray())
                                    .isEqualTo(body)))
                    .isEqualTo(new Cost(reads, 0, 0, 0));
        }
    }

    @Test
    void a_large_object_is_announced_then_made_visible_by_two_commits() throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("counted"));
            var large = RequestBody.fromBytes(new byte[1 << 20]);
            assertThat(cost(server, () -> s3.putObject(b -> b.bucket("counted").key("large"), large))
                            .commits())
                    .isEqualTo(2);
            assertThat(cost(
                            server,
                            () -> s3.getObjectAsBytes(b -> b.bucket("counted").key("large"))))
                    .isEqualTo(new Cost(1, 0, 0, 0));
        }
    }

    /// Once it is known which requests are counted, counting is work of memory alone.
    @Test
    void counting_the_requests_of_a_bucket_reads_nothing() throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("counted"));
            s3.putObject(b -> b.bucket("counted").key("k"), RequestBody.fromBytes(BODY));
            s3.putBucketMetricsConfiguration(b -> b.bucket("counted").id("all").metricsConfiguration(c -> c.id("all")));
            s3.putBucketMetricsConfiguration(b -> b.bucket("counted")
                    .id("some")
                    .metricsConfiguration(c -> c.id("some").filter(f -> f.prefix("k"))));
            s3.getObjectAsBytes(b -> b.bucket("counted").key("k"));
            assertThat(cost(
                            server,
                            () -> s3.getObjectAsBytes(b -> b.bucket("counted").key("k"))))
                    .isEqualTo(new Cost(2, 0, 0, 0));
            assertThat(cost(server, () -> s3.putObject(b -> b.bucket("counted").key("l"), RequestBody.fromBytes(BODY))))
                    .isEqualTo(new Cost(1, 1, 1, 0));
        }
    }

    /// A listing with a delimiter seeks from one common prefix to the next: what lies below a prefix is not read,
    /// however much it is; nor what was read in steps that had grown large over keys that are not rolled up.
    @Test
    void a_listing_with_a_delimiter_costs_seeks_and_not_a_walk() throws IOException {
        try (var server = new LocalServer();
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("listed"));
            for (int i = 0; i < 300; i++) {
                var flat = "a" + i;
                s3.putObject(b -> b.bucket("listed").key(flat), RequestBody.empty());
            }
            int prefixes = 20;
            for (int i = 0; i < prefixes; i++) {
                for (int n = 0; n < 50; n++) {
                    var below = "p%02d/%03d".formatted(i, n);
                    s3.putObject(b -> b.bucket("listed").key(below), RequestBody.empty());
                }
            }
            var all = s3.listObjectsV2(b -> b.bucket("listed").delimiter("/"));
            assertThat(all.contents()).hasSize(300);
            assertThat(all.commonPrefixes()).hasSize(prefixes);
            var whole = walked(
                    server, () -> s3.listObjectsV2(b -> b.bucket("listed").delimiter("/")));
            System.out.println("HotPathCountsTest: a listing of 300 keys and 20 prefixes of 50 keys: " + whole);
            assertThat(whole.scans()).isLessThanOrEqualTo(prefixes + 6L);
            assertThat(whole.scanned()).isLessThan(300 + 4 * prefixes + 260L);

            var below = walked(
                    server,
                    () -> s3.listObjectsV2(
                            b -> b.bucket("listed").delimiter("/").prefix("p")));
            assertThat(below.scans()).isLessThanOrEqualTo(prefixes + 1L);
            assertThat(below.scanned()).isLessThanOrEqualTo(4L * prefixes);

            var versions = walked(
                    server,
                    () -> s3.listObjectVersions(
                            b -> b.bucket("listed").delimiter("/").prefix("p")));
            assertThat(versions.scans()).isLessThanOrEqualTo(prefixes + 1L);
            assertThat(versions.scanned()).isLessThanOrEqualTo(4L * prefixes);
        }
    }

    /// What a page reads does not grow with what is behind it or below a prefix of it: each was seen with ten times as
    /// much.
    @Test
    void a_page_of_a_listing_costs_the_same_however_much_there_is() throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("paged"));
            s3.putBucketVersioning(
                    b -> b.bucket("paged").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
            Runnable below =
                    () -> s3.listObjectsV2(b -> b.bucket("paged").delimiter("/").prefix("below"));
            Runnable page = () -> s3.listObjectsV2(b -> b.bucket("paged").maxKeys(10));
            Runnable versions = () -> s3.listObjectVersions(
                    b -> b.bucket("paged").keyMarker("a").prefix("versions").maxKeys(10));
            Runnable uploads =
                    () -> s3.listMultipartUploads(b -> b.bucket("paged").maxUploads(10));
            Runnable buckets = () -> s3.listBuckets(b -> b.maxBuckets(10));
            var listings = List.of(below, page, versions, uploads, buckets);
            var costs = new ArrayList<List<Walked>>();
            for (int there : new int[] {40, 400}) {
                for (int i = 0; i < there; i++) {
                    var number = "%03d".formatted(i);
                    s3.putObject(b -> b.bucket("paged").key("below/" + number), RequestBody.empty());
                    s3.putObject(b -> b.bucket("paged").key("versions"), RequestBody.empty());
                    s3.createMultipartUpload(b -> b.bucket("paged").key("upload"));
                    if (i % 4 == 0) {
                        s3.createBucket(b -> b.bucket("paged-" + there + "-" + number));
                    }
                }
                costs.add(listings.stream()
                        .map(listing -> walked(server, listing))
                        .toList());
            }
            System.out.println("HotPathCountsTest: below a prefix, keys, versions, uploads, buckets: " + costs);
            assertThat(costs.getLast()).isEqualTo(costs.getFirst());
            assertThat(costs.getLast().getFirst()).isEqualTo(new Walked(2, 4));
            assertThat(costs.getLast()).allMatch(cost -> cost.scans() <= 2 && cost.scanned() <= 12);
        }
    }

    /// A row more than is shown tells that there is more: no other is read and opened in vain, not even where many were
    /// deleted.
    @Test
    void a_whole_page_reads_one_row_more_than_it_shows() throws IOException {
        try (var server = new LocalServer(NO_TRAIL);
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("whole"));
            for (int i = 0; i < 1200; i++) {
                var key = "k%04d".formatted(i);
                s3.putObject(b -> b.bucket("whole").key(key), RequestBody.empty());
            }
            assertThat(walked(server, () -> s3.listObjectsV2(b -> b.bucket("whole"))))
                    .isEqualTo(new Walked(1, 1001));
            assertThat(walked(server, () -> s3.listObjectVersions(b -> b.bucket("whole"))))
                    .isEqualTo(new Walked(1, 1001));
            s3.putBucketVersioning(
                    b -> b.bucket("whole").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
            for (int i = 0; i < 600; i++) {
                var key = "k%04d".formatted(i);
                s3.deleteObject(b -> b.bucket("whole").key(key));
            }
            var behind =
                    walked(server, () -> s3.listObjectsV2(b -> b.bucket("whole").maxKeys(1)));
            assertThat(behind.scanned()).isLessThan(1200);
            assertThat(behind.scans()).isLessThan(12);
        }
    }

    /// What something reads of the store.
    private record Walked(long scans, long scanned) {}

    /// The least of some tries: a background job may read something of its own in between.
    private static Walked walked(LocalServer server, Runnable call) {
        var least = new Walked(Long.MAX_VALUE, Long.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            var before = server.counts();
            call.run();
            var after = server.counts();
            least = new Walked(
                    Math.min(
                            least.scans(),
                            LocalServer.counted(after, "recordScans") - LocalServer.counted(before, "recordScans")),
                    Math.min(
                            least.scanned(),
                            LocalServer.counted(after, "recordsScanned")
                                    - LocalServer.counted(before, "recordsScanned")));
        }
        return least;
    }

    /// No request may make a buffer of a segment's size for itself: those come from a pool.
    @Test
    void what_a_small_get_and_put_allocate_is_bounded(@TempDir Path folder) throws Exception {
        try (var server = new ChildServer(folder, "-Xmx256m", "-XX:TieredStopAtLevel=4");
                var s3 = S3Client.builder()
                        .endpointOverride(server.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(LocalServer.credentials())
                        .build()) {
            s3.createBucket(b -> b.bucket("allocated"));
            for (int i = 0; i < 1000; i++) {
                s3.putObject(b -> b.bucket("allocated").key("key"), RequestBody.fromBytes(BODY));
                s3.getObjectAsBytes(b -> b.bucket("allocated").key("key"));
            }
            long start = allocated(folder, server.endpoint());
            for (int i = 0; i < 500; i++) {
                s3.putObject(b -> b.bucket("allocated").key("key"), RequestBody.fromBytes(BODY));
            }
            long between = allocated(folder, server.endpoint());
            for (int i = 0; i < 500; i++) {
                s3.getObjectAsBytes(b -> b.bucket("allocated").key("key"));
            }
            long end = allocated(folder, server.endpoint());
            System.out.println("HotPathCountsTest: bytes allocated per PUT " + (between - start) / 500 + ", per GET "
                    + (end - between) / 500);
            assertThat((between - start) / 500).as("bytes per PUT").isLessThan(128 * 1024);
            assertThat((end - between) / 500).as("bytes per GET").isLessThan(64 * 1024);
        }
    }

    private static long allocated(Path folder, URI endpoint) throws Exception {
        var config = Config.load(Map.of(Setting.DATA, folder.resolve("data").toString()), Map.of());
        return new AdminClient(config, endpoint.toString())
                .get("admin/counters")
                .path("allocatedBytes")
                .asLong();
    }
}
