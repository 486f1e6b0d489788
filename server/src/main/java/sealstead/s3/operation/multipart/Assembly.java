package sealstead.s3.operation.multipart;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.S3Error;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// The parts of an upload put together: checked against what Complete asks for, and what the object's ETag, length and
/// checksum are. Nothing is read but the parts' records.
///
/// @param checksum the object's, in the clear
record Assembly(List<UploadedPart> parts, String etag, long bytes, StoredChecksum.Clear checksum) {
    private static final long MIN_PART_BYTES = 5L * 1024 * 1024;
    /// 50 TB, the limit since December 2025.
    private static final long MAX_BYTES = 50_000_000_000_000L;

    Assembly {
        parts = List.copyOf(parts);
    }

    static Assembly of(Uploads.Found found, CompletionRequest wanted) {
        var upload = found.upload();
        Map<Integer, UploadedPart> uploaded = found.parts().stream()
                .collect(Collectors.toMap(part -> part.part().number(), Function.identity()));
        var parts = new ArrayList<UploadedPart>();
        for (var asked : wanted.parts()) {
            var part = uploaded.get(asked.number());
            if (part == null
                    || !part.part().etag().equals(asked.etag())
                    || !UploadChecksums.isOfPart(upload, asked, part)) {
                throw invalidPart(upload, asked);
            }
            parts.add(part);
        }
        var assembly = of(upload, parts);
        assembly.checkSizes();
        assembly.checkDeclared(upload, wanted);
        return assembly;
    }

    /// The assembly of exactly these parts.
    static Assembly of(Upload upload, List<UploadedPart> parts) {
        long bytes = 0;
        for (var part : parts) {
            bytes += part.part().bytes();
        }
        boolean full = upload.checksum().map(Upload.ChosenChecksum::fullObject).orElse(true);
        return new Assembly(parts, etag(parts), bytes, full ? combined(parts) : composite(parts));
    }

    private static Refusal invalidPart(Upload upload, CompletionRequest.WantedPart asked) {
        return S3Error.INVALID_PART
                .refusal()
                .with("UploadId", upload.id())
                .with("PartNumber", Integer.toString(asked.number()))
                .with("ETag", asked.etag());
    }

    private void checkSizes() {
        for (var uploaded : parts.subList(0, parts.size() - 1)) {
            var part = uploaded.part();
            if (part.bytes() < MIN_PART_BYTES) {
                throw S3Error.ENTITY_TOO_SMALL
                        .refusal()
                        .with("ProposedSize", Long.toString(part.bytes()))
                        .with("MinSizeAllowed", Long.toString(MIN_PART_BYTES))
                        .with("PartNumber", Integer.toString(part.number()))
                        .with("ETag", part.etag());
            }
        }
        if (bytes > MAX_BYTES) {
            throw S3Error.ENTITY_TOO_LARGE
                    .refusal()
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MaxSizeAllowed", Long.toString(MAX_BYTES));
        }
    }

    private void checkDeclared(Upload upload, CompletionRequest wanted) {
        if (wanted.objectBytes().filter(size -> size != bytes).isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("The provided 'x-amz-mp-object-size' header value "
                    + wanted.objectBytes().get() + " does not match what was computed: " + bytes);
        }
        UploadChecksums.checkObject(upload, wanted, checksum);
    }

    /// The MD5 of the parts' binary ETags, and how many there are.
    private static String etag(List<UploadedPart> parts) {
        var md5 = ChecksumAlgorithm.MD5.newChecksum();
        for (var part : parts) {
            var etag = HexFormat.of().parseHex(part.part().etag());
            md5.update(etag, 0, etag.length);
        }
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts.size();
    }

    private static StoredChecksum.Clear combined(List<UploadedPart> parts) {
        var algorithm = parts.getFirst().algorithm();
        var digest = parts.getFirst().digest().toArray();
        for (var part : parts.subList(1, parts.size())) {
            digest = algorithm.combine(
                    digest, part.digest().readOnlyArray(), part.part().bytes());
        }
        return new StoredChecksum.Clear(algorithm, 0, Bytes.wrap(digest));
    }

    private static StoredChecksum.Clear composite(List<UploadedPart> parts) {
        var algorithm = parts.getFirst().algorithm();
        var digests = digests(parts).readOnlyArray();
        var checksum = algorithm.newChecksum();
        checksum.update(digests, 0, digests.length);
        return new StoredChecksum.Clear(algorithm, parts.size(), Bytes.wrap(checksum.digest()));
    }

    private static Bytes digests(List<UploadedPart> parts) {
        var out = new ByteArrayOutputStream();
        parts.forEach(part -> out.writeBytes(part.digest().readOnlyArray()));
        return Bytes.wrap(out.toByteArray());
    }

    Bytes digests() {
        return digests(parts);
    }

    List<Integer> numbers() {
        return parts.stream().map(part -> part.part().number()).toList();
    }

    long storedBytes() {
        return parts.stream().mapToLong(part -> part.part().storedBytes()).sum();
    }

    /// The parts as the object keeps them.
    Manifest manifest(Upload.Completion completion) {
        return new Manifest(parts.stream().map(UploadedPart::part).toList(), completion.partChecksums());
    }
}
