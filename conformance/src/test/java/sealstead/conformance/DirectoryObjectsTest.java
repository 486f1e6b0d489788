package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/// Conditional deletes and multipart uploads in directory buckets.
@Overlay.Never
@SuppressWarnings("unchecked")
final class DirectoryObjectsTest {
    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    private static String bucket;

    @BeforeAll
    static void start() {
        bucket = DirectoryBuckets.create(s3, "objects");
    }

    private static void put(String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("four"));
    }

    private static boolean isThere(String key) {
        return s3.listObjectsV2(b -> b.bucket(bucket)).contents().stream()
                .anyMatch(object -> object.key().equals(key));
    }

    private static void delete(String key, Consumer<DeleteObjectRequest.Builder> condition) {
        s3.deleteObject(b -> condition.accept(b.bucket(bucket).key(key)));
    }

    @Test
    void a_delete_whose_condition_does_not_hold_leaves_the_object() {
        put("guarded");
        var head = s3.headObject(b -> b.bucket(bucket).key("guarded"));
        assertRefused(412, "PreconditionFailed", () -> delete("guarded", b -> b.ifMatch("\"other\"")));
        assertRefused(412, "PreconditionFailed", () -> delete("guarded", b -> b.ifMatchSize(5L)));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> delete(
                        "guarded",
                        b -> b.ifMatchLastModifiedTime(head.lastModified().minusSeconds(1))));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> delete("guarded", b -> b.ifMatch(head.eTag()).ifMatchSize(3L)));
        assertThat(isThere("guarded")).isTrue();
        delete("guarded", b -> b.ifMatch(head.eTag()).ifMatchSize(4L).ifMatchLastModifiedTime(head.lastModified()));
        assertThat(isThere("guarded")).isFalse();
    }

    @Test
    void what_is_not_there_meets_every_condition() {
        delete("nothing", b -> b.ifMatch("\"other\""));
        delete("nothing", b -> b.ifMatchSize(4L));
        delete("nothing", b -> b.ifMatchLastModifiedTime(Instant.EPOCH));
    }

    @Test
    void each_key_of_many_has_conditions_of_its_own() {
        put("one");
        put("two");
        put("three");
        var two = s3.headObject(b -> b.bucket(bucket).key("two"));
        var done = s3.deleteObjects(b -> b.bucket(bucket)
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("one").size(5L).build(),
                        ObjectIdentifier.builder()
                                .key("two")
                                .size(4L)
                                .eTag(two.eTag())
                                .lastModifiedTime(two.lastModified())
                                .build(),
                        ObjectIdentifier.builder()
                                .key("three")
                                .lastModifiedTime(two.lastModified().minusSeconds(60))
                                .build(),
                        ObjectIdentifier.builder().key("absent").size(1L).build())));
        assertThat(done.deleted()).extracting(o -> o.key()).containsExactlyInAnyOrder("two", "absent");
        assertThat(done.errors()).extracting(e -> e.code()).containsOnly("PreconditionFailed");
        assertThat(isThere("one") && isThere("three")).isTrue();
        assertThat(isThere("two")).isFalse();
    }

    @Test
    void a_general_purpose_bucket_has_no_conditions_on_time_and_size() {
        try (var plain = server.plainS3()) {
            plain.createBucket(b -> b.bucket(own("general")));
            plain.putObject(b -> b.bucket(own("general")).key("k"), RequestBody.fromString("four"));
            assertRefused(
                    501,
                    "NotImplemented",
                    () -> plain.deleteObject(
                            b -> b.bucket(own("general")).key("k").ifMatchSize(4L)));
            assertRefused(
                    501,
                    "NotImplemented",
                    () -> plain.deleteObject(
                            b -> b.bucket(own("general")).key("k").ifMatchLastModifiedTime(Instant.now())));
            assertThat(plain.headObject(b -> b.bucket(own("general")).key("k")).contentLength())
                    .isEqualTo(4);
        }
    }

    @Test
    void parts_must_be_numbered_from_one_without_a_gap() {
        var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("gap")).uploadId();
        var etags = new java.util.HashMap<Integer, String>();
        for (int number : new int[] {1, 2, 3}) {
            etags.put(
                    number,
                    s3.uploadPart(
                                    b -> b.bucket(bucket)
                                            .key("gap")
                                            .uploadId(id)
                                            .partNumber(number),
                                    RequestBody.fromBytes(new byte[5 << 20]))
                            .eTag());
        }
        for (var wrong : new int[][] {{2}, {1, 3}, {2, 3}}) {
            assertRefused(400, "InvalidPartOrder", () -> complete("gap", id, etags, wrong));
        }
        var done = complete("gap", id, etags, 1, 2);
        assertThat(done).doesNotContain("-").isNotEqualTo(etags.get(1));
        assertThat(etags.values()).doesNotHaveDuplicates();
    }

    private static String complete(String key, String id, Map<Integer, String> etags, int... numbers) {
        var parts = java.util.Arrays.stream(numbers)
                .mapToObj(number -> CompletedPart.builder()
                        .partNumber(number)
                        .eTag(etags.get(number))
                        .build())
                .toList();
        return s3.completeMultipartUpload(
                        b -> b.bucket(bucket).key(key).uploadId(id).multipartUpload(m -> m.parts(parts)))
                .eTag();
    }

    @Test
    void a_bucket_with_an_upload_in_progress_is_not_empty() {
        var other = DirectoryBuckets.create(s3, "uploading");
        var id = s3.createMultipartUpload(b -> b.bucket(other).key("k")).uploadId();
        assertRefused(409, "BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket(other)));
        s3.abortMultipartUpload(b -> b.bucket(other).key("k").uploadId(id));
        s3.deleteBucket(b -> b.bucket(other));
    }

    @Test
    void an_upload_that_was_completed_does_not_keep_its_bucket() {
        var other = DirectoryBuckets.create(s3, "uploaded");
        var id = s3.createMultipartUpload(b -> b.bucket(other).key("k")).uploadId();
        var etag = s3.uploadPart(
                        b -> b.bucket(other).key("k").uploadId(id).partNumber(1), RequestBody.fromString("part"))
                .eTag();
        s3.completeMultipartUpload(b -> b.bucket(other)
                .key("k")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        s3.deleteObject(b -> b.bucket(other).key("k"));
        s3.deleteBucket(b -> b.bucket(other));
    }
}
