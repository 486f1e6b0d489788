package sealstead.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import sealstead.s3.replication.Elsewhere;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/// A bucket at another endpoint that replicas are written to. The endpoint checks SHA-256 of what it gets; what it then
/// says of the object is compared with what was sent. One that cannot be reached is let alone for a while, so that what
/// waits for it holds up nothing else for long.
final class FarBucket implements Elsewhere.Far, AutoCloseable {
    /// Larger objects go in parts of this size, or of a ten-thousandth of the object.
    private static final long PART_BYTES = 16L * 1024 * 1024;

    private static final int MAX_PARTS = 10_000;
    private static final Duration REST = Duration.ofSeconds(1);
    /// How long an answer about an object may take. Each version begins with one, so that an endpoint which takes
    /// connections and says nothing holds up others for that long, and then rests.
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final int MAX_DOUBLINGS = 6;
    private static final int NOT_FOUND = 404;
    /// What is said of an object itself, and will be said again. Wrong credentials, a bucket that is not there
    /// and the like are the operator's to mend, and then what waits goes.
    private static final Set<String> FINAL = Set.of(
            "EntityTooLarge",
            "InvalidArgument",
            "InvalidRequest",
            "InvalidStorageClass",
            "InvalidTag",
            "InvalidTagError",
            "KMS.NotFoundException",
            "KeyTooLongError",
            "MetadataTooLarge",
            "NotImplemented");

    private final S3Client client;
    private final String bucket;
    private final InstantSource clock;
    private Instant restsUntil = Instant.MIN;
    private int failures;

    FarBucket(Import.Side side, String bucket, InstantSource clock) {
        this.client = side.impatientClient();
        this.bucket = bucket;
        this.clock = clock;
    }

    /// @throws Elsewhere.RefusedException if the endpoint will never do it
    private <T> T ask(Supplier<T> call) throws IOException {
        checkAwake();
        try {
            var answer = call.get();
            reached(true);
            return answer;
        } catch (S3Exception answered) {
            var code = answered.awsErrorDetails() == null
                    ? ""
                    : String.valueOf(answered.awsErrorDetails().errorCode());
            if (FINAL.contains(code)) {
                throw new Elsewhere.RefusedException("The other endpoint answered " + code + ".", answered);
            }
            reached(false);
            throw new IOException("the other endpoint answered " + answered.statusCode() + " " + code, answered);
        } catch (SdkException | UncheckedIOException failed) {
            reached(false);
            throw new IOException("the other endpoint was not reached: " + failed.getMessage(), failed);
        }
    }

    private synchronized void checkAwake() throws IOException {
        if (clock.instant().isBefore(restsUntil)) {
            throw new IOException("the other endpoint is let alone until " + restsUntil);
        }
    }

    private synchronized void reached(boolean well) {
        if (well) {
            failures = 0;
            restsUntil = Instant.MIN;
        } else {
            restsUntil = clock.instant().plus(REST.multipliedBy(1L << Math.min(failures++, MAX_DOUBLINGS)));
        }
    }

    @Override
    public Optional<Elsewhere.Mark> mark(String key) throws IOException {
        return head(key, Optional.empty())
                .map(head -> new Elsewhere.Mark(
                        head.metadata().getOrDefault(Elsewhere.SOURCE, ""),
                        head.metadata().getOrDefault(Elsewhere.MARK, "")));
    }

    private Optional<HeadObjectResponse> head(String key, Optional<String> version) throws IOException {
        return ask(() -> {
            try {
                return Optional.of(client.headObject(b -> {
                    b.bucket(bucket).key(key).overrideConfiguration(c -> c.apiCallAttemptTimeout(LOOK));
                    version.ifPresent(b::versionId);
                }));
            } catch (S3Exception failed) {
                if (failed.statusCode() == NOT_FOUND) {
                    // Of a bucket that is not there HEAD says no more than of an object.
                    client.headBucket(b -> b.bucket(bucket));
                    return Optional.<HeadObjectResponse>empty();
                }
                throw failed;
            }
        });
    }

    @Override
    public void put(String key, Elsewhere.Description description, Elsewhere.Content content) throws IOException {
        Optional<String> version;
        try {
            version = content.bytes() <= PART_BYTES
                    ? whole(key, description, content)
                    : inParts(key, description, content);
        } catch (IOException failed) {
            if (content.failure().isPresent()) {
                reached(true);
                throw content.failure().get();
            }
            throw failed;
        }
        var there = head(key, version).orElseThrow(() -> new IOException("what was sent is not at the other endpoint"));
        if (there.contentLength() != content.bytes()
                || !description
                        .user()
                        .getOrDefault(Elsewhere.MARK, "")
                        .equals(there.metadata().get(Elsewhere.MARK))) {
            throw new IOException("what is at the other endpoint is not what was sent");
        }
        var encryption =
                Optional.ofNullable(there.serverSideEncryptionAsString()).orElse("");
        if (!description.encryption().isEmpty() && !encryption.equals(description.encryption())) {
            throw new IOException("the other endpoint did not encrypt with " + description.encryption());
        }
    }

    private Optional<String> whole(String key, Elsewhere.Description description, Elsewhere.Content content)
            throws IOException {
        var body = RequestBody.fromContentProvider(
                () -> content.from(0, content.bytes()), content.bytes(), type(description));
        return Optional.ofNullable(
                ask(() -> client.putObject(described(key, description), body)).versionId());
    }

    private static String type(Elsewhere.Description description) {
        return description.system().getOrDefault("content-type", "binary/octet-stream");
    }

    private PutObjectRequest described(String key, Elsewhere.Description description) {
        var request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .metadata(description.user())
                .checksumAlgorithm(ChecksumAlgorithm.SHA256);
        if (!description.tags().isEmpty()) {
            request.tagging(tagging(description.tags()));
        }
        if (!description.storageClass().isEmpty()) {
            request.storageClass(description.storageClass());
        }
        if (!description.encryption().isEmpty()) {
            request.serverSideEncryption(description.encryption()).ssekmsKeyId(description.kmsKey());
        }
        description.system().forEach((name, value) -> {
            switch (name) {
                case "content-type" -> request.contentType(value);
                case "cache-control" -> request.cacheControl(value);
                case "content-disposition" -> request.contentDisposition(value);
                case "content-encoding" -> request.contentEncoding(value);
                case "content-language" -> request.contentLanguage(value);
                case "x-amz-website-redirect-location" -> request.websiteRedirectLocation(value);
                default -> request.overrideConfiguration(c -> c.putHeader(name, value));
            }
        });
        return request.build();
    }

    private static CreateMultipartUploadRequest upload(PutObjectRequest put) {
        var request = CreateMultipartUploadRequest.builder()
                .bucket(put.bucket())
                .key(put.key())
                .metadata(put.metadata())
                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                .tagging(put.tagging())
                .storageClass(put.storageClassAsString())
                .serverSideEncryption(put.serverSideEncryptionAsString())
                .ssekmsKeyId(put.ssekmsKeyId())
                .contentType(put.contentType())
                .cacheControl(put.cacheControl())
                .contentDisposition(put.contentDisposition())
                .contentEncoding(put.contentEncoding())
                .contentLanguage(put.contentLanguage())
                .websiteRedirectLocation(put.websiteRedirectLocation());
        put.overrideConfiguration().ifPresent(c -> request.overrideConfiguration(o -> o.headers(c.headers())));
        return request.build();
    }

    private Optional<String> inParts(String key, Elsewhere.Description description, Elsewhere.Content content)
            throws IOException {
        var id = ask(() -> client.createMultipartUpload(upload(described(key, description))))
                .uploadId();
        try {
            var parts = new ArrayList<CompletedPart>();
            long size = Math.max(PART_BYTES, content.bytes() / MAX_PARTS + 1);
            for (long first = 0; first < content.bytes(); first += size) {
                int number = parts.size() + 1;
                long from = first;
                long length = Math.min(size, content.bytes() - first);
                var made = ask(() -> client.uploadPart(
                        b -> b.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .partNumber(number)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromContentProvider(
                                () -> content.from(from, length), length, "application/octet-stream")));
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(made.eTag())
                        .checksumSHA256(made.checksumSHA256())
                        .build());
            }
            return Optional.ofNullable(ask(() -> client.completeMultipartUpload(
                            b -> b.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts))))
                    .versionId());
        } catch (IOException | RuntimeException failed) {
            try {
                client.abortMultipartUpload(b -> b.bucket(bucket).key(key).uploadId(id));
            } catch (SdkException left) {
                failed.addSuppressed(left); // the reason is what is told
            }
            throw failed;
        }
    }

    private static Tagging tagging(Map<String, String> tags) {
        List<Tag> all = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return Tagging.builder().tagSet(all).build();
    }

    @Override
    public void tag(String key, Map<String, String> tags) throws IOException {
        ask(() -> client.putObjectTagging(b -> b.bucket(bucket).key(key).tagging(tagging(tags))));
    }

    @Override
    public void delete(String key) throws IOException {
        ask(() -> client.deleteObject(b -> b.bucket(bucket).key(key)));
    }

    @Override
    public void close() {
        client.close();
    }
}
