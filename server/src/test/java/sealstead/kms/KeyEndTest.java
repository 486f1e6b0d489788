package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.audit.AuditSink;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.store.local.LocalMetaStore;
import sealstead.time.WitnessedTime;

/// Keys whose windows are over go together, the accounts in turns, and none holds up another.
@SuppressWarnings("NullAway.Init")
final class KeyEndTest {
    private static final String ONE = "111122223333";
    private static final String OTHER = "444455556666";
    private static final Duration WINDOW = Duration.ofDays(8);

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private KmsKeys keys;
    private Duration passed = Duration.ZERO;

    @BeforeEach
    void open() throws IOException {
        var random = new SecureRandom();
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(passed);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var time = new WitnessedTime(
                clock, () -> System.nanoTime() + passed.toNanos(), WitnessedTime.Limits.DEFAULT, Optional.empty());
        engine = new LocalMetaStore(folder.resolve("records"), random);
        keys = new KmsKeys(new SealedStore(engine, root, random), root, random, time, new KmsTrail(AuditSink.NOWHERE));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private String ended(String account) {
        var key = keys.draft(account, "us-east-1", "", KeyPolicy.ofAccount(account), Map.of());
        keys.create(key.withDeletion(keys.deletion(7)));
        return key.arn();
    }

    /// Notes what it is told.
    private static final class Noted implements KeyEnd {
        private final Set<String> refused = new HashSet<>();
        private final List<List<String>> asked = new ArrayList<>();
        private final Set<String> gone = new HashSet<>();

        @Override
        public Set<String> ending(List<Key> due) {
            var arns = due.stream().map(Key::arn).toList();
            asked.add(arns);
            var ready = new HashSet<>(arns);
            ready.removeAll(refused);
            return ready;
        }

        @Override
        public void ended(Key key, Instant when) {
            gone.add(key.arn());
        }
    }

    @Test
    void thirty_keys_are_asked_for_at_once_and_all_go() throws IOException {
        var all = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            all.add(ended(ONE));
        }
        var noted = new Noted();
        keys.maintain(noted);
        assertThat(noted.asked).isEmpty();
        passed = WINDOW;
        keys.maintain(noted);
        assertThat(noted.asked).hasSize(1);
        assertThat(noted.gone).isEqualTo(all);
        keys.maintain(noted);
        assertThat(noted.asked).hasSize(1);
    }

    @Test
    void an_accounts_many_keys_do_not_hold_up_anothers() throws IOException {
        for (int i = 0; i < 3 * KmsKeys.MAX_AT_ONCE; i++) {
            ended(ONE);
        }
        var few = List.of(ended(OTHER), ended(OTHER));
        var noted = new Noted();
        passed = WINDOW;
        keys.maintain(noted);
        assertThat(noted.asked.getFirst()).hasSize(KmsKeys.MAX_AT_ONCE).containsAll(few);
        assertThat(noted.gone).hasSize(3 * KmsKeys.MAX_AT_ONCE + 2);
        assertThat(noted.asked).hasSize(4);
    }

    @Test
    void a_key_that_cannot_go_waits_alone() throws IOException {
        var noted = new Noted();
        noted.refused.add(ended(ONE));
        for (int i = 0; i < 2 * KmsKeys.MAX_AT_ONCE; i++) {
            ended(ONE);
        }
        passed = WINDOW;
        assertThatThrownBy(() -> keys.maintain(noted)).hasMessageContaining("1 KMS keys");
        assertThat(noted.gone).hasSize(2 * KmsKeys.MAX_AT_ONCE).doesNotContainAnyElementsOf(noted.refused);
        noted.refused.clear();
        keys.maintain(noted);
        assertThat(noted.gone).hasSize(2 * KmsKeys.MAX_AT_ONCE + 1);
    }
}
