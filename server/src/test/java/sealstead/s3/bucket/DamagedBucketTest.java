package sealstead.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.Tags;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// Jobs for all buckets go round one whose record is damaged.
@SuppressWarnings("NullAway.Init")
final class DamagedBucketTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private Buckets buckets;

    @BeforeEach
    void open() throws IOException {
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        engine = new LocalMetaStore(folder.resolve("records"), random);
        buckets = new Buckets(
                new SealedStore(engine, root, random),
                new ServiceKeyRing(root, random, Clock.systemUTC()),
                random,
                Clock.systemUTC(),
                Duration.ZERO);
        for (var name : List.of("one", "two", "three")) {
            var none = buckets.create(
                    name,
                    "111122223333",
                    "us-east-1",
                    BucketSettings.NEW,
                    BucketEncryption.base(),
                    Optional.empty(),
                    Tags.NONE);
            assertThat(none).isEmpty();
        }
        var table = Table.small("bucket");
        var group = engine.read(table, Bytes.utf8("three"), EnumSet.of(Lane.HEAD));
        var bytes = group.head().orElseThrow().value().readOnlyArray().clone();
        bytes[bytes.length - 1] ^= 1;
        engine.commit(table, Bytes.utf8("three"), group.unchanged(), List.of(new Edit.PutHead(Bytes.wrap(bytes))));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @Test
    void every_other_bucket_has_its_turn_and_its_new_service_key() throws IOException {
        var before = buckets.find("two").orElseThrow().serviceKeys().current();
        var seen = new ArrayList<String>();
        buckets.walk(bucket -> seen.add(bucket.name()));
        assertThat(seen).containsExactly("one", "two");
        buckets.rotateServiceKeys(Instant.MAX, more -> {});
        assertThat(buckets.find("two").orElseThrow().serviceKeys().current()).isNotEqualTo(before);
    }
}
