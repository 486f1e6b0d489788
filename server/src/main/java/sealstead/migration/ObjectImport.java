package sealstead.migration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/// Copies one object: streamed, never on disk here, and verified before it becomes visible.
final class ObjectImport {
    /// Larger objects go in parts of this size, or of a ten-thousandth of the object.
    private static final long PART_BYTES = 64L * 1024 * 1024;

    private static final int MAX_PARTS = 10_000;

    private final S3Client source;
    private final S3Client destination;
    private final Place from;
    private final Place to;
    private final Wish wish;

    ObjectImport(S3Client source, S3Client destination, Place from, Place to, Wish wish) {
        this.source = source;
        this.destination = destination;
        this.from = from;
        this.to = to;
        this.wish = wish;
    }

    /// Copies the object of that key as it is now.
    ImportReport.Line copy(String key) throws IOException {
        var head = source.headObject(b -> b.bucket(from.bucket()).key(key).checksumMode(ChecksumMode.ENABLED));
        var target = to.prefix() + key.substring(from.prefix().length());
        var tags = tags(key);
        var verified = head.contentLength() <= PART_BYTES
                ? copyWhole(key, target, head, tags)
                : copyParts(key, target, head, tags);
        var made = destination.headObject(b -> b.bucket(to.bucket()).key(target));
        if (!made.contentLength().equals(head.contentLength())) {
            throw new ImportMismatchException("the copy of " + key + " has another length");
        }
        return new ImportReport.Line(
                key,
                target,
                head.contentLength(),
                head.eTag(),
                made.eTag(),
                Optional.ofNullable(made.versionId()).orElse(""),
                verified,
                protection(head),
                protection(made),
                Optional.ofNullable(made.ssekmsKeyId()).orElse(""),
                Boolean.TRUE.equals(made.bucketKeyEnabled()));
    }

    private static String protection(HeadObjectResponse head) {
        return Optional.ofNullable(head.serverSideEncryptionAsString()).orElse("none");
    }

    private Optional<Tagging> tags(String key) {
        var tags = new ArrayList<Tag>();
        try {
            tags.addAll(source.getObjectTagging(b -> b.bucket(from.bucket()).key(key))
                    .tagSet());
        } catch (SdkException noTagsThere) {
            return Optional.empty();
        }
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(Tagging.builder().tagSet(tags).build());
    }

    /// The MD5 of an object in one piece stands in its ETag; sent along, the destination refuses anything else.
    private String copyWhole(String key, String target, HeadObjectResponse head, Optional<Tagging> tags)
            throws IOException {
        var request = PutObjectRequest.builder()
                .bucket(to.bucket())
                .key(target)
                .metadata(head.metadata())
                .contentType(head.contentType())
                .cacheControl(head.cacheControl())
                .contentDisposition(head.contentDisposition())
                .contentEncoding(head.contentEncoding())
                .contentLanguage(head.contentLanguage());
        wish.algorithm().ifPresent(request::serverSideEncryption);
        wish.keyId().ifPresent(request::ssekmsKeyId);
        wish.bucketKey().ifPresent(request::bucketKeyEnabled);
        tags.ifPresent(request::tagging);
        var md5 = PartsProof.md5Of(head);
        md5.ifPresent(hex -> request.contentMD5(
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex))));
        try (var body = open(key, head, "bytes=0-", head.contentLength())) {
            destination.putObject(request.build(), RequestBody.fromInputStream(body, head.contentLength()));
            return md5.isPresent() ? "md5" : hasChecksum(body.response()) ? "checksum" : "length";
        }
    }

    private String copyParts(String key, String target, HeadObjectResponse head, Optional<Tagging> tags)
            throws IOException {
        var request = CreateMultipartUploadRequest.builder()
                .bucket(to.bucket())
                .key(target)
                .metadata(head.metadata())
                .contentType(head.contentType())
                .cacheControl(head.cacheControl())
                .contentDisposition(head.contentDisposition())
                .contentEncoding(head.contentEncoding())
                .contentLanguage(head.contentLanguage());
        wish.algorithm().ifPresent(request::serverSideEncryption);
        wish.keyId().ifPresent(request::ssekmsKeyId);
        wish.bucketKey().ifPresent(request::bucketKeyEnabled);
        tags.ifPresent(request::tagging);
        var upload = destination.createMultipartUpload(request.build()).uploadId();
        boolean completed = false;
        try {
            var plan = PartPlan.of(head, sourcePartBytes(key, head));
            var proof = new PartsProof(head, plan.sameAsSource());
            var parts = new ArrayList<CompletedPart>();
            for (long at = 0; at < head.contentLength(); at += plan.bytes()) {
                long bytes = Math.min(plan.bytes(), head.contentLength() - at);
                int number = parts.size() + 1;
                try (var body = open(key, head, "bytes=" + at + "-" + (at + bytes - 1), bytes)) {
                    var etag = destination
                            .uploadPart(
                                    b -> b.bucket(to.bucket())
                                            .key(target)
                                            .uploadId(upload)
                                            .partNumber(number),
                                    RequestBody.fromInputStream(proof.part(body), bytes))
                            .eTag();
                    parts.add(CompletedPart.builder()
                            .partNumber(number)
                            .eTag(etag)
                            .build());
                }
                proof.endPart();
            }
            var verified = proof.verify();
            destination.completeMultipartUpload(
                    b -> b.bucket(to.bucket()).key(target).uploadId(upload).multipartUpload(m -> m.parts(parts)));
            completed = true;
            return verified;
        } finally {
            if (!completed) {
                destination.abortMultipartUpload(
                        b -> b.bucket(to.bucket()).key(target).uploadId(upload));
            }
        }
    }

    /// The size of the source's first part, if it was uploaded in parts.
    private long sourcePartBytes(String key, HeadObjectResponse head) {
        if (!head.eTag().contains("-")) {
            return 0;
        }
        try {
            return source.headObject(
                            b -> b.bucket(from.bucket()).key(key).partNumber(1).ifMatch(head.eTag()))
                    .contentLength();
        } catch (SdkException cannotTell) {
            return 0;
        }
    }

    private ResponseInputStream<GetObjectResponse> open(String key, HeadObjectResponse head, String range, long bytes) {
        return source.getObject(b -> {
            b.bucket(from.bucket()).key(key).ifMatch(head.eTag());
            if (bytes < head.contentLength()) {
                b.range(range);
            } else {
                b.checksumMode(ChecksumMode.ENABLED);
            }
        });
    }

    private static boolean hasChecksum(GetObjectResponse response) {
        return response.checksumTypeAsString() != null || response.checksumCRC32() != null;
    }

    /// How an object is cut, so that its source's ETag can be computed again if that is possible at all.
    ///
    /// @param sameAsSource whether the source was cut likewise
    private record PartPlan(long bytes, boolean sameAsSource) {
        static PartPlan of(HeadObjectResponse head, long sourcePartBytes) {
            long least = -Math.floorDiv(-head.contentLength(), MAX_PARTS);
            boolean usable =
                    sourcePartBytes >= Math.max(least, 5L * 1024 * 1024) && sourcePartBytes <= 5L * 1024 * 1024 * 1024;
            return usable ? new PartPlan(sourcePartBytes, true) : new PartPlan(Math.max(PART_BYTES, least), false);
        }
    }
}
