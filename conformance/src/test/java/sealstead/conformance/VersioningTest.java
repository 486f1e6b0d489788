package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MFADelete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Versions: kept, listed in S3's order, read, copied and removed by their ids.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class VersioningTest {
    @Server
    private static LocalServer server;

    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3 = server.s3();
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
    }

    private static void bucket(String bucket, BucketVersioningStatus status) {
        s3.createBucket(b -> b.bucket(bucket));
        version(bucket, status);
    }

    private static void version(String bucket, BucketVersioningStatus status) {
        s3.putBucketVersioning(b -> b.bucket(bucket).versioningConfiguration(c -> c.status(status)));
    }

    private static String put(String bucket, String key, String text) {
        return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text))
                .versionId();
    }

    private static String get(String bucket, String key, String version) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).versionId(version))
                .asUtf8String();
    }

    private static String get(String bucket, String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    }

    /// `key version` of every entry, `*` behind the latest, `!` before a delete marker.
    private static List<String> entries(ListObjectVersionsResponse listing) {
        var all = new ArrayList<String>();
        listing.versions().forEach(v -> all.add(v.key() + " " + v.versionId() + (v.isLatest() ? "*" : "")));
        listing.deleteMarkers().forEach(v -> all.add("!" + v.key() + " " + v.versionId() + (v.isLatest() ? "*" : "")));
        return all;
    }

    @Test
    void the_state_is_kept_and_told() throws IOException {
        var bucket = own("states");
        s3.createBucket(b -> b.bucket(bucket));
        assertThat(s3.getBucketVersioning(b -> b.bucket(bucket)).status()).isNull();
        version(bucket, BucketVersioningStatus.ENABLED);
        assertThat(s3.getBucketVersioning(b -> b.bucket(bucket)).status()).isEqualTo(BucketVersioningStatus.ENABLED);
        version(bucket, BucketVersioningStatus.SUSPENDED);
        assertThat(s3.getBucketVersioning(b -> b.bucket(bucket)).status()).isEqualTo(BucketVersioningStatus.SUSPENDED);
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.putBucketVersioning(b -> b.bucket(bucket)
                        .versioningConfiguration(c -> c.status("Enabled").mfaDelete(MFADelete.ENABLED))));
    }

    @Test
    void every_put_makes_a_version_and_each_can_be_read() {
        var bucket = own("each");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(put(bucket, "x", "version " + i));
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(get(bucket, "x")).isEqualTo("version 4");
        for (int i = 0; i < 5; i++) {
            assertThat(get(bucket, "x", ids.get(i))).isEqualTo("version " + i);
            var id = ids.get(i);
            assertThat(s3.headObject(b -> b.bucket(bucket).key("x").versionId(id))
                            .versionId())
                    .isEqualTo(id);
        }
        assertRefused(404, "NoSuchVersion", () -> get(bucket, "x", "00000000000000000000000000000000"));
        assertRefused(404, "NoSuchVersion", () -> get(bucket, "other", ids.getFirst()));
        assertRefused(404, "NoSuchVersion", () -> get(bucket, "x", "null"));
        assertRefused(400, "InvalidArgument", () -> get(bucket, "x", "not-an-id"));
    }

    @Test
    void a_delete_hides_the_key_behind_a_marker() {
        var bucket = own("markers");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var id = put(bucket, "x", "kept");
        var deleted = s3.deleteObject(b -> b.bucket(bucket).key("x"));
        assertThat(deleted.deleteMarker()).isTrue();
        assertThatThrownBy(() -> get(bucket, "x")).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
            assertThat(refused.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("x-amz-delete-marker"))
                    .contains("true");
        });
        assertRefused(405, "MethodNotAllowed", () -> get(bucket, "x", deleted.versionId()));
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
        assertThat(get(bucket, "x", id)).isEqualTo("kept");
        assertRefused(409, "BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket(bucket)));
        var undone = s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(deleted.versionId()));
        assertThat(undone.deleteMarker()).isTrue();
        assertThat(get(bucket, "x")).isEqualTo("kept");
        s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(id));
        assertThat(entries(s3.listObjectVersions(b -> b.bucket(bucket)))).isEmpty();
        s3.deleteBucket(b -> b.bucket(bucket));
    }

    @Test
    void suspended_versioning_replaces_only_the_null_version() {
        var bucket = own("suspended");
        s3.createBucket(b -> b.bucket(bucket));
        put(bucket, "x", "before");
        version(bucket, BucketVersioningStatus.ENABLED);
        var named = put(bucket, "x", "named");
        assertThat(get(bucket, "x", "null")).isEqualTo("before");
        version(bucket, BucketVersioningStatus.SUSPENDED);
        assertThat(put(bucket, "x", "first null")).as("S3 does not name it").isNull();
        assertThat(put(bucket, "x", "second null")).as("S3 does not name it").isNull();
        assertThat(entries(s3.listObjectVersions(b -> b.bucket(bucket)))).containsExactly("x null*", "x " + named);
        assertThat(get(bucket, "x")).isEqualTo("second null");
        assertThat(get(bucket, "x", named)).isEqualTo("named");
        var marker = s3.deleteObject(b -> b.bucket(bucket).key("x"));
        assertThat(marker.versionId()).isEqualTo("null");
        assertThat(entries(s3.listObjectVersions(b -> b.bucket(bucket))))
                .containsExactlyInAnyOrder("!x null*", "x " + named);
        version(bucket, BucketVersioningStatus.ENABLED);
        var newer = put(bucket, "x", "newer");
        assertThat(entries(s3.listObjectVersions(b -> b.bucket(bucket))))
                .containsExactlyInAnyOrder("x " + newer + "*", "!x null", "x " + named);
        s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(newer));
        assertRefused(404, "NoSuchKey", () -> get(bucket, "x"));
        s3.deleteObject(b -> b.bucket(bucket).key("x").versionId("null"));
        assertThat(get(bucket, "x")).isEqualTo("named");
    }

    @Test
    void versions_are_listed_by_key_newest_first_and_page_exactly() {
        var bucket = own("pages");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var expected = new ArrayList<String>();
        for (var key : List.of("a", "b/1", "b/2", "c")) {
            var ofKey = new ArrayList<String>();
            for (int i = 0; i < 4; i++) {
                ofKey.addFirst(key + " " + put(bucket, key, "v" + i));
            }
            expected.add(ofKey.getFirst() + "*");
            expected.addAll(ofKey.subList(1, 4));
        }
        for (int size : new int[] {1, 2, 3, 5, 16, 1000}) {
            var listed = new ArrayList<String>();
            s3.listObjectVersionsPaginator(b -> b.bucket(bucket).maxKeys(size)).forEach(page -> {
                assertThat(page.versions().size()).isLessThanOrEqualTo(size);
                listed.addAll(entries(page));
            });
            assertThat(listed).as("pages of " + size).isEqualTo(expected);
        }
        var rolled = s3.listObjectVersions(b -> b.bucket(bucket).delimiter("/"));
        assertThat(rolled.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("b/");
        assertThat(rolled.versions()).hasSize(8);
        assertThat(s3.listObjectVersions(b -> b.bucket(bucket).prefix("b/")).versions())
                .hasSize(8);
    }

    @Test
    void a_version_is_copied_by_its_id_and_restored_onto_itself() {
        var bucket = own("copied");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var old = put(bucket, "x", "old");
        put(bucket, "x", "new");
        var copy = s3.copyObject(b -> b.sourceBucket(bucket)
                .sourceKey("x")
                .sourceVersionId(old)
                .destinationBucket(bucket)
                .destinationKey("x"));
        assertThat(copy.copySourceVersionId()).isEqualTo(old);
        assertThat(get(bucket, "x")).isEqualTo("old");
        assertThat(get(bucket, "x", copy.versionId())).isEqualTo("old");
        assertThat(s3.listObjectVersions(b -> b.bucket(bucket)).versions()).hasSize(3);
        var marker = s3.deleteObject(b -> b.bucket(bucket).key("x")).versionId();
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("x")
                        .sourceVersionId(marker)
                        .destinationBucket(bucket)
                        .destinationKey("y")));
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.copyObject(b -> b.sourceBucket(bucket)
                        .sourceKey("x")
                        .destinationBucket(bucket)
                        .destinationKey("y")));
    }

    @Test
    void many_versions_are_removed_in_one_request() {
        var bucket = own("many");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var ids = new ArrayList<ObjectIdentifier>();
        for (int i = 0; i < 3; i++) {
            ids.add(ObjectIdentifier.builder()
                    .key("x")
                    .versionId(put(bucket, "x", "v" + i))
                    .build());
        }
        var hidden =
                s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(o -> o.key("x"), o -> o.key("never"))));
        assertThat(hidden.deleted()).hasSize(2).allMatch(d -> d.deleteMarker());
        for (var marker : hidden.deleted()) {
            ids.add(ObjectIdentifier.builder()
                    .key(marker.key())
                    .versionId(marker.deleteMarkerVersionId())
                    .build());
        }
        var removed = s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(ids)));
        assertThat(removed.deleted()).hasSize(5);
        assertThat(removed.errors()).isEmpty();
        assertThat(entries(s3.listObjectVersions(b -> b.bucket(bucket)))).isEmpty();
    }

    @Test
    void multipart_objects_have_versions_too_and_survive_a_restart() throws IOException {
        var bucket = own("uploads");
        bucket(bucket, BucketVersioningStatus.ENABLED);
        var first = put(bucket, "x", "small");
        var id = s3.createMultipartUpload(b -> b.bucket(bucket).key("x")).uploadId();
        var part = s3.uploadPart(
                b -> b.bucket(bucket).key("x").uploadId(id).partNumber(1), RequestBody.fromString("a part"));
        var second = s3.completeMultipartUpload(b -> b.bucket(bucket)
                        .key("x")
                        .uploadId(id)
                        .multipartUpload(u -> u.parts(p -> p.partNumber(1).eTag(part.eTag()))))
                .versionId();
        var third = put(bucket, "x", "small again");
        server.restart();
        s3.close();
        s3 = server.s3();
        assertThat(get(bucket, "x", first)).isEqualTo("small");
        assertThat(get(bucket, "x", second)).isEqualTo("a part");
        assertThat(get(bucket, "x", third)).isEqualTo("small again");
        s3.deleteObject(b -> b.bucket(bucket).key("x").versionId(third));
        assertThat(get(bucket, "x")).isEqualTo("a part");
    }
}
