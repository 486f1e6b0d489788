package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The vectors of format version 1. They were written once and must open for ever; `-Dsealstead.vectors=write` writes
/// them anew into a file that does not exist.
final class VectorsTest {
    private static final Path FILE = Path.of("src/test/resources/vectors/format-1.json");
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<JsonNode> vectors() throws IOException {
        if (!Files.exists(FILE) && "write".equals(System.getProperty("sealstead.vectors"))) {
            Files.writeString(FILE, write().toPrettyString() + "\n");
        }
        return StreamSupport.stream(JSON.readTree(FILE.toFile()).path("vectors").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void every_vector_opens_or_is_refused_as_it_says(JsonNode vector) throws IOException {
        var additional = HEX.parseHex(vector.path("additional").asText());
        var sealed = HEX.parseHex(vector.path("sealed").asText());
        int bytes = vector.path("plaintextBytes").asInt();
        try (var key = SecretBytes.takeOver(HEX.parseHex(vector.path("key").asText()))) {
            if (vector.has("refused")) {
                assertThatThrownBy(() -> open(vector, key, additional, sealed, bytes))
                        .as(vector.path("refused").asText())
                        .isInstanceOf(CorruptObjectException.class);
            } else {
                assertThat(HEX.formatHex(open(vector, key, additional, sealed, bytes)))
                        .isEqualTo(vector.path("plaintext").asText());
            }
        }
    }

    private static byte[] open(JsonNode vector, SecretBytes key, byte[] additional, byte[] sealed, int bytes)
            throws IOException {
        return switch (vector.path("kind").asText()) {
            case "stream" -> Bytes.open(key, additional, sealed, bytes);
            case "message" -> Seal.open(key, additional, sealed);
            default -> KeyWrap.unwrap(key, additional, sealed).exposeBytes();
        };
    }

    private static ObjectNode write() throws IOException {
        var document = JSON.createObjectNode()
                .put("format", 1)
                .put("algorithm", "AES-256-GCM-HKDF-SHA256, 64 KiB ciphertext segments; see docs/format.md");
        var vectors = document.putArray("vectors");
        var random = new InsecureFixedRandom(1);
        for (int size : new int[] {0, 1, 64, 65_481}) {
            var key = SecretBytes.random(random, 32);
            var additional = Additional.data("object", "0011223344556677", "ab".repeat(16), "0", "data");
            var plain = new byte[size];
            random.nextBytes(plain);
            var sealed = Bytes.seal(key, additional, plain, random);
            vectors.add(vector("stream", key, additional, plain, sealed, ""));
            var changed = sealed.clone();
            changed[changed.length - 1] ^= 1;
            if (size == 64) {
                vectors.add(vector("stream", key, additional, plain, changed, "the last tag was changed"));
                changed = sealed.clone();
                changed[5] ^= 1;
                vectors.add(vector("stream", key, additional, plain, changed, "the salt was changed"));
                var elsewhere = Additional.data("object", "0011223344556677", "ab".repeat(16), "1", "data");
                vectors.add(vector("stream", key, elsewhere, plain, sealed, "another part number"));
            }
        }
        var key = SecretBytes.random(random, 32);
        var additional = Additional.data("record", "bucket", "name", "HEAD", "");
        var plain = new byte[100];
        random.nextBytes(plain);
        var message = Seal.seal(key, additional, plain, random);
        vectors.add(vector("message", key, additional, plain, message, ""));
        vectors.add(vector("message", key, Additional.data("record", ""), plain, message, "another place"));
        var wrapped = KeyWrap.wrap(key, additional, SecretBytes.copyOf(new byte[32]), random);
        vectors.add(vector("wrapped-key", key, additional, new byte[32], wrapped, ""));
        var version = wrapped.clone();
        version[0] = 2;
        vectors.add(vector("wrapped-key", key, additional, new byte[32], version, "an unknown version"));
        return document;
    }

    private static ObjectNode vector(
            String kind, SecretBytes key, byte[] additional, byte[] plain, byte[] sealed, String refused) {
        var vector = JSON.createObjectNode()
                .put("kind", kind)
                .put("key", HEX.formatHex(key.exposeBytes()))
                .put("additional", HEX.formatHex(additional))
                .put("plaintextBytes", plain.length)
                .put("plaintext", HEX.formatHex(plain))
                .put("sealed", HEX.formatHex(sealed));
        return refused.isEmpty() ? vector : vector.put("refused", refused);
    }

    @Test
    void additional_data_of_different_parts_never_encodes_alike() {
        assertThat(Additional.data("a", "bc")).isNotEqualTo(Additional.data("ab", "c"));
        assertThat(Additional.data("a", "b", "")).isNotEqualTo(Additional.data("a", "b"));
        assertThat(HEX.formatHex(Additional.data("a", "bc"))).isEqualTo("0000000161000000026263");
    }
}
