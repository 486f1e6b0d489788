package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams: readable by Tink and the other way round, at any position, and by nobody once a bit has changed.
final class StreamTest {
    private static final int FIRST = SegmentFormat.FIRST_PLAIN_BYTES;
    private static final int SEGMENT = SegmentFormat.PLAIN_BYTES;
    private static final byte[] ADDITIONAL = Additional.data("object", "bucket", "id", "0", "data");

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key = SecretBytes.random(random, 32);

    private static byte[] plain(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private AesGcmHkdfStreaming tink() throws Exception {
        return new AesGcmHkdfStreaming(key.exposeBytes(), "HmacSha256", 32, SegmentFormat.SEGMENT_BYTES, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 65_479, 65_480, 65_481, 131_000, 131_001, 1_000_000, 5_000_000})
    void tink_opens_what_we_seal_and_we_open_what_tink_seals(int size) throws Exception {
        var plain = plain(size);
        var ours = Bytes.seal(key, ADDITIONAL, plain, random);
        assertThat(ours).hasSize((int) SealingStream.sealedBytes(size));
        var opened = tink().newDecryptingStream(new ByteArrayInputStream(ours), ADDITIONAL)
                .readAllBytes();
        assertThat(opened).isEqualTo(plain);

        var out = new ByteArrayOutputStream();
        try (var stream = tink().newEncryptingStream(out, ADDITIONAL)) {
            stream.write(plain);
        }
        assertThat(Bytes.open(key, ADDITIONAL, out.toByteArray(), size)).isEqualTo(plain);
    }

    /// Counted, since nobody sees it: the bytes of a body lie in one array from the network to the cipher, and in one
    /// from the cipher to the store.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_479, 65_480, 65_481, 131_000, 1_000_000})
    void what_is_filled_in_is_copied_nowhere_before_it_is_sealed(int size) throws Exception {
        var plain = plain(size);
        var pieces = new Random(size);
        var body = new ByteArrayInputStream(plain);
        var readInto = new HashSet<Integer>();
        var writtenFrom = new HashSet<Integer>();
        var out = new ByteArrayOutputStream();
        try (var stream = new SealingStream(key, ADDITIONAL, random, (bytes, offset, length) -> {
            writtenFrom.add(System.identityHashCode(bytes));
            out.write(bytes, offset, length);
        })) {
            int n;
            do {
                n = stream.fill((buffer, offset, length) -> {
                    if (length > 1) {
                        readInto.add(System.identityHashCode(buffer));
                    }
                    return body.read(buffer, offset, Math.min(length, 1 + pieces.nextInt(100_000)));
                });
            } while (n >= 0);
            stream.finish();
        }
        assertThat(readInto).hasSize(1);
        assertThat(writtenFrom).hasSize(1);
        assertThat(Bytes.open(key, ADDITIONAL, out.toByteArray(), size)).isEqualTo(plain);
        assertThat(tink().newDecryptingStream(new ByteArrayInputStream(out.toByteArray()), ADDITIONAL)
                        .readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void a_body_that_breaks_off_leaves_nothing_in_the_pool() {
        var stream = new SealingStream(key, ADDITIONAL, random, (bytes, offset, length) -> {});
        assertThatThrownBy(() -> stream.fill((buffer, offset, length) -> {
                    Arrays.fill(buffer, offset, offset + length, (byte) 'Z');
                    throw new IOException("broken off");
                }))
                .hasMessage("broken off");
        stream.close();
        // Ciphertext is not wiped, and may hold the byte by chance; sixteen in a row it does not.
        var left = "Z".repeat(16);
        for (int i = 0; i < 8; i++) {
            assertThat(new String(Buffers.take(), StandardCharsets.ISO_8859_1)).doesNotContain(left);
        }
    }

    private interface Work {
        void doSome() throws IOException;
    }

    /// Nothing here waits for anybody, so that only who gives way lets others run: twice as many threads as there are
    /// cores work on until one has run who is started when all of them are at it.
    ///
    /// @param times how often the work is done at most
    private static boolean letsOthersRun(int times, Work work) throws InterruptedException {
        int many = 2 * Runtime.getRuntime().availableProcessors();
        var atIt = new CountDownLatch(many);
        var other = new AtomicBoolean();
        var neverRan = new AtomicBoolean();
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < many; i++) {
            var thread = Thread.ofVirtual().unstarted(() -> {
                for (int done = 0; !other.get(); done++) {
                    if (done == times) {
                        neverRan.set(true);
                        return;
                    }
                    try {
                        work.doSome();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                    atIt.countDown();
                }
            });
            thread.setUncaughtExceptionHandler((_, failed) -> {
                failures.add(failed);
                atIt.countDown();
            });
            thread.start();
            threads.add(thread);
        }
        atIt.await();
        threads.add(Thread.ofVirtual().start(() -> other.set(true)));
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        return !neverRan.get();
    }

    @Test
    void sealing_much_lets_others_run() throws Exception {
        var plain = plain(1024 * 1024);
        assertThat(letsOthersRun(2_000, () -> {
                    try (var stream = new SealingStream(key, ADDITIONAL, random, (bytes, offset, length) -> {})) {
                        stream.write(plain, 0, plain.length);
                    }
                }))
                .isTrue();
    }

    @Test
    void opening_much_lets_others_run() throws Exception {
        int size = 1024 * 1024;
        var sealed = Bytes.seal(key, ADDITIONAL, plain(size), random);
        assertThat(letsOthersRun(2_000, () -> Bytes.open(key, ADDITIONAL, sealed, size)))
                .isTrue();
    }

    @Test
    void any_range_of_a_stream_is_that_range_of_the_plaintext() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("StreamTest: -Dsealstead.seed=" + seed);
        var ranges = new Random(seed);
        for (int size : new int[] {1, FIRST, FIRST + 1, FIRST + SEGMENT, 400_000}) {
            var plain = plain(size);
            var sealed = Bytes.seal(key, ADDITIONAL, plain, random);
            try (var reader = new OpeningReader(key, ADDITIONAL, SealedSource.of(sealed), size)) {
                for (int i = 0; i < 200; i++) {
                    int first = ranges.nextInt(size);
                    int count = ranges.nextInt(size - first + 1);
                    var out = new ByteArrayOutputStream();
                    reader.copy(first, count, out::write);
                    assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(plain, first, first + count));
                }
            }
        }
    }

    @Test
    void two_layers_open_at_any_position() throws IOException {
        var inner = Additional.data("object", "b", "i", "0", "inner");
        var outer = Additional.data("object", "b", "i", "0", "outer");
        var plain = plain(300_000);
        try (var other = SecretBytes.random(random, 32)) {
            var sealed = Bytes.seal(other, outer, Bytes.seal(key, inner, plain, random), random);
            long middle = SealingStream.sealedBytes(plain.length);
            try (var first = new OpeningReader(other, outer, SealedSource.of(sealed), middle);
                    var second = new OpeningReader(key, inner, first, plain.length)) {
                var out = new ByteArrayOutputStream();
                second.copy(65_000, 200_000, out::write);
                assertThat(out.toByteArray()).isEqualTo(Arrays.copyOfRange(plain, 65_000, 265_000));
            }
        }
    }

    private void assertCorrupt(byte[] sealed, int size, byte[] plain) {
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> Bytes.openTo(key, ADDITIONAL, sealed, size, out))
                .isInstanceOf(CorruptObjectException.class);
        assertThat(Arrays.equals(out.toByteArray(), Arrays.copyOf(plain, out.size())))
                .as("what was released before the refusal is true plaintext")
                .isTrue();
    }

    @Test
    void a_changed_bit_anywhere_is_refused() throws IOException {
        int size = FIRST + SEGMENT + 1000;
        var plain = plain(size);
        var sealed = Bytes.seal(key, ADDITIONAL, plain, random);
        for (int at : new int[] {
            0, 1, 20, 33, 39, 40, 1000, 65_519, 65_535, 65_536, 100_000, 131_071, 131_072, 131_500, sealed.length - 1
        }) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertCorrupt(changed, size, plain);
        }
    }

    @Test
    void a_stream_cut_at_any_segment_or_made_longer_is_refused() throws IOException {
        int size = FIRST + 2 * SEGMENT + 7;
        var plain = plain(size);
        var sealed = Bytes.seal(key, ADDITIONAL, plain, random);
        for (int segments = 0; segments < 3; segments++) {
            var cut = Arrays.copyOf(sealed, segments * SegmentFormat.SEGMENT_BYTES);
            assertCorrupt(cut, size, plain);
            if (segments > 0) {
                // Even who lies about the length gets nothing: the last segment says that it is not the last.
                assertCorrupt(cut, (int) SegmentFormat.plainStart(segments), plain);
            }
        }
        assertCorrupt(Arrays.copyOf(sealed, sealed.length + 1), size, plain);
        assertCorrupt(Arrays.copyOf(sealed, sealed.length + 1), size + 1, plain);
    }

    @Test
    void segments_in_another_order_or_from_another_object_are_refused() throws IOException {
        int size = FIRST + 3 * SEGMENT;
        var plain = plain(size);
        var sealed = Bytes.seal(key, ADDITIONAL, plain, random);
        var swapped = sealed.clone();
        System.arraycopy(sealed, SegmentFormat.SEGMENT_BYTES, swapped, 2 * SegmentFormat.SEGMENT_BYTES, 65_536);
        System.arraycopy(sealed, 2 * SegmentFormat.SEGMENT_BYTES, swapped, SegmentFormat.SEGMENT_BYTES, 65_536);
        assertCorrupt(swapped, size, plain);
        var other = Bytes.seal(key, ADDITIONAL, plain, random);
        var spliced = sealed.clone();
        System.arraycopy(other, SegmentFormat.SEGMENT_BYTES, spliced, SegmentFormat.SEGMENT_BYTES, 65_536);
        assertCorrupt(spliced, size, plain);
    }

    @Test
    void another_key_or_another_place_does_not_open() throws IOException {
        var sealed = Bytes.seal(key, ADDITIONAL, plain(10), random);
        var elsewhere = Additional.data("object", "bucket", "id", "1", "data");
        assertThatThrownBy(() -> Bytes.open(key, elsewhere, sealed, 10)).isInstanceOf(CorruptObjectException.class);
        try (var other = SecretBytes.random(random, 32)) {
            assertThatThrownBy(() -> Bytes.open(other, ADDITIONAL, sealed, 10))
                    .isInstanceOf(CorruptObjectException.class);
        }
    }

    @Test
    void salts_never_repeat_and_equal_plaintexts_look_different() throws IOException {
        var salts = new HashSet<String>();
        var prefixes = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var sealed = Bytes.seal(key, ADDITIONAL, new byte[16], random);
            assertThat(salts.add(new String(sealed, 1, 32, StandardCharsets.ISO_8859_1)))
                    .isTrue();
            assertThat(prefixes.add(new String(sealed, 33, 7, StandardCharsets.ISO_8859_1)))
                    .isTrue();
        }
    }

    /// Also of segments that no stream of a test reaches: each byte of the number counts, and the last one's.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 65_535, 65_536, 0x0102_0304, SegmentFormat.MAX_SEGMENTS - 1})
    void a_segment_is_sealed_under_the_nonce_of_its_number(long index) throws Exception {
        var salt = plain(SegmentFormat.SALT_BYTES);
        var prefix = plain(SegmentFormat.PREFIX_BYTES);
        var ours = new SegmentCipher(key, ADDITIONAL, salt, prefix);
        var plain = plain(100);
        for (boolean last : new boolean[] {false, true}) {
            var sealed = new byte[plain.length + SegmentFormat.TAG_BYTES];
            ours.seal(index, last, plain, 0, plain.length, sealed, 0);
            var nonce = ByteBuffer.allocate(12)
                    .put(prefix)
                    .putInt((int) index)
                    .put((byte) (last ? 1 : 0))
                    .array();
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            var segmentKey = Hkdf.derive(key.exposeBytes(), salt, ADDITIONAL, SegmentFormat.KEY_BYTES);
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(segmentKey, "AES"), new GCMParameterSpec(128, nonce));
            assertThat(cipher.doFinal(sealed)).isEqualTo(plain);
        }
    }

    @Test
    void no_stream_has_more_segments_than_numbers() {
        var cipher = new SegmentCipher(key, ADDITIONAL, plain(SegmentFormat.SALT_BYTES), plain(7));
        assertThatThrownBy(() -> cipher.seal(SegmentFormat.MAX_SEGMENTS, true, new byte[1], 0, 1, new byte[17], 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_empty_stream_is_authentic_too() throws IOException {
        var sealed = Bytes.seal(key, ADDITIONAL, new byte[0], random);
        assertThat(Bytes.open(key, ADDITIONAL, sealed, 0)).isEmpty();
        sealed[sealed.length - 1] ^= 1;
        assertCorrupt(sealed, 0, new byte[0]);
    }

    @Test
    void a_part_of_an_array_is_sealed_as_that_part() throws IOException {
        int size = FIRST + SEGMENT + 1000;
        var plain = plain(size);
        var around = new byte[size + 200];
        System.arraycopy(plain, 0, around, 100, size);
        var out = new ByteArrayOutputStream();
        try (var stream = new SealingStream(key, ADDITIONAL, random, out::write)) {
            stream.write(around, 100, 10);
            stream.write(around, 110, size - 10);
            stream.finish();
            assertThat(stream.written()).isEqualTo(out.size());
        }
        assertThat(Bytes.open(key, ADDITIONAL, out.toByteArray(), size)).isEqualTo(plain);
    }

    @Test
    void lengths_are_right_up_to_fifty_terabytes() {
        long size = 50L * 1000 * 1000 * 1000 * 1000;
        long segments = SegmentFormat.segments(size);
        assertThat(segments).isLessThan(SegmentFormat.MAX_SEGMENTS);
        assertThat(SegmentFormat.sealedBytes(size)).isEqualTo(40 + size + 16 * segments);
        for (long position : new long[] {0, FIRST - 1, FIRST, FIRST + SEGMENT - 1, FIRST + SEGMENT, size - 1}) {
            long index = SegmentFormat.segmentOf(position);
            assertThat(SegmentFormat.plainStart(index)).isLessThanOrEqualTo(position);
            assertThat(SegmentFormat.plainStart(index + 1)).isGreaterThan(position);
        }
    }
}
