package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// A server with one bucket, for what its operator does to the keys that its objects are under.
final class KeyWorld implements AutoCloseable {
    private static final int WRITES_PER_PASS = 300;

    final LocalServer server = new LocalServer();
    S3Client s3 = server.plainS3();
    KmsClient kms = server.kms();
    private final String bucket;

    KeyWorld(String bucket) {
        this.bucket = bucket;
        s3.createBucket(b -> b.bucket(bucket));
    }

    KeyWorld versioned() {
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        return this;
    }

    /// The port is another afterwards, and so are the clients.
    void restart() throws IOException {
        server.restart();
        s3.close();
        kms.close();
        s3 = server.plainS3();
        kms = server.kms();
    }

    JsonNode ask(String page) throws IOException {
        return Administration.told(server, page);
    }

    /// Orders it and has the background's turn.
    ///
    /// @return the order as it stands then
    JsonNode rewrap(String query) throws IOException {
        var id = ask("POST admin/rewrap?" + query).path("id").asText();
        server.server().maintainNow();
        return ask("GET admin/rewrap?id=" + id);
    }

    /// Retires, and waits for the end.
    ///
    /// @param page what asks for it
    /// @param state what tells how far it is
    JsonNode retire(String page, String state) throws IOException {
        var answer = ask(page);
        while (answer.path("running").asBoolean()) {
            answer = ask(state);
        }
        assertThat(answer.path("failure").asText()).isEmpty();
        return answer.path("result");
    }

    long blobs() throws IOException {
        try (var files = Files.walk(server.dataFolder().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /// Every version reads back.
    ///
    /// @param body what was written under a key
    void checkAllRead(UnaryOperator<String> body) {
        for (var page : s3.listObjectVersionsPaginator(b -> b.bucket(bucket))) {
            for (var version : page.versions()) {
                var got = s3.getObjectAsBytes(
                        b -> b.bucket(bucket).key(version.key()).versionId(version.versionId()));
                assertThat(got.asUtf8String()).isEqualTo(body.apply(version.key()));
            }
        }
    }

    /// What the two kinds of keys are rotated, moved away from and retired by.
    interface Keys {
        String current() throws IOException;

        void rotate() throws IOException;

        void rewrap() throws IOException;

        boolean isRetired(String key) throws IOException;

        /// The `n`th object of a writer.
        void put(String name, int n);
    }

    /// Retires one key after the other beside writers who put, and who delete newest versions, which makes older ones
    /// current again under their keys.
    ///
    /// @return those that were retired
    List<String> retireBesideWriters(Keys keys) throws Exception {
        var over = new AtomicBoolean();
        var passes = new AtomicInteger(1);
        var retired = new ArrayList<String>();
        try (var threads = Executors.newCachedThreadPool()) {
            var writers = new ArrayList<Future<Integer>>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                writers.add(threads.submit(() -> write(keys, writer, passes, over)));
            }
            try {
                for (int round = 0; round < 6 || (retired.isEmpty() && round < 20); round++) {
                    var old = keys.current();
                    keys.rotate();
                    for (int again = 0; again < 5; again++) {
                        passes.incrementAndGet();
                        keys.rewrap();
                        if (keys.isRetired(old)) {
                            retired.add(old);
                            break;
                        }
                    }
                }
            } finally {
                over.set(true);
            }
            int written = 0;
            for (var writer : writers) {
                written += writer.get();
            }
            assertThat(written).isPositive();
        }
        assertThat(retired).isNotEmpty();
        return retired;
    }

    /// Writes so many objects for each pass, at once: without a bound a pass that is slower than the writers has
    /// more to move each time than the time before.
    private int write(Keys keys, int writer, AtomicInteger passes, AtomicBoolean over) {
        int written = 0;
        for (int n = 0; !over.get(); n++) {
            while (n >= WRITES_PER_PASS * passes.get() && !over.get()) {
                LockSupport.parkNanos(1_000_000);
            }
            var name = "w" + writer + "-" + n % 20;
            try {
                keys.put(name, n);
                written++;
                if (n % 3 == 0) {
                    var newest = s3.headObject(b -> b.bucket(bucket).key(name)).versionId();
                    s3.deleteObject(b -> b.bucket(bucket).key(name).versionId(newest));
                }
            } catch (SdkException busy) {
                assertThat(busy.retryable()).as(busy.toString()).isTrue();
            }
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        s3.close();
        kms.close();
        server.close();
    }
}
