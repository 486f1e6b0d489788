package sealstead.shred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.custody.SigningKey;
import sealstead.shred.ShredCertificates.Subject;
import sealstead.store.local.LocalMetaStore;

/// A kill between any two steps leaves no certificate of what is not destroyed, and none is missing of what is.
@SuppressWarnings("NullAway.Init")
final class ShredCertificatesTest {
    private static final Subject KEY = new Subject("arn:aws:kms:us-east-1:111122223333:key/a", "");
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    private LocalMetaStore engine;
    private ShredCertificates certificates;

    @BeforeEach
    void open() throws IOException {
        engine = new LocalMetaStore(folder.resolve("records"), random);
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        var records = new SealedStore(engine, root, random);
        certificates = new ShredCertificates(records, new SigningKey(records, root, random, "test"));
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private String signed() throws IOException {
        return certificates.find(KEY.id()).orElseThrow().file().orElse("");
    }

    private void prepare(int lines) throws IOException {
        var draft = certificates.begin(KEY).orElseThrow();
        for (int i = 0; i < lines; i++) {
            draft.line("bucket\tkey" + i);
        }
        draft.ready(JsonNodeFactory.instance.objectNode().put("versions", lines));
    }

    @Test
    void what_a_kill_left_while_the_list_was_made_is_made_anew_and_never_signed() throws IOException {
        certificates.begin(KEY).orElseThrow().line("left");
        certificates.finish(subject -> true, () -> NOW);
        assertThat(signed()).isEmpty();
        prepare(1);
        certificates.finish(KEY::equals, () -> NOW);
        assertThat(certificates.chunk(KEY.id(), 0)).contains("bucket\tkey0\n");
        assertThat(SignedCertificate.verify(signed())).isPresent();
    }

    @Test
    void what_a_kill_left_before_the_destruction_is_not_signed_and_what_it_left_after_it_is() throws IOException {
        prepare(2);
        certificates.finish(subject -> false, () -> NOW);
        assertThat(signed()).isEmpty();
        certificates.finish(KEY::equals, () -> NOW);
        var certificate = SignedCertificate.verify(signed()).orElseThrow().certificate();
        assertThat(certificate.path("destroyed").asText()).isEqualTo(NOW.toString());
        assertThat(certificate.path("versions").asLong()).isEqualTo(2);
        // A signed one stays as it is.
        assertThat(certificates.begin(KEY)).isEmpty();
        var before = signed();
        certificates.destroyed(KEY, NOW.plusSeconds(1));
        certificates.finish(KEY::equals, () -> NOW.plusSeconds(1));
        assertThat(signed()).isEqualTo(before);
    }

    /// What fails, or is killed, between the destruction and its erasure leaves a certificate that waits.
    @Test
    void a_certificate_waits_until_the_material_is_erased_and_says_both_times() throws IOException {
        prepare(1);
        certificates.destroyed(KEY, NOW);
        assertThatThrownBy(() -> certificates.finish(KEY::equals, () -> {
                    throw new IOException("not now");
                }))
                .hasMessage("not now");
        assertThat(signed()).isEmpty();
        certificates.finish(KEY::equals, () -> NOW.plusSeconds(9));
        var certificate = SignedCertificate.verify(signed()).orElseThrow().certificate();
        assertThat(certificate.path("destroyed").asText()).isEqualTo(NOW.toString());
        assertThat(certificate.path("erased").asText())
                .isEqualTo(NOW.plusSeconds(9).toString());
    }

    @Test
    void a_long_list_is_kept_in_pieces_whose_digest_is_that_of_the_whole() throws IOException {
        prepare(50_000);
        certificates.finish(KEY::equals, () -> NOW);
        var digest = SignedCertificate.sha256();
        long chunks = 0;
        for (var chunk = certificates.chunk(KEY.id(), 0);
                chunk.isPresent();
                chunk = certificates.chunk(KEY.id(), chunks)) {
            assertThat(chunk.get()).endsWith("\n");
            digest.update(chunk.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            chunks++;
        }
        assertThat(chunks).isGreaterThan(2);
        var list =
                SignedCertificate.verify(signed()).orElseThrow().certificate().path("list");
        assertThat(list.path("lines").asLong()).isEqualTo(50_000);
        assertThat(list.path("sha256").asText())
                .isEqualTo(java.util.HexFormat.of().formatHex(digest.digest()));
    }
}
