package sealstead.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.FairTurns;
import sealstead.s3.Tags;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;
import sealstead.wire.Refusal;

/// What strangers' requests read of a tenant's documents is parsed once, or a few at a time.
@SuppressWarnings("NullAway.Init")
final class ParsedTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;
    private Buckets buckets;
    private Bucket bucket;

    @BeforeEach
    void open() throws IOException {
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, root, random);
        buckets = new Buckets(
                store, new ServiceKeyRing(root, random, Clock.systemUTC()), random, Clock.systemUTC(), Duration.ZERO);
        var none = buckets.create(
                "parsed",
                "111122223333",
                "us-east-1",
                BucketSettings.NEW,
                BucketEncryption.base(),
                Optional.empty(),
                Tags.NONE);
        assertThat(none).isEmpty();
        bucket = now();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private Bucket now() throws IOException {
        return buckets.find("parsed").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(DocumentKind.class)
    void the_largest_document_is_parsed_once(DocumentKind kind) throws IOException {
        buckets.putDocument(bucket, kind, Bytes.wrap(new byte[kind.maxBytes()]));
        var parses = new AtomicInteger();
        var parsed = new Parsed<>(buckets, kind, text -> parses.incrementAndGet());
        for (int i = 0; i < 3; i++) {
            assertThat(parsed.of(now())).contains(1);
        }
        assertThatThrownBy(() -> buckets.putDocument(bucket, kind, Bytes.wrap(new byte[kind.maxBytes() + 1])))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("MaxMessageLengthExceeded"));
    }

    /// Puts what older versions took in the place of every document.
    private void grow(int bytes) throws IOException {
        var table = Table.small("bucket");
        var group = store.read(table, Bytes.utf8("parsed"), EnumSet.of(Lane.HEAD, Lane.CELLS));
        var edits = new ArrayList<Edit>();
        group.cells().forEach(cell -> edits.add(new Edit.PutCell(Lane.CELLS, cell.sub(), Bytes.wrap(new byte[bytes]))));
        store.commit(table, Bytes.utf8("parsed"), group.unchanged(), edits);
    }

    @Test
    void older_documents_that_cannot_be_remembered_are_parsed_a_few_at_a_time() throws Exception {
        buckets.putDocument(bucket, DocumentKind.CORS, Bytes.utf8("small"));
        grow(2 * 1024 * 1024);
        int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var parsed = new Parsed<>(buckets, DocumentKind.CORS, text -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000_000); // so that others would come in
            running.decrementAndGet();
            return text.size();
        });
        var sizes = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 40; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    if (parsed.of(now()).orElseThrow() == 2 * 1024 * 1024) {
                        sizes.incrementAndGet();
                    }
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(sizes).hasValue(40);
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(atOnce);
    }

    @Test
    void an_older_document_may_shrink_and_not_grow() throws IOException {
        buckets.putDocument(bucket, DocumentKind.METRICS, Bytes.utf8("small"));
        grow(1024 * 1024);
        buckets.changeDocument(now(), DocumentKind.METRICS, before -> Optional.of(Bytes.wrap(new byte[1000 * 1000])));
        assertThat(buckets.document(now(), DocumentKind.METRICS).orElseThrow().size())
                .isEqualTo(1000 * 1000);
        assertThatThrownBy(() -> buckets.changeDocument(now(), DocumentKind.METRICS, before -> before))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void a_stranger_waits_behind_one_document_of_an_account() throws Exception {
        var turns = new FairTurns(1, 1);
        var hold = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var order = new ArrayList<String>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 20; i++) {
            threads.add(taking(turns, "greedy", begun, hold, order));
        }
        begun.await();
        while (threads.stream().filter(ParsedTest::waits).count() < 20) {
            Thread.onSpinWait();
        }
        var modest = taking(turns, "modest", begun, hold, order);
        while (!waits(modest)) {
            Thread.onSpinWait();
        }
        threads.add(modest);
        hold.countDown();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(order).hasSize(21);
        assertThat(order.indexOf("modest")).isEqualTo(1);
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    private static Thread taking(
            FairTurns turns, String account, CountDownLatch begun, CountDownLatch hold, List<String> order) {
        return Thread.ofVirtual().start(() -> {
            try {
                turns.take(account, () -> {
                    order.add(account);
                    begun.countDown();
                    hold.await();
                    return account;
                });
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }
}
