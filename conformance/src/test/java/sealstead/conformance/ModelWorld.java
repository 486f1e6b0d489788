package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// One bucket and what it should hold.
@SuppressWarnings("unchecked")
final class ModelWorld implements AutoCloseable {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final byte[] NOTHING = {};

    private final LocalServer server;
    private final String kmsKey;
    private final String bucket = Endpoint.own("model-" + BUCKETS.incrementAndGet());
    private final Map<String, List<Version>> versions = new TreeMap<>(ModelWorld::inUtf8Order);
    private S3Client s3;
    private boolean versioned;
    private boolean enabled;

    /// @param kind absent for a delete marker
    @SuppressWarnings("ArrayRecordComponent") // nobody changes them
    private record Version(String id, byte[] bytes, Optional<Kind> kind) {
        boolean isMarker() {
            return kind.isEmpty();
        }
    }

    ModelWorld(LocalServer server, String kmsKey) {
        this.server = server;
        this.kmsKey = kmsKey;
        this.s3 = server.s3();
        s3.createBucket(b -> b.bucket(bucket));
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(ServerSideEncryptionRule.builder()
                        .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                        .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE"))
                        .build())));
    }

    @Override
    public void close() {
        s3.close();
    }

    static byte[] noise(int bytes, int seed) {
        var noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private static int inUtf8Order(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private List<Version> of(String key) {
        return versions.computeIfAbsent(key, absent -> new ArrayList<>());
    }

    private Optional<Version> current(String key) {
        return of(key).stream().findFirst().filter(version -> !version.isMarker());
    }

    private Optional<Version> version(String key, int which) {
        var all = of(key);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(which % all.size()));
    }

    private void push(String key, String id, byte[] bytes, Optional<Kind> kind) {
        assertThat(id).isEqualTo(enabled ? id : versioned ? "null" : id);
        var all = of(key);
        if (!enabled) {
            all.removeIf(version -> version.id().equals("null"));
        }
        all.addFirst(new Version(id, bytes, kind));
    }

    private static String id(@org.jspecify.annotations.Nullable String told) {
        return told == null ? "null" : told;
    }

    void put(String key, byte[] bytes, Kind kind) {
        var reply = s3.putObject(
                kind.on(PutObjectRequest.builder().bucket(bucket).key(key), kmsKey)
                        .build(),
                RequestBody.fromBytes(bytes));
        push(key, id(reply.versionId()), bytes, Optional.of(kind));
    }

    void putIf(String key, byte[] bytes, Kind kind, boolean absent) {
        var request = kind.on(PutObjectRequest.builder().bucket(bucket).key(key), kmsKey);
        var now = current(key);
        if (absent) {
            request.ifNoneMatch("*");
        } else {
            request.ifMatch(now.map(version -> etag(key, version)).orElse("\"0123456789abcdef0123456789abcdef\""));
        }
        if (absent == now.isPresent()) {
            assertRefused(
                    absent ? 412 : 404,
                    absent ? "PreconditionFailed" : "NoSuchKey",
                    () -> s3.putObject(request.build(), RequestBody.fromBytes(bytes)));
        } else {
            var reply = s3.putObject(request.build(), RequestBody.fromBytes(bytes));
            push(key, id(reply.versionId()), bytes, Optional.of(kind));
        }
    }

    private String etag(String key, Version version) {
        return s3.headObject(head(key, version).build()).eTag();
    }

    private HeadObjectRequest.Builder head(String key, Version version) {
        var head = HeadObjectRequest.builder().bucket(bucket).key(key).versionId(version.id());
        return version.kind().orElseThrow().on(head);
    }

    void multipart(String key, Kind kind, List<Integer> sizes, String copied, int seed) {
        var upload = s3.createMultipartUpload(kind.on(
                                CreateMultipartUploadRequest.builder()
                                        .bucket(bucket)
                                        .key(key),
                                kmsKey)
                        .build())
                .uploadId();
        var whole = new ByteArrayOutputStream();
        var parts = new ArrayList<CompletedPart>();
        var source = copied.isEmpty()
                ? Optional.<Version>empty()
                : current(copied).filter(version -> version.bytes().length >= Step.MIN_PART);
        if (source.isPresent()) {
            var request = UploadPartCopyRequest.builder()
                    .sourceBucket(bucket)
                    .sourceKey(copied)
                    .copySourceRange("bytes=7-" + (7 + Step.MIN_PART - 1))
                    .destinationBucket(bucket)
                    .destinationKey(key)
                    .uploadId(upload)
                    .partNumber(1);
            if (source.get().bytes().length >= Step.MIN_PART + 7) {
                source.get().kind().orElseThrow().from(request);
                var made = s3.uploadPartCopy(kind.on(request).build()).copyPartResult();
                whole.write(source.get().bytes(), 7, Step.MIN_PART);
                parts.add(
                        CompletedPart.builder().partNumber(1).eTag(made.eTag()).build());
            }
        }
        for (int size : sizes) {
            int number = parts.size() * 3 + 2;
            var bytes = noise(size, seed + number);
            var made = s3.uploadPart(
                    kind.on(UploadPartRequest.builder()
                                    .bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number))
                            .build(),
                    RequestBody.fromBytes(bytes));
            whole.writeBytes(bytes);
            parts.add(
                    CompletedPart.builder().partNumber(number).eTag(made.eTag()).build());
        }
        var reply = s3.completeMultipartUpload(kind.on(CompleteMultipartUploadRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts)))
                .build());
        push(key, id(reply.versionId()), whole.toByteArray(), Optional.of(kind));
    }

    void copy(String from, String to, Kind kind, int which) {
        var source = version(from, which);
        if (source.isEmpty() || source.get().isMarker()) {
            return;
        }
        var request = CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(from)
                .sourceVersionId(source.get().id())
                .destinationBucket(bucket)
                .destinationKey(to);
        source.get().kind().orElseThrow().from(request);
        var reply = s3.copyObject(kind.to(request, kmsKey).build());
        push(to, id(reply.versionId()), source.get().bytes(), Optional.of(kind));
    }

    void delete(String key) {
        var reply = s3.deleteObject(b -> b.bucket(bucket).key(key));
        if (versioned) {
            assertThat(reply.deleteMarker()).isTrue();
            push(key, id(reply.versionId()), NOTHING, Optional.empty());
        } else {
            of(key).clear();
        }
    }

    void deleteVersion(String key, int which) {
        var version = version(key, which);
        if (version.isPresent()) {
            s3.deleteObject(
                    b -> b.bucket(bucket).key(key).versionId(version.get().id()));
            of(key).remove(version.get());
        }
    }

    void head(String key) {
        var now = current(key);
        if (now.isEmpty()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> s3.headObject(b -> b.bucket(bucket).key(key)))
                    .isInstanceOf(software.amazon.awssdk.services.s3.model.NoSuchKeyException.class);
        } else {
            var head = s3.headObject(head(key, now.get()).build());
            assertThat(head.contentLength()).isEqualTo(now.get().bytes().length);
        }
    }

    void range(String key, int which, int from, int bytes) {
        var version = version(key, which);
        if (version.isEmpty() || version.get().isMarker()) {
            return;
        }
        var expected = version.get().bytes();
        var request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(version.get().id())
                .range("bytes=" + from + "-" + (from + bytes - 1));
        version.get().kind().orElseThrow().on(request);
        if (from >= expected.length) {
            assertRefused(416, "InvalidRange", () -> s3.getObjectAsBytes(request.build()));
        } else {
            var got = s3.getObjectAsBytes(request.build()).asByteArrayUnsafe();
            int to = Math.min(expected.length, from + bytes);
            assertThat(Arrays.equals(got, Arrays.copyOfRange(expected, from, to)))
                    .as("bytes of " + key)
                    .isTrue();
        }
    }

    void list(String delimiter, int page) {
        var keys = new ArrayList<String>();
        var prefixes = new ArrayList<String>();
        for (var result : s3.listObjectsV2Paginator(b -> b.bucket(bucket)
                .delimiter(delimiter.isEmpty() ? null : delimiter)
                .maxKeys(page))) {
            result.contents().forEach(object -> keys.add(object.key()));
            result.commonPrefixes().forEach(prefix -> prefixes.add(prefix.prefix()));
        }
        var expectedKeys = new ArrayList<String>();
        var expectedPrefixes = new TreeSet<String>();
        for (var key : versions.keySet()) {
            if (current(key).isPresent()) {
                int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter);
                if (at < 0) {
                    expectedKeys.add(key);
                } else {
                    expectedPrefixes.add(key.substring(0, at + 1));
                }
            }
        }
        assertThat(keys).isEqualTo(expectedKeys);
        assertThat(prefixes).containsExactlyElementsOf(expectedPrefixes);
    }

    void version(boolean on) {
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(on ? "Enabled" : "Suspended")));
        versioned = true;
        enabled = on;
    }

    void restart() throws IOException {
        if (Endpoint.isGiven()) {
            return; // what is elsewhere goes on
        }
        s3.close();
        server.restart();
        s3 = server.s3();
    }

    void forget(String key) {
        of(key).clear();
    }

    /// Every version there is, in order and byte by byte.
    void compareAll() {
        var listed = new ArrayList<String>();
        for (var page : s3.listObjectVersionsPaginator(b -> b.bucket(bucket).maxKeys(7))) {
            page.versions()
                    .forEach(v -> listed.add(v.key() + " " + v.versionId() + " " + v.size() + " " + v.isLatest()));
            page.deleteMarkers().forEach(v -> listed.add(v.key() + " " + v.versionId() + " marker " + v.isLatest()));
        }
        var expected = new ArrayList<String>();
        versions.forEach((key, all) -> {
            for (var version : all) {
                expected.add(key + " " + version.id() + " "
                        + (version.isMarker() ? "marker" : version.bytes().length) + " "
                        + version.equals(all.getFirst()));
            }
        });
        assertThat(listed).containsExactlyInAnyOrderElementsOf(expected);
        versions.forEach((key, all) -> {
            for (var version : all) {
                if (!version.isMarker()) {
                    var request =
                            GetObjectRequest.builder().bucket(bucket).key(key).versionId(version.id());
                    var got = s3.getObjectAsBytes(
                                    version.kind().orElseThrow().on(request).build())
                            .asByteArrayUnsafe();
                    assertThat(Arrays.equals(got, version.bytes()))
                            .as(key + " " + version.id())
                            .isTrue();
                }
            }
        });
    }
}
