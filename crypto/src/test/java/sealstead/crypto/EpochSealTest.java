package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Messages that share a key for an epoch: as docs/format.md says, never under one nonce twice, and only where they
/// belong.
final class EpochSealTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Path VECTORS = Path.of("src/test/resources/vectors/epoch-1.txt");
    private static final byte[] PLACE = Additional.data("record-in-epoch", "table", "group", "HEAD", "", "");

    private final SecretBytes key =
            SecretBytes.copyOf("thirty-two bytes that are a key.".getBytes(StandardCharsets.US_ASCII));
    private final EpochSeal seal = new EpochSeal(key, new SecureRandom());

    private static byte[] open(EpochSeal seal, byte[] additional, byte[] sealed) throws CorruptObjectException {
        return seal.open(additional, sealed, 0, sealed.length);
    }

    /// Written by another program (`docs/format.md`); a line is additional data, plaintext and message in hex.
    @Test
    void the_vectors_open_for_ever() throws IOException {
        var lines = Files.readAllLines(VECTORS, StandardCharsets.US_ASCII);
        assertThat(lines).hasSizeGreaterThan(3);
        for (var line : lines) {
            var parts = line.split(" ", -1);
            assertThat(HEX.formatHex(open(seal, HEX.parseHex(parts[0]), HEX.parseHex(parts[2]))))
                    .isEqualTo(parts[1]);
        }
    }

    @Test
    void a_message_has_at_most_16_mib() throws CorruptObjectException {
        var largest = new byte[16 * 1024 * 1024];
        var sealed = seal.seal(PLACE, largest);
        assertThat(Arrays.equals(open(seal, PLACE, sealed), largest)).isTrue();
        assertThatThrownBy(() -> seal.seal(PLACE, new byte[largest.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_message_is_what_the_format_says() throws GeneralSecurityException {
        var plain = "a record".getBytes(StandardCharsets.US_ASCII);
        var sealed = seal.seal(PLACE, plain);
        assertThat(sealed).hasSize(plain.length + EpochSeal.OVERHEAD_BYTES);
        var info = Additional.data("sealstead-epoch", new byte[0]);
        var epochKey = Hkdf.derive(key.exposeBytes(), Arrays.copyOf(sealed, 16), info, 32);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(epochKey, "AES"), new GCMParameterSpec(128, sealed, 16, 12));
        cipher.updateAAD(PLACE);
        assertThat(cipher.doFinal(sealed, 28, sealed.length - 28)).isEqualTo(plain);
    }

    @Test
    void no_byte_may_be_changed_and_nothing_moved_or_cut() throws CorruptObjectException {
        var plain = new byte[100];
        var sealed = seal.seal(PLACE, plain);
        assertThat(open(seal, PLACE, sealed)).isEqualTo(plain);
        for (int at = 0; at < sealed.length; at++) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> open(seal, PLACE, changed)).isInstanceOf(CorruptObjectException.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            var cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> open(seal, PLACE, cut)).isInstanceOf(CorruptObjectException.class);
        }
        var elsewhere = Additional.data("record-in-epoch", "table", "group2", "HEAD", "", "");
        assertThatThrownBy(() -> open(seal, elsewhere, sealed)).isInstanceOf(CorruptObjectException.class);
        var other = new EpochSeal(SecretBytes.copyOf(new byte[32]), new SecureRandom());
        assertThatThrownBy(() -> open(other, PLACE, sealed)).isInstanceOf(CorruptObjectException.class);
    }

    @Test
    void an_epoch_ends_before_its_nonces_may_meet_and_older_ones_open() throws CorruptObjectException {
        var first = seal.seal(PLACE, new byte[1]);
        var epochs = new HashSet<String>();
        var nonces = new HashSet<String>();
        for (int i = 0; i < EpochSeal.MESSAGES + 10; i++) {
            var sealed = seal.seal(PLACE, new byte[0]);
            epochs.add(HEX.formatHex(sealed, 0, 16));
            assertThat(nonces.add(HEX.formatHex(sealed, 0, 28))).isTrue();
        }
        assertThat(epochs).hasSize(2).contains(HEX.formatHex(first, 0, 16));
        assertThat(open(seal, PLACE, first)).hasSize(1);
        assertThat(open(new EpochSeal(key, new SecureRandom()), PLACE, first)).hasSize(1);
    }

    @Test
    void threads_share_epochs_and_open_what_is_of_more_epochs_than_are_kept() {
        var sealed = new byte[2000][];
        IntStream.range(0, 2000).parallel().forEach(i -> {
            var own = i % 5 == 0 ? new EpochSeal(key, new SecureRandom()) : seal;
            sealed[i] = own.seal(PLACE, ("message " + i).getBytes(StandardCharsets.US_ASCII));
        });
        IntStream.range(0, 2000).parallel().forEach(i -> {
            try {
                assertThat(open(seal, PLACE, sealed[i])).asString().isEqualTo("message " + i);
            } catch (CorruptObjectException corrupt) {
                throw new AssertionError(corrupt);
            }
        });
    }

    @Test
    void what_is_too_long_and_keys_of_other_lengths_are_refused() {
        assertThatThrownBy(() -> seal.seal(PLACE, new byte[(16 << 20) + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EpochSeal(SecretBytes.copyOf(new byte[16]), new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
