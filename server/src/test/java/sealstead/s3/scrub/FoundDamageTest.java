package sealstead.s3.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.store.local.LocalMetaStore;

/// Damage stays until a look as thorough, or the opening of that very version, has found it gone.
@SuppressWarnings("NullAway.Init")
final class FoundDamageTest {
    private static final Scrub.Options ALL = Scrub.Options.everything(0);
    private static final Scrub.Options WITH_KMS = new Scrub.Options(Optional.empty(), true, true, 100, 0);
    private static final Scrub.Options SAMPLE = new Scrub.Options(Optional.empty(), true, true, 5, 0);

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private SealedStore store;
    private FoundDamage damage;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        again();
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    /// As a start does.
    private void again() throws IOException {
        damage = new FoundDamage(store, Clock.systemUTC(), 3);
    }

    private void look(Scrub.Options options, List<String> found, List<String> opened) throws IOException {
        var look = damage.begin();
        found.forEach(
                each -> look.found(each, new Scrub.Finding(Scrub.Kind.CIPHERTEXT, "at " + each, "x".repeat(9000))));
        opened.forEach(look::opened);
        damage.ended(options, look);
        again();
    }

    private List<String> named() {
        return damage.some(100).stream().map(FoundDamage.Damage::where).toList();
    }

    @Test
    void it_is_gone_when_it_was_opened_or_a_look_as_thorough_found_nothing() throws IOException {
        look(WITH_KMS, List.of("a", "b"), List.of());
        assertThat(named()).containsExactlyInAnyOrder("at a", "at b");
        look(ALL, List.of(), List.of("a"));
        assertThat(named()).containsExactly("at b");
        look(SAMPLE, List.of(), List.of());
        assertThat(named()).containsExactly("at b");
        look(SAMPLE, List.of(), List.of("b"));
        assertThat(damage.count()).isZero();
    }

    @Test
    void what_a_weaker_look_finds_again_waits_for_the_stronger_and_the_other_way_round() throws IOException {
        look(WITH_KMS, List.of("a"), List.of());
        look(ALL, List.of("a"), List.of());
        look(ALL, List.of(), List.of());
        assertThat(damage.count()).isOne();
        look(WITH_KMS, List.of(), List.of());
        assertThat(damage.count()).isZero();
        look(ALL, List.of("b"), List.of());
        look(WITH_KMS, List.of("b"), List.of());
        look(ALL, List.of(), List.of());
        assertThat(damage.count()).isOne();
    }

    @Test
    void what_was_to_be_opened_and_could_not_be_looked_at_stays() throws IOException {
        look(ALL, List.of("a"), List.of());
        var look = damage.begin();
        look.passedOver("a");
        damage.ended(ALL, look);
        assertThat(damage.count()).isOne();
    }

    @Test
    void beyond_what_is_named_it_is_counted() throws IOException {
        look(ALL, List.of("a", "b", "c", "d", "e"), List.of());
        assertThat(named()).hasSize(3);
        assertThat(damage.count()).isEqualTo(5);
        look(ALL, List.of("d", "e", "c"), List.of("a", "b"));
        assertThat(damage.count()).isEqualTo(3);
        look(SAMPLE, List.of("f", "g"), List.of());
        assertThat(damage.count()).isEqualTo(5);
        look(SAMPLE, List.of(), List.of());
        assertThat(damage.count()).isEqualTo(5);
        look(WITH_KMS, List.of(), List.of());
        assertThat(damage.count()).isZero();
    }
}
