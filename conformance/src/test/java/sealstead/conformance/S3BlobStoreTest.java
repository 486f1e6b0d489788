package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.BlobStoreContract;
import sealstead.store.StoreUnavailableException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// The contract of blobs on a second Sealstead as the S3 endpoint.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class S3BlobStoreTest extends BlobStoreContract {
    @TempDir
    private Path folder;

    private Map<String, String> settings;
    private BlobStore blobs;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    @Override
    protected BlobStore open() throws IOException {
        if (settings == null) {
            settings = new HashMap<>(FarStore.named(FarStore.shared().newStore()));
        }
        var opened = OpenStore.open(settings, "gateway", scratch());
        blobs = opened.blobs();
        return (BlobStore) Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(), new Class<?>[] {BlobStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        opened.close();
                        return null;
                    }
                    try {
                        return method.invoke(blobs, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }

    private Path scratch() {
        return folder.resolve("scratch");
    }

    private static BlobId name() {
        return BlobId.random(new Random(), Instant.EPOCH);
    }

    /// One part in a file, beside it the note of the upload, and nothing of what is on its way after it.
    @Test
    void a_long_blob_needs_room_for_one_part_and_leaves_nothing_of_it() throws IOException {
        int part = 16 * 1024 * 1024;
        var piece = new byte[1024 * 1024];
        try (var sink = blobs.create(name())) {
            long most = 0;
            for (int i = 0; i < 40; i++) {
                sink.write(piece, 0, piece.length);
                try (var files = Files.list(scratch())) {
                    most = Math.max(
                            most,
                            files.filter(file -> !file.toString().endsWith(".upload"))
                                    .mapToLong(file -> file.toFile().length())
                                    .sum());
                }
            }
            assertThat(most).isEqualTo(part);
        }
        try (var files = Files.list(scratch())) {
            assertThat(files).isEmpty();
        }
        assertThat(uploads()).isZero();
    }

    private int uploads() {
        var far = FarStore.shared();
        try (var s3 = far.upstream().plainS3()) {
            return s3.listMultipartUploads(
                            b -> b.bucket(far.bucket()).prefix(settings.get(Setting.STORE_S3_PREFIX.key()) + "/"))
                    .uploads()
                    .size();
        }
    }

    @Test
    void what_a_kill_left_of_an_upload_is_ended_at_the_next_start() throws IOException {
        var far = FarStore.shared();
        try (var s3 = far.upstream().plainS3()) {
            s3.createMultipartUpload(
                    b -> b.bucket(far.bucket()).key(settings.get(Setting.STORE_S3_PREFIX.key()) + "/00/" + name()));
        }
        Files.writeString(scratch().resolve("left"), "half a blob");
        assertThat(uploads()).isOne();
        OpenStore.open(settings, "gateway", scratch()).close();
        assertThat(uploads()).isZero();
        assertThat(scratch().resolve("left")).doesNotExist();
    }

    @Test
    void a_bucket_that_keeps_what_is_deleted_is_refused_by_name() throws IOException {
        try (var s3 = FarStore.shared().upstream().plainS3()) {
            s3.createBucket(b -> b.bucket("versioned"));
            s3.putBucketVersioning(
                    b -> b.bucket("versioned").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            assertRefused("versioned", "has versioning Enabled");
            s3.putBucketVersioning(b ->
                    b.bucket("versioned").versioningConfiguration(v -> v.status(BucketVersioningStatus.SUSPENDED)));
            assertRefused("versioned", "has versioning Suspended");
            s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
            assertRefused("locked", "it would keep what is deleted");
        }
        assertRefused("not-there", "cannot be used");
    }

    private void assertRefused(String bucket, String reason) {
        var other = new HashMap<>(settings);
        other.put(Setting.STORE_S3_BUCKET.key(), bucket);
        assertThatThrownBy(() -> OpenStore.open(other, "gateway", folder.resolve("other")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(bucket)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(LocalServer.SECRET);
    }

    /// What was acknowledged is durable there; while it is away nothing is, and nothing is half there
    /// afterwards.
    @Test
    void while_the_endpoint_is_away_everything_is_unavailable_and_then_goes_on()
            throws IOException, InterruptedException {
        try (var upstream = LocalServer.onLocalFiles()) {
            try (var s3 = upstream.plainS3()) {
                s3.createBucket(b -> b.bucket("blobs"));
            }
            // On a port that stays the same.
            try (var proxy = new CuttingProxy(upstream.endpoint().getPort())) {
                var other = new HashMap<>(settings);
                other.putAll(FarStore.named(FarStore.shared().newStore()));
                other.put(Setting.STORE_S3_ENDPOINT.key(), "http://127.0.0.1:" + proxy.port());
                other.put(Setting.STORE_S3_BUCKET.key(), "blobs");
                var heard = new OpenStore.Heard();
                try (var engine = OpenStore.open(other, "gateway", folder.resolve("other"), heard)) {
                    var kept = name();
                    write(engine.blobs(), kept);
                    upstream.stop();
                    assertThatThrownBy(() -> write(engine.blobs(), name()))
                            .isInstanceOf(StoreUnavailableException.class);
                    assertThatThrownBy(() -> engine.blobs().open(kept)).isInstanceOf(StoreUnavailableException.class);
                    assertThatThrownBy(() -> engine.blobs().length(kept)).isInstanceOf(StoreUnavailableException.class);
                    assertThatThrownBy(() -> engine.blobs().delete(kept)).isInstanceOf(StoreUnavailableException.class);
                    assertThat(heard.isWell()).isFalse();
                    upstream.start();
                    proxy.moveTo(upstream.endpoint().getPort());
                    while (!heard.isWell()) {
                        Thread.sleep(20); // nobody asks it for anything meanwhile
                    }
                    var count = new int[1];
                    engine.blobs().walk(id -> {
                        assertThat(id).isEqualTo(kept);
                        count[0]++;
                    });
                    assertThat(count[0]).isOne();
                    write(engine.blobs(), name());
                }
            }
        }
    }

    private static void write(BlobStore blobs, BlobId id) throws IOException {
        try (var sink = blobs.create(id)) {
            sink.write(new byte[200_000], 0, 200_000);
            sink.commit();
        }
    }
}
