package sealstead.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksumTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "CRC32, cbf43926",
        "CRC32C, e3069283",
        "CRC64NVME, ae8b14860a799888",
        "SHA1, f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "SHA512, d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
                + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
        "MD5, 25f9e794323b453885f5181f1b624d0b",
        "XXHASH64, 8cb841db40e6ae83",
    })
    void the_check_string_has_its_published_value(ChecksumAlgorithm algorithm, String expected) {
        assertThat(HEX.formatHex(hash(algorithm, "123456789".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(expected);
    }

    @Test
    void every_length_has_the_value_that_other_implementations_gave() throws IOException {
        var input = input(1 << 20);
        for (var line : golden().lines().skip(1).toList()) {
            var words = line.split(" ");
            var bytes = Arrays.copyOf(input, Integer.parseInt(words[0]));
            assertThat(hash(ChecksumAlgorithm.XXHASH64, bytes)).as(line).isEqualTo(HEX.parseHex(words[1]));
            assertThat(hash(ChecksumAlgorithm.XXHASH3, bytes)).as(line).isEqualTo(HEX.parseHex(words[2]));
            assertThat(hash(ChecksumAlgorithm.XXHASH128, bytes)).as(line).isEqualTo(HEX.parseHex(words[3]));
            assertThat(hash(ChecksumAlgorithm.CRC64NVME, bytes)).as(line).isEqualTo(HEX.parseHex(words[4]));
        }
    }

    @Test
    void the_library_and_our_tables_count_alike() {
        assertThat(ChecksumAlgorithm.loadNative()).isTrue();
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var bytes = new byte[random.nextInt(1 << random.nextInt(18))];
            random.nextBytes(bytes);
            int offset = random.nextInt(bytes.length + 1);
            var ours = new Crc64Nvme();
            ours.update(bytes, offset, bytes.length - offset);
            var theirs = ChecksumAlgorithm.CRC64NVME.newChecksum();
            theirs.update(bytes, offset, bytes.length - offset);
            assertThat(theirs.digest()).as("-Dseed=" + seed).isEqualTo(ours.digest());
        }
    }

    @ParameterizedTest
    @EnumSource
    void it_does_not_matter_how_the_bytes_are_split(ChecksumAlgorithm algorithm) {
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var bytes = new byte[random.nextInt(1 << random.nextInt(16))];
            random.nextBytes(bytes);
            var checksum = algorithm.newChecksum();
            int longest = 1 + random.nextInt(3000);
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(random.nextInt(longest + 1), bytes.length - at);
                checksum.update(bytes, at, count);
                at += count;
            }
            assertThat(checksum.digest())
                    .as("%d bytes, -Dseed=%d", bytes.length, seed)
                    .isEqualTo(hash(algorithm, bytes))
                    .hasSize(algorithm.digestBytes());
        }
    }

    @Test
    void algorithms_are_found_by_their_wire_names_only() {
        for (var algorithm : ChecksumAlgorithm.values()) {
            assertThat(ChecksumAlgorithm.named(algorithm.name())).contains(algorithm);
        }
        assertThat(ChecksumAlgorithm.named("crc32")).isEmpty();
        assertThat(ChecksumAlgorithm.named("SHA-256")).isEmpty();
        assertThat(ChecksumAlgorithm.CRC64NVME.headerName()).isEqualTo("x-amz-checksum-crc64nvme");
        assertThat(ChecksumAlgorithm.XXHASH128.elementName()).isEqualTo("ChecksumXXHASH128");
    }

    private static byte[] hash(ChecksumAlgorithm algorithm, byte[] bytes) {
        var checksum = algorithm.newChecksum();
        checksum.update(bytes, 0, bytes.length);
        return checksum.digest();
    }

    private static byte[] input(int size) {
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static String golden() throws IOException {
        try (var in = Objects.requireNonNull(ChecksumTest.class.getResourceAsStream("/checksum/golden.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
