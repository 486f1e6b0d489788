package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;

/// A server that is killed while clients write, before anything was replicated and then while it replicates: every
/// version that there is reaches the destination.
@SuppressWarnings("unchecked") // varargs of the SDK
final class ReplicationCrashTest {
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED = 200;

    @TempDir
    private Path folder;

    private ChildServer start(String every) throws IOException {
        return new ChildServer(
                folder, Map.of("SEALSTEAD_ACCOUNT_ID", LocalServer.ACCOUNT, "SEALSTEAD_REPLICATION_EVERY", every));
    }

    private static void prepare(ChildServer server, S3Client s3) {
        try (var iam = IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            ReplicationWorld.makeRole(iam, "replication", ReplicationWorld.OF_SOURCE, ReplicationWorld.OF_DESTINATION);
        }
        ReplicationWorld.versioned(s3, "from");
        ReplicationWorld.versioned(s3, "replicas");
        ReplicationWorld.replicate(s3, "from", ReplicationWorld.ROLE, List.of(ReplicationWorld.everything("replicas")));
    }

    /// Writes, deletes and tags until the server is gone.
    private static void write(S3Client s3, int writer, Map<String, String> acknowledged, CountDownLatch done) {
        try {
            for (int i = 0; ; i++) {
                var key = "w" + writer + "/" + i % 20;
                var body = "x".repeat(i % 3 == 0 ? 100_000 : i % 700);
                var version = s3.putObject(b -> b.bucket("from").key(key), RequestBody.fromString(body))
                        .versionId();
                acknowledged.put(version, key);
                if (i % 5 == 0) {
                    acknowledged.put(
                            s3.deleteObject(b -> b.bucket("from").key(key)).versionId(), key);
                }
                done.countDown();
            }
        } catch (SdkException killed) {
            return;
        }
    }

    private static List<String> versions(S3Client s3, String bucket) {
        var versions = new ArrayList<String>();
        s3.listObjectVersionsPaginator(b -> b.bucket(bucket)).forEach(page -> {
            page.versions().forEach(version -> versions.add(version.key() + " " + version.versionId()));
            page.deleteMarkers().forEach(marker -> versions.add(marker.key() + " marker " + marker.versionId()));
        });
        return versions;
    }

    @Test
    void no_version_that_was_committed_before_a_kill_stays_behind() throws Exception {
        var acknowledged = new ConcurrentHashMap<String, String>();
        try (var server = start("1h");
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            prepare(server, s3);
            var done = new CountDownLatch(ACKNOWLEDGED);
            var writers = new ArrayList<Thread>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(Thread.ofVirtual().start(() -> write(s3, writer, acknowledged, done)));
            }
            done.await();
            server.kill();
            for (var writer : writers) {
                writer.join();
            }
        }
        try (var server = start("10ms");
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            while (versions(s3, "replicas").size() < acknowledged.size() / 3) {
                Thread.sleep(10);
            }
            server.kill();
        }
        try (var server = start("10ms");
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            var source = versions(s3, "from");
            assertThat(String.join(" ", source)).contains(acknowledged.keySet());
            while (versions(s3, "replicas").size() < source.size()) {
                Thread.sleep(50);
            }
            assertThat(versions(s3, "replicas")).isEqualTo(source);
            for (var version : source) {
                if (!version.contains(" marker ")) {
                    var parts = version.split(" ");
                    while (status(s3, parts[0], parts[1]) == ReplicationStatus.PENDING) {
                        Thread.sleep(10);
                    }
                    assertThat(status(s3, parts[0], parts[1])).isEqualTo(ReplicationStatus.COMPLETED);
                }
            }
        }
    }

    private static ReplicationStatus status(S3Client s3, String key, String version) {
        return s3.headObject(b -> b.bucket("from").key(key).versionId(version)).replicationStatus();
    }
}
