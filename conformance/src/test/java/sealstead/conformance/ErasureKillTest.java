package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import software.amazon.awssdk.core.sync.RequestBody;

/// A server that is killed while it retires a version of a KMS key or a service key, between the end of the
/// material and that of its files: afterwards either nothing is retired, or the certificate comes and the
/// service key is erased; and what was stored reads.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ErasureKillTest {
    private static final int KILLS = 6;

    @TempDir
    private Path folder;

    private URI endpoint;

    private JsonNode ask(String page) throws IOException {
        try (var key = RootKeyFile.read(folder.resolve("data.root-key"), Optional.empty())) {
            return Administration.told(endpoint, new HeldRootKey(key.copy()), page);
        }
    }

    private void rewrap(String what) throws IOException {
        var id = ask("POST admin/rewrap?" + what).path("id").asText();
        Eventually.holds(
                "the order is done",
                () -> ask("GET admin/rewrap?id=" + id).path("state").asText().equals("done"));
    }

    private void tryAsk(String page) {
        try {
            ask(page);
        } catch (IOException | AssertionError killed) {
            // which is what the test is for
        }
    }

    private Set<String> waiting() throws IOException {
        var waiting = new HashSet<String>();
        for (var row : ask("GET admin/certificates").path("certificates")) {
            if (!row.path("signed").asBoolean()) {
                waiting.add(row.path("id").asText());
            }
        }
        ask("GET admin/service-keys?bucket=kept").path("unerased").forEach(id -> waiting.add(id.asText()));
        return waiting;
    }

    @Test
    void what_a_kill_leaves_of_an_erasure_is_done_by_the_next_start() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int retired = 0;
        int left = 0;
        var names = new HashSet<String>();
        var subject = "";
        var version = "";
        var service = "";
        for (int i = 0; i <= KILLS; i++) {
            try (var server = new ChildServer(folder, Map.of("SEALSTEAD_MAINTENANCE_EVERY", "PT2S"));
                    var s3 = ChildServer.s3(server.endpoint());
                    var kms = ChildServer.kms(server.endpoint())) {
                endpoint = server.endpoint();
                if (i == 0) {
                    s3.createBucket(b -> b.bucket("kept"));
                } else {
                    boolean versionGone = isRetired(subject, version);
                    boolean serviceGone = true;
                    for (var key : ask("GET admin/service-keys?bucket=kept").path("keys")) {
                        serviceGone &= !key.path("id").asText().equals(service);
                    }
                    retired += (versionGone ? 1 : 0) + (serviceGone ? 1 : 0);
                    left += waiting().isEmpty() ? 0 : 1;
                    // A certificate that was prepared for what was not destroyed after all waits for another
                    // retirement.
                    if (!versionGone) {
                        ask("POST admin/kms/retire-version?key=" + subject + "&version=" + version + "&confirm=true");
                    }
                    while (!waiting().isEmpty()) {
                        LockSupport.parkNanos(50_000_000);
                    }
                    for (var name : names) {
                        assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key(name))
                                        .asUtf8String())
                                .isEqualTo(name);
                    }
                }
                if (i == KILLS) {
                    break;
                }
                var arn = kms.createKey().keyMetadata().arn();
                for (int n = 0; n < 20; n++) {
                    var name = "k" + i + "-" + n;
                    s3.putObject(
                            b -> b.bucket("kept")
                                    .key(name)
                                    .serverSideEncryption("aws:kms:dsse")
                                    .ssekmsKeyId(arn),
                            RequestBody.fromString(name));
                    names.add(name);
                }
                subject = arn;
                version = kms.describeKey(b -> b.keyId(arn)).keyMetadata().currentKeyMaterialId();
                var keys = ask("GET admin/service-keys?bucket=kept").path("keys");
                service = keys.path(keys.size() - 1).path("id").asText();
                kms.rotateKeyOnDemand(b -> b.keyId(arn));
                ask("POST admin/service-keys/rotate?bucket=kept");
                rewrap("from=" + arn);
                rewrap("service-keys=true");
                var ofVersion = "POST admin/kms/retire-version?key=" + arn + "&version=" + version + "&confirm=true";
                var ofService = "POST admin/service-keys/retire?bucket=kept&service-key=" + service;
                var first = Thread.ofPlatform().start(() -> tryAsk(ofVersion));
                var second = Thread.ofPlatform().start(() -> tryAsk(ofService));
                LockSupport.parkNanos(random.nextLong(1_000_000, 700_000_000));
                server.kill();
                first.join();
                second.join();
            }
        }
        System.out.println("ErasureKillTest: " + retired + " were destroyed before their kill, " + left
                + " times something waited for its erasure or certificate");
    }

    private boolean isRetired(String arn, String version) throws IOException {
        try (var root = RootKeyFile.read(folder.resolve("data.root-key"), Optional.empty())) {
            // Without a confirmation nothing is done; a version that is gone is refused.
            return Administration.ask(
                                    endpoint,
                                    new HeldRootKey(root.copy()),
                                    "POST admin/kms/retire-version?key=" + arn + "&version=" + version,
                                    "")
                            .status()
                    == 400;
        }
    }
}
