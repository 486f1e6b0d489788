package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Listings: order, pages, prefixes, delimiters, markers; and conditions on reading, writing and deleting.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class ListingTest {
    private static final List<String> KEYS = List.of(
            "a",
            "a/",
            "a/1",
            "a/2",
            "a/b/1",
            "a/b/2",
            "a/c/1",
            "a0",
            "b",
            "b//x",
            "c d+e",
            "photos/2025/1",
            "photos/2025/2",
            "photos/2026/1",
            "z",
            "ä",
            "\uFFEE",
            "\uD83D\uDE00");

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("list")));
        for (var key : KEYS) {
            s3.putObject(b -> b.bucket(own("list")).key(key), RequestBody.fromString(key));
        }
    }

    /// S3's order is that of the UTF-8 bytes, which is not Java's.
    private static List<String> sorted(Iterable<String> keys) {
        var set = new TreeSet<String>((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        keys.forEach(set::add);
        return List.copyOf(set);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void pages_of_any_size_add_up_to_all_keys_in_order(int page) {
        var v2 = new ArrayList<String>();
        s3.listObjectsV2Paginator(b -> b.bucket(own("list")).maxKeys(page))
                .contents()
                .forEach(o -> v2.add(o.key()));
        assertThat(v2).isEqualTo(sorted(KEYS));
        var v1 = new ArrayList<String>();
        var marker = "";
        while (true) {
            var from = marker;
            var reply = s3.listObjects(b -> b.bucket(own("list")).maxKeys(page).marker(from));
            reply.contents().forEach(o -> v1.add(o.key()));
            if (!reply.isTruncated()) {
                break;
            }
            marker = v1.getLast();
        }
        assertThat(v1).isEqualTo(sorted(KEYS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void a_delimiter_rolls_keys_into_common_prefixes_once(int page) {
        for (var prefix : List.of("", "a", "a/", "photos/", "photos/2025/", "b", "none")) {
            var keys = new ArrayList<String>();
            var prefixes = new ArrayList<String>();
            for (var reply : s3.listObjectsV2Paginator(
                    b -> b.bucket(own("list")).delimiter("/").prefix(prefix).maxKeys(page))) {
                assertThat(reply.keyCount()).isLessThanOrEqualTo(page);
                reply.contents().forEach(o -> keys.add(o.key()));
                reply.commonPrefixes().forEach(p -> prefixes.add(p.prefix()));
            }
            var expectedKeys = new ArrayList<String>();
            var expectedPrefixes = new ArrayList<String>();
            for (var key : KEYS) {
                if (key.startsWith(prefix)) {
                    int slash = key.indexOf('/', prefix.length());
                    if (slash < 0) {
                        expectedKeys.add(key);
                    } else {
                        expectedPrefixes.add(key.substring(0, slash + 1));
                    }
                }
            }
            assertThat(keys).as(prefix).isEqualTo(sorted(expectedKeys));
            assertThat(prefixes).as(prefix).isEqualTo(sorted(expectedPrefixes));
        }
    }

    @Test
    void a_marked_version_outside_the_prefix_brings_no_other_of_its_key() {
        s3.createBucket(b -> b.bucket(own("list-marked")));
        s3.putBucketVersioning(b ->
                b.bucket(own("list-marked")).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        s3.putObject(b -> b.bucket(own("list-marked")).key("a"), RequestBody.fromString("a"));
        s3.putObject(b -> b.bucket(own("list-marked")).key("b"), RequestBody.fromString("older"));
        var newest = s3.putObject(b -> b.bucket(own("list-marked")).key("b"), RequestBody.fromString("newer"));
        var listed = s3.listObjectVersions(
                b -> b.bucket(own("list-marked")).prefix("a").keyMarker("b").versionIdMarker(newest.versionId()));
        assertThat(listed.versions()).isEmpty();
        assertThat(listed.isTruncated()).isFalse();
    }

    @Test
    void start_after_owner_encoding_and_bounds() {
        assertThat(s3.listObjectsV2(b -> b.bucket(own("list")).startAfter("photos/2025/1"))
                        .contents()
                        .getFirst()
                        .key())
                .isEqualTo("photos/2025/2");
        var owned = s3.listObjectsV2(b -> b.bucket(own("list")).fetchOwner(true).maxKeys(1));
        assertThat(owned.contents().getFirst().owner().id()).hasSize(64);
        var encoded = s3.listObjectsV2(
                b -> b.bucket(own("list")).encodingType(EncodingType.URL).prefix("c d"));
        assertThat(encoded.contents().getFirst().key()).isEqualTo("c d+e");
        assertThat(s3.listObjectsV2(b -> b.bucket(own("list")).maxKeys(0)).contents())
                .isEmpty();
        assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket(own("list")).maxKeys(-1)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument"));
    }

    @Test
    void buckets_are_listed_in_pages_too() {
        for (var name : List.of(own("page-a"), own("page-b"), own("page-c"))) {
            s3.createBucket(b -> b.bucket(name));
        }
        var names = new ArrayList<String>();
        s3.listBucketsPaginator(b -> b.maxBuckets(2).prefix("page-")).buckets().forEach(b -> names.add(b.name()));
        assertThat(names).containsExactly(own("page-a"), own("page-b"), own("page-c"));
        assertThat(s3.listBuckets().buckets()).extracting(b -> b.name()).contains(own("list"), own("page-a"));
        assertThat(s3.getBucketLocation(b -> b.bucket(own("list"))).locationConstraintAsString())
                .isNullOrEmpty();
        assertThatThrownBy(() -> s3.deleteBucket(b -> b.bucket(own("list"))))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(409);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BucketNotEmpty");
                });
        s3.deleteBucket(b -> b.bucket(own("page-c")));
        assertThatThrownBy(() -> s3.headBucket(b -> b.bucket(own("page-c")))).isInstanceOf(S3Exception.class);
    }

    private static void assertStatus(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, int status) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).isEqualTo(status);
        });
    }

    @Test
    void conditions_hold_or_refuse() {
        var put = s3.putObject(b -> b.bucket(own("list")).key("if").ifNoneMatch("*"), RequestBody.fromString("1"));
        assertStatus(
                () -> s3.putObject(b -> b.bucket(own("list")).key("if").ifNoneMatch("*"), RequestBody.fromString("2")),
                412);
        assertStatus(
                () -> s3.putObject(b -> b.bucket(own("list")).key("if").ifMatch("\"no\""), RequestBody.fromString("2")),
                412);
        assertStatus(
                () -> s3.putObject(
                        b -> b.bucket(own("list")).key("if-none").ifMatch("\"no\""), RequestBody.fromString("2")),
                404);
        s3.getObjectAsBytes(b -> b.bucket(own("list")).key("if").ifMatch(put.eTag()));
        assertStatus(
                () -> s3.getObjectAsBytes(b -> b.bucket(own("list")).key("if").ifNoneMatch(put.eTag())), 304);
        assertStatus(
                () -> s3.getObjectAsBytes(b -> b.bucket(own("list")).key("if").ifMatch("\"no\"")), 412);
        assertStatus(
                () -> s3.getObjectAsBytes(b -> b.bucket(own("list")).key("if").range("bytes=5-9")), 416);
        assertThat(s3.getObjectAsBytes(
                                b -> b.bucket(own("list")).key("photos/2025/1").range("bytes=-1"))
                        .asUtf8String())
                .isEqualTo("1");
        assertStatus(() -> s3.deleteObject(b -> b.bucket(own("list")).key("if").ifMatch("\"no\"")), 412);
        s3.deleteObject(b -> b.bucket(own("list")).key("if").ifMatch(put.eTag()));
        assertStatus(() -> s3.headObject(b -> b.bucket(own("list")).key("if")), 404);
        s3.deleteObject(b -> b.bucket(own("list")).key("if"));
    }

    @Test
    void overrides_and_metadata_come_back() {
        s3.putObject(
                b -> b.bucket(own("list"))
                        .key("meta")
                        .contentType("text/plain; charset=UTF-8")
                        .cacheControl("no-cache")
                        .metadata(java.util.Map.of("one", "1", "two", "2")),
                RequestBody.fromString("1"));
        var got = s3.getObjectAsBytes(b -> b.bucket(own("list")).key("meta").responseContentType("text/html"))
                .response();
        assertThat(got.contentType()).isEqualTo("text/html");
        assertThat(got.cacheControl()).isEqualTo("no-cache");
        assertThat(got.metadata()).containsEntry("one", "1").containsEntry("two", "2");
        s3.deleteObject(b -> b.bucket(own("list")).key("meta"));
    }
}
