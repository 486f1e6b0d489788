package sealstead.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.Tags;
import sealstead.store.local.LocalMetaStore;
import sealstead.wire.Refusal;

/// How many buckets an account may have.
@SuppressWarnings("NullAway.Init")
final class BucketQuotaTest {
    private static final String ONE = "111122223333";
    private static final String OTHER = "444455556666";

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private final RootKey root = new HeldRootKey(SecretBytes.random(random, 32));
    private LocalMetaStore engine;
    private Buckets buckets;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        reopen();
    }

    private void reopen() {
        buckets = new Buckets(
                new SealedStore(engine, root, random),
                new ServiceKeyRing(root, random, Clock.systemUTC()),
                random,
                Clock.systemUTC(),
                Duration.ZERO,
                2);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private Optional<Bucket> create(String name, String owner) throws IOException {
        return buckets.create(
                name, owner, "us-east-1", BucketSettings.NEW, BucketEncryption.base(), Optional.empty(), Tags.NONE);
    }

    private void isRefused(String name, String owner) {
        assertThatThrownBy(() -> create(name, owner))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("TooManyBuckets"));
    }

    @Test
    void an_account_has_as_many_as_it_may_have_and_no_more() throws IOException {
        assertThat(create("one", ONE)).isEmpty();
        assertThat(create("two", ONE)).isEmpty();
        isRefused("three", ONE);
        assertThat(create("two", ONE)).as("one's own again").isPresent();
        assertThat(create("three", OTHER)).isEmpty();
        buckets.remove(buckets.find("one").orElseThrow());
        assertThat(create("four", ONE)).isEmpty();
        isRefused("five", ONE);
        // The next process counts what is there.
        reopen();
        isRefused("five", ONE);
        assertThat(create("five", OTHER)).isEmpty();
        isRefused("six", OTHER);
    }
}
