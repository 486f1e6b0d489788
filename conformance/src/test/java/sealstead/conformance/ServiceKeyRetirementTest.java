package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A service key of a bucket is destroyed only when nothing is under it, whatever happens meanwhile.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ServiceKeyRetirementTest {
    private KeyWorld world;
    private LocalServer server;
    private S3Client s3;

    @BeforeEach
    void start() {
        world = new KeyWorld("kept").versioned();
        server = world.server;
        s3 = world.s3;
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    private JsonNode ask(String page) throws IOException {
        return world.ask(page);
    }

    private JsonNode keys() throws IOException {
        return ask("GET admin/service-keys?bucket=kept");
    }

    private String current() throws IOException {
        var keys = keys().path("keys");
        return keys.path(keys.size() - 1).path("id").asText();
    }

    private void rotate() throws IOException {
        ask("POST admin/service-keys/rotate?bucket=kept");
    }

    private void rewrap() throws IOException {
        world.rewrap("service-keys=true");
    }

    private static String page(String key) {
        return "POST admin/service-keys/retire?bucket=kept&service-key=" + key;
    }

    private JsonNode retire(String key) throws IOException {
        return world.retire(page(key), "GET admin/service-keys/retire");
    }

    private void put(String key, String algorithm) {
        s3.putObject(
                b -> b.bucket("kept").key(key).serverSideEncryption(algorithm), RequestBody.fromString("body " + key));
    }

    private void checkAllRead() {
        world.checkAllRead(key -> "body " + key);
    }

    @Test
    void a_key_with_something_under_it_is_not_retired_and_one_with_nothing_is() throws IOException {
        var old = current();
        put("one", "AES256");
        put("one", "AES256");
        put("two", "aws:kms:dsse"); // whose outer key is under it
        put("not", "aws:kms");
        s3.createMultipartUpload(b -> b.bucket("kept").key("parts"));
        assertThat(Administration.ask(server, page(old)).status())
                .as("the current one")
                .isEqualTo(400);
        rotate();

        var refused = retire(old);
        assertThat(refused.path("retired").asBoolean()).isFalse();
        assertThat(refused.path("versions").asLong()).isEqualTo(3);
        assertThat(refused.path("bytes").asLong()).isEqualTo(24);
        assertThat(refused.path("uploads").asLong()).isEqualTo(1);
        assertThat(keys().path("keys")).hasSize(2);
        rewrap();
        var retired = retire(old);
        assertThat(retired.path("retired").asBoolean()).isTrue();
        assertThat(retired.path("erased").asBoolean()).isTrue();
        assertThat(keys().path("keys")).hasSize(1);
        assertThat(keys().path("unerased")).isEmpty();
        checkAllRead();
        assertThat(Administration.ask(server, page(old)).status())
                .as("once more")
                .isEqualTo(400);
        world.restart();
        s3 = world.s3;
        put("three", "AES256");
        checkAllRead();
    }

    @Test
    void what_cannot_be_erased_now_is_erased_by_the_background_work() throws IOException {
        var old = current();
        rotate();
        var checkpoint = server.dataFolder().resolve("checkpoint"); // as while a backup is made
        Files.createDirectory(checkpoint);
        var retired = retire(old);
        assertThat(retired.path("retired").asBoolean()).isTrue();
        assertThat(retired.path("erased").asBoolean()).isFalse();
        assertThat(keys().path("unerased")).hasSize(1);
        assertThat(keys().path("unerased").path(0).asText()).isEqualTo(old);
        assertThatThrownBy(() -> server.server().maintainNow()).hasMessageContaining("service-keys");
        assertThat(keys().path("unerased")).hasSize(1);
        Files.delete(checkpoint);
        world.restart();
        s3 = world.s3;
        rotate(); // which keeps what waits
        server.server().maintainNow();
        assertThat(keys().path("unerased")).isEmpty();
    }

    @Test
    void a_write_that_is_under_way_under_the_old_key_stops_the_retirement() throws Exception {
        var old = current();
        try (var threads = Executors.newSingleThreadExecutor();
                var body = new HalfBody()) {
            long before = world.blobs();
            var write = threads.submit(() ->
                    s3.putObject(b -> b.bucket("kept").key("slow"), RequestBody.fromInputStream(body, HalfBody.BYTES)));
            Eventually.holds("the write has begun a blob", () -> world.blobs() != before);
            rotate();
            var refused = retire(old);
            assertThat(refused.path("retired").asBoolean()).isFalse();
            assertThat(refused.path("writes").asLong()).isEqualTo(1);
            body.end();
            write.get();
        }
        assertThat(retire(old).path("versions").asLong()).isEqualTo(1);
        rewrap();
        assertThat(retire(old).path("retired").asBoolean()).isTrue();
        assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("slow")).asByteArray())
                .hasSize(600_000);
    }

    /// A delete of the newest version makes an older one current again, which is a commit under its key.
    @Test
    void nothing_that_was_acknowledged_is_under_a_retired_key() throws Exception {
        var retired = world.retireBesideWriters(new KeyWorld.Keys() {
            @Override
            public String current() throws IOException {
                return ServiceKeyRetirementTest.this.current();
            }

            @Override
            public void rotate() throws IOException {
                ServiceKeyRetirementTest.this.rotate();
            }

            @Override
            public void rewrap() throws IOException {
                ServiceKeyRetirementTest.this.rewrap();
            }

            @Override
            public boolean isRetired(String key) throws IOException {
                return retire(key).path("retired").asBoolean();
            }

            @Override
            public void put(String name, int n) {
                ServiceKeyRetirementTest.this.put(name, n % 2 == 0 ? "AES256" : "aws:kms:dsse");
            }
        });
        var rows = ask("GET admin/coverage?bucket=kept").path("rows");
        assertThat(rows).isNotEmpty();
        for (var row : rows) {
            assertThat(retired).doesNotContain(row.path("serviceKeyId").asText());
        }
        checkAllRead();
        System.out.println("ServiceKeyRetirementTest: " + retired.size() + " keys retired beside writers");
    }

    @Test
    void the_command_line_and_the_audit_trail_tell_of_it() throws Exception {
        var old = current();
        put("one", "AES256");
        rotate();
        var shell = new Shell(server, Objects.requireNonNull(server.dataFolder().getParent()));
        var refused = shell.trySealstead("service-keys", "--bucket", "kept", "--retire", old);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.text()).contains("is not retired: 1 versions (8 bytes)");
        rewrap();
        assertThat(shell.sealstead("service-keys", "--bucket", "kept", "--retire", old))
                .contains("is retired");
        ask("GET admin/audit/verify"); // which has it written
        var trail = TrailFiles.events(
                server.dataFolder().resolve("audit"), server.server().rootKey());
        assertThat(trail)
                .anyMatch(event -> event.path("eventName").asText().equals("RetireServiceKey")
                        && event.path("requestParameters")
                                .path("service-key")
                                .asText()
                                .equals(old));
        assertThat(trail)
                .filteredOn(event -> event.path("eventName").asText().equals("ServiceKeyRetired"))
                .hasSize(1);
    }
}
