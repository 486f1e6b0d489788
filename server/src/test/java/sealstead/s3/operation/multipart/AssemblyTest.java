package sealstead.s3.operation.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.SealingStream;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.PartName;
import sealstead.s3.Tags;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Part;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Guard;
import sealstead.wire.Refusal;

/// The arithmetic of the largest objects, on the records of parts that nobody has to upload.
final class AssemblyTest {
    private static final long LARGEST_PART = 5L * 1024 * 1024 * 1024;
    private static final long LARGEST_OBJECT = 50_000_000_000_000L;

    private static Upload upload() {
        var envelope =
                new Envelope("0".repeat(32), "0".repeat(16), 0, 0, new ObjectKeys.ServiceKey("key", Bytes.EMPTY));
        return new Upload(
                "key",
                "0".repeat(48),
                Instant.EPOCH,
                "arn:aws:iam::111122223333:root",
                new Attributes(Map.of(), Map.of()),
                Tags.NONE,
                ObjectLock.NONE,
                envelope,
                Optional.empty(),
                Upload.State.OPEN,
                Optional.empty(),
                false,
                StorageClass.STANDARD);
    }

    private static UploadedPart part(int number, long bytes) {
        var random = new Random(number);
        var digest = new byte[8];
        random.nextBytes(digest);
        var part = new Part(
                new PartName(number, "0".repeat(32)),
                new BlobId(0, number, number),
                bytes,
                SealingStream.sealedBytes(bytes),
                "%032x".formatted(number),
                Instant.EPOCH);
        return new UploadedPart(part, ChecksumAlgorithm.CRC64NVME, Bytes.wrap(digest));
    }

    private static Assembly assemble(List<UploadedPart> parts, long declaredBytes) {
        var wanted = parts.stream()
                .map(part -> new CompletionRequest.WantedPart(
                        part.part().number(), part.part().etag(), Optional.empty()))
                .toList();
        var found = new Uploads.Found(Bytes.EMPTY, upload(), new Guard.Absent(), parts);
        return Assembly.of(
                found, new CompletionRequest(wanted, Optional.of(declaredBytes), Optional.empty(), Optional.empty()));
    }

    private static List<UploadedPart> parts(int count, long bytesEach, long bytesOfLast) {
        var parts = new ArrayList<UploadedPart>();
        for (int number = 1; number < count; number++) {
            parts.add(part(number, bytesEach));
        }
        parts.add(part(count, bytesOfLast));
        return parts;
    }

    @Test
    void ten_thousand_parts_make_fifty_terabytes() {
        long each = LARGEST_OBJECT / 10_000;
        var whole = assemble(parts(10_000, each, each), LARGEST_OBJECT);
        assertThat(whole.bytes()).isEqualTo(LARGEST_OBJECT);
        assertThat(whole.storedBytes()).isEqualTo(10_000 * SealingStream.sealedBytes(each));
        assertThat(whole.etag()).endsWith("-10000");
        assertThat(whole.numbers()).hasSize(10_000).endsWith(10_000);
    }

    @Test
    void a_byte_more_is_too_large() {
        long each = LARGEST_OBJECT / 10_000;
        assertThatThrownBy(() -> assemble(parts(10_000, each, each + 1), LARGEST_OBJECT + 1))
                .isInstanceOfSatisfying(Refusal.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.code()).isEqualTo("EntityTooLarge");
                });
        assertThatThrownBy(() -> assemble(parts(10_000, LARGEST_PART, LARGEST_PART), 10_000 * LARGEST_PART))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("EntityTooLarge"));
    }

    @Test
    void every_part_but_the_last_has_five_mebibytes() {
        assemble(parts(3, 5 << 20, 1), (10L << 20) + 1);
        assertThatThrownBy(() -> assemble(parts(3, (5 << 20) - 1, 1), (10L << 20) - 1))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("EntityTooSmall"));
    }

    /// CRCs of parts combine by arithmetic on their lengths, which here exceed what an `int` holds.
    @Test
    void the_full_checksum_of_huge_parts_is_that_of_combining_them_in_any_grouping() {
        var parts = parts(4, LARGEST_PART, LARGEST_PART - 7);
        var crc = ChecksumAlgorithm.CRC64NVME;
        var digests = parts.stream().map(part -> part.digest().readOnlyArray()).toList();
        var left = crc.combine(digests.get(0), digests.get(1), LARGEST_PART);
        var right = crc.combine(digests.get(2), digests.get(3), LARGEST_PART - 7);
        var whole = crc.combine(left, right, 2 * LARGEST_PART - 7);
        assertThat(assemble(parts, 4 * LARGEST_PART - 7).checksum().digest()).isEqualTo(Bytes.wrap(whole));
    }
}
