package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.crypto.Ed25519;
import sealstead.crypto.SecretBytes;
import sealstead.golden.GoldenFile;
import sealstead.golden.InsecureFixedRandom;
import sealstead.store.Bytes;
import sealstead.store.Lane;
import sealstead.store.Table;

/// What is sealed, wrapped or authenticated with keys of the root's: frozen, opened, and written again.
final class CustodyGoldenTest {
    private static final Table TABLE = new Table("table");
    private static final Bytes GROUP = Bytes.utf8("group");
    private static final Bytes CELL = Bytes.utf8("cell");
    private static final Bytes VALUE = Bytes.utf8("a record");

    private final SecretBytes key =
            SecretBytes.copyOf("a root key, of thirty-two bytes.".getBytes(StandardCharsets.US_ASCII));
    private final HeldRootKey root = new HeldRootKey(key);

    private static InsecureFixedRandom fixed() {
        return new InsecureFixedRandom(21);
    }

    private static Bytes frozen(String name, Bytes now) {
        var frozen = GoldenFile.of(name, () -> now);
        assertThat(now).isEqualTo(frozen);
        return frozen;
    }

    private static String frozen(String name, String now) {
        return frozen(name, Bytes.utf8(now)).toUtf8();
    }

    @Test
    void a_sealed_record() throws IOException {
        var seal = new RecordSeal(root, fixed());
        var sealed = frozen("record-in-epoch", seal.seal(TABLE, GROUP, Lane.CELLS, CELL, VALUE, Bytes.EMPTY));
        assertThat(seal.open(TABLE, GROUP, Lane.CELLS, CELL, sealed)).isEqualTo(VALUE);
        assertThat(sealed.at(0)).isEqualTo((byte) 3);
        assertThat(RecordSeal.label(sealed)).isEmpty();
        assertThat(RecordSeal.isUnder(sealed, root.id())).isTrue();
    }

    @Test
    void a_sealed_record_with_a_label_and_a_tag_in_it() throws IOException {
        var seal = new RecordSeal(root, fixed());
        var label = seal.tag("kms", "arn:aws:kms:key/material");
        var sealed = frozen("labelled-record-in-epoch", seal.seal(TABLE, GROUP, Lane.HEAD, Bytes.EMPTY, VALUE, label));
        assertThat(seal.open(TABLE, GROUP, Lane.HEAD, Bytes.EMPTY, sealed)).isEqualTo(VALUE);
        assertThat(sealed.at(0)).isEqualTo((byte) 3);
        assertThat(RecordSeal.label(sealed)).contains(label);
    }

    /// What was written until 2026-11-30, and is written no more.
    @Test
    void records_with_keys_of_their_own_are_opened_for_ever() throws IOException {
        var seal = new RecordSeal(root, fixed());
        var alone = written("sealed-record");
        assertThat(alone.at(0)).isEqualTo((byte) 1);
        assertThat(seal.open(TABLE, GROUP, Lane.CELLS, CELL, alone)).isEqualTo(VALUE);
        assertThat(RecordSeal.label(alone)).isEmpty();
        assertThat(RecordSeal.isUnder(alone, root.id())).isTrue();
        var labelled = written("labelled-record");
        assertThat(labelled.at(0)).isEqualTo((byte) 2);
        assertThat(seal.open(TABLE, GROUP, Lane.HEAD, Bytes.EMPTY, labelled)).isEqualTo(VALUE);
        assertThat(RecordSeal.label(labelled)).contains(seal.tag("kms", "arn:aws:kms:key/material"));
        assertThat(RecordSeal.isUnder(labelled, root.id())).isTrue();
    }

    private static Bytes written(String name) {
        return GoldenFile.of(name, () -> {
            throw new IllegalStateException(name + " is not there, and nothing writes it any more");
        });
    }

    @Test
    void a_page_token() {
        var listing = new PageTokens(root).of("ListThings", "111122223333", "prefix");
        var token = frozen("page-token", listing.after("behind this"));
        assertThat(listing.position(token)).contains("behind this");
    }

    @Test
    void a_sealed_line() {
        var seal = new LineSeal(root, "audit-line", fixed());
        var line = frozen(
                "sealed-line",
                new String(seal.seal("{\"a\":1}".getBytes(StandardCharsets.UTF_8)), StandardCharsets.US_ASCII));
        assertThat(seal.open(line)).contains("{\"a\":1}");
    }

    @Test
    void a_signing_key() throws IOException {
        try (var signing = Ed25519.random(fixed())) {
            var record = frozen("signing-key/whole", SigningKey.write("name", signing, root, fixed()));
            try (var read = SigningKey.read("name", record, root)) {
                assertThat(read.publicKey()).isEqualTo(signing.publicKey());
                assertThat(read.privateKey()).isEqualTo(signing.privateKey());
            }
        }
    }

    @Test
    void a_store_key_file() throws IOException {
        var made = StoreKey.make(key, fixed());
        var text = frozen("store-key", made.text(fixed()).orElseThrow());
        var read = StoreKey.open(List.of(text), "here", key);
        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.rootKeyId()).isEqualTo(root.id());
        try (var one = read.derive("records");
                var other = made.derive("records")) {
            assertThat(one).isEqualTo(other);
        }
        var rotating = made.textUnder(
                SecretBytes.copyOf("another root key of 32 bytes ...".getBytes(StandardCharsets.US_ASCII)),
                new InsecureFixedRandom(22));
        assertThat(StoreKeyText.parse(frozen("store-key-rotating", rotating)).rootKeys())
                .hasSize(2)
                .contains(root.id());
    }

    @Test
    void a_recovery_key_and_its_shares() throws IOException {
        var split = RecoveryKey.split(key, 3, 2, fixed());
        var sealed = frozen("recovery-key", split.sealed());
        Map<String, String> shares = new HashMap<>();
        for (int number = 1; number <= 3; number++) {
            var share = frozen(
                    "recovery-share-" + number,
                    Optional.ofNullable(split.shares().get(number)).orElseThrow());
            if (number != 2) {
                shares.put("share " + number, share);
            }
        }
        assertThat(RecoveryKey.rootKeyId(sealed)).isEqualTo(root.id());
        try (var joined = RecoveryKey.join(sealed, shares)) {
            assertThat(joined).isEqualTo(key);
        }
    }
}
