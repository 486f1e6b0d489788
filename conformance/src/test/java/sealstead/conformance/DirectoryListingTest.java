package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.LocationType;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// What listings of directory buckets, and of what is in them, tell and take.
@SuppressWarnings("NullAway.Init")
@FarStore.AnyEngine
@FarStore.Quick
final class DirectoryListingTest {
    @Server(@Server.With(setting = Setting.REGION, value = "us-east-1,eu-west-1"))
    private static LocalServer server;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    private static List<String> names(List<Bucket> buckets) {
        return buckets.stream().map(Bucket::name).toList();
    }

    @Test
    void directory_buckets_are_listed_by_region_and_owner_and_never_among_the_others() throws IOException {
        var first = DirectoryBuckets.create(s3, "kinds-a");
        var second = DirectoryBuckets.create(s3, "kinds-b");
        s3.createBucket(b -> b.bucket(own("kinds-general")));
        var stranger = new People(server).account("444455556666");
        try (var ireland = DirectoryBuckets.client(server, LocalServer.credentials(), "eu-west-1");
                var other = DirectoryBuckets.client(server, stranger.credentials(), LocalServer.REGION)) {
            DirectoryBuckets.create(ireland, "kinds-c--euw1-az1--x-s3", "euw1-az1", false);
            DirectoryBuckets.create(other, "kinds-d");

            var listed = s3.listDirectoryBuckets(b -> {}).buckets();
            assertThat(names(listed))
                    .contains(first, second)
                    .doesNotContain(own("kinds-general"), "kinds-c--euw1-az1--x-s3", Express.name("kinds-d"));
            assertThat(listed).allSatisfy(bucket -> {
                assertThat(bucket.bucketArn()).isEqualTo(Express.arn(bucket.name()));
                assertThat(bucket.creationDate()).isNotNull();
                assertThat(bucket.bucketRegion()).isNull();
            });
            assertThat(names(ireland.listDirectoryBuckets(b -> {}).buckets()))
                    .containsExactly("kinds-c--euw1-az1--x-s3");
            assertThat(names(other.listDirectoryBuckets(b -> {}).buckets())).containsExactly(Express.name("kinds-d"));
            assertThat(names(s3.listBuckets().buckets()))
                    .contains(own("kinds-general"))
                    .noneMatch(name -> name.endsWith("--x-s3"));
        }
    }

    @Test
    void pages_of_directory_buckets_tie_together_by_a_token() throws IOException {
        for (var base : List.of("page-a", "page-b", "page-c")) {
            DirectoryBuckets.create(s3, base);
        }
        var all = names(s3.listDirectoryBuckets(b -> {}).buckets());
        var paged = new ArrayList<String>();
        for (var page : s3.listDirectoryBucketsPaginator(b -> b.maxDirectoryBuckets(2))) {
            assertThat(page.buckets()).hasSizeLessThanOrEqualTo(2);
            assertThat(Optional.ofNullable(page.continuationToken()).orElse("")).doesNotContain("--x-s3");
            paged.addAll(names(page.buckets()));
        }
        assertThat(paged).isEqualTo(all).hasSizeGreaterThanOrEqualTo(3);
        assertThat(s3.listDirectoryBuckets(b -> b.maxDirectoryBuckets(0)).buckets())
                .isEmpty();
        assertRefused(400, "InvalidArgument", () -> s3.listDirectoryBuckets(b -> b.maxDirectoryBuckets(1001)));
        assertRefused(400, "InvalidArgument", () -> s3.listDirectoryBuckets(b -> b.continuationToken("ä")));
    }

    @Test
    void directory_buckets_are_meant_by_the_scope_or_by_a_parameter_of_their_own() throws IOException {
        for (var raw : List.of(
                DirectoryBuckets.request(server, "GET", "/"),
                Raw.request(server.endpoint(), "GET", "/?x-id=ListDirectoryBuckets"),
                Raw.request(server.endpoint(), "GET", "/?max-directory-buckets=5"))) {
            var reply = raw.sign().send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.body())
                    .contains("<ListAllMyDirectoryBucketsResult ")
                    .doesNotContain("<Owner>");
        }
        var others = Raw.request(server.endpoint(), "GET", "/?x-id=ListBuckets")
                .sign()
                .send();
        assertThat(others.body()).contains("<ListAllMyBucketsResult ");
    }

    @Test
    void who_may_not_list_directory_buckets_is_refused_whatever_else_they_may() throws IOException {
        var people = new People(server);
        var user = people.user(LocalServer.ACCOUNT, "lists-others", People.allow("s3:*,s3express:CreateSession", "*"));
        try (var client = DirectoryBuckets.client(server, user.credentials(), LocalServer.REGION)) {
            assertRefused(403, "AccessDenied", () -> client.listDirectoryBuckets(b -> {}));
            client.listBuckets();
            people.permit(user, People.allow("s3express:ListAllMyDirectoryBuckets", "*"));
            client.listDirectoryBuckets(b -> {});
            assertRefused(403, "AccessDenied", client::listBuckets);
        }
        var nobody = Raw.request(server.endpoint(), "GET", "/?max-directory-buckets=5")
                .send();
        assertThat(nobody.status()).isEqualTo(403);
    }

    @Test
    void head_tells_where_a_directory_bucket_lies() {
        var name = DirectoryBuckets.create(s3, "head");
        var head = s3.headBucket(b -> b.bucket(name));
        assertThat(head.bucketLocationType()).isEqualTo(LocationType.AVAILABILITY_ZONE);
        assertThat(head.bucketLocationName()).isEqualTo("use1-az4");
        assertThat(head.bucketRegion()).isEqualTo("us-east-1");
        assertThat(head.accessPointAlias()).isFalse();
        assertThat(head.bucketArn()).isEqualTo(Express.arn(name));

        DirectoryBuckets.create(s3, own("head") + "--use1-lax1-az1--x-s3", "use1-lax1-az1", true);
        assertThat(s3.headBucket(b -> b.bucket(own("head") + "--use1-lax1-az1--x-s3"))
                        .bucketLocationType())
                .isEqualTo(LocationType.LOCAL_ZONE);

        s3.createBucket(b -> b.bucket(own("head-general")));
        var general = s3.headBucket(b -> b.bucket(own("head-general")));
        assertThat(general.bucketLocationType()).isNull();
        assertThat(general.bucketArn()).isEqualTo("arn:aws:s3:::" + own("head-general"));
    }

    private static void put(String bucket, String... keys) {
        for (var key : keys) {
            s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
        }
    }

    private static List<String> prefixes(ListObjectsV2Response page) {
        return page.commonPrefixes().stream().map(CommonPrefix::prefix).toList();
    }

    @Test
    void objects_are_listed_by_whole_directories() {
        var bucket = DirectoryBuckets.create(s3, "list");
        put(bucket, "a/1", "a/b/2", "c", "d/3");
        var top = s3.listObjectsV2(b -> b.bucket(bucket).delimiter("/").fetchOwner(true));
        assertThat(prefixes(top)).containsExactly("a/", "d/");
        assertThat(top.contents()).singleElement().satisfies(object -> {
            assertThat(object.key()).isEqualTo("c");
            assertThat(object.storageClassAsString()).isEqualTo("EXPRESS_ONEZONE");
            assertThat(object.owner().id()).hasSize(64);
        });
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket).prefix("a/")).contents())
                .extracting(S3Object::key)
                .containsExactly("a/1", "a/b/2");
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.listObjectsV2(b -> b.bucket(bucket).prefix("a")));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.listObjectsV2(b -> b.bucket(bucket).delimiter("b")));
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.listObjectsV2(b -> b.bucket(bucket).startAfter("a/1")));
        assertRefused(501, "NotImplemented", () -> s3.listObjects(b -> b.bucket(bucket)));
        assertRefused(501, "NotImplemented", () -> s3.listObjectVersions(b -> b.bucket(bucket)));
    }

    @Test
    void open_uploads_show_their_directories_and_closed_ones_do_not() {
        var bucket = DirectoryBuckets.create(s3, "open");
        put(bucket, "a/1", "m/1", "z");
        var upload =
                s3.createMultipartUpload(b -> b.bucket(bucket).key("b/deep/1")).uploadId();
        s3.createMultipartUpload(b -> b.bucket(bucket).key("m/2"));
        s3.createMultipartUpload(b -> b.bucket(bucket).key("loose"));
        s3.createMultipartUpload(b -> b.bucket(bucket).key("x/1"));

        assertThat(prefixes(s3.listObjectsV2(b -> b.bucket(bucket).delimiter("/"))))
                .containsExactly("a/", "b/", "m/", "x/");
        assertThat(prefixes(
                        s3.listObjectsV2(b -> b.bucket(bucket).delimiter("/").prefix("b/"))))
                .containsExactly("b/deep/");
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).commonPrefixes()).isEmpty();

        var paged = new ArrayList<String>();
        for (var page :
                s3.listObjectsV2Paginator(b -> b.bucket(bucket).delimiter("/").maxKeys(1))) {
            assertThat(page.keyCount()).isEqualTo(1);
            assertThat(Optional.ofNullable(page.nextContinuationToken()).orElse(""))
                    .doesNotContain("/");
            page.contents().forEach(object -> paged.add(object.key()));
            paged.addAll(prefixes(page));
        }
        assertThat(paged).containsExactly("a/", "b/", "m/", "x/", "z");

        s3.abortMultipartUpload(b -> b.bucket(bucket).key("b/deep/1").uploadId(upload));
        assertThat(prefixes(s3.listObjectsV2(b -> b.bucket(bucket).delimiter("/"))))
                .containsExactly("a/", "m/", "x/");

        s3.createBucket(b -> b.bucket(own("open-general")));
        s3.createMultipartUpload(b -> b.bucket(own("open-general")).key("a/1"));
        assertThat(s3.listObjectsV2(b -> b.bucket(own("open-general")).delimiter("/"))
                        .commonPrefixes())
                .isEmpty();
    }

    @Test
    void uploads_are_listed_in_pages_that_one_opaque_marker_ties_together() {
        var bucket = DirectoryBuckets.create(s3, "uploads");
        var ids = new ArrayList<String>();
        for (var key : List.of("a/1", "a/1", "a/1", "b", "c/1", "c/2")) {
            ids.add(s3.createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId());
        }
        var found = new ArrayList<String>();
        String marker = null;
        ListMultipartUploadsResponse page;
        do {
            var from = marker;
            page = s3.listMultipartUploads(b -> b.bucket(bucket).maxUploads(2).keyMarker(from));
            assertThat(page.uploads()).hasSize(2);
            assertThat(page.uploadIdMarker()).isNull();
            assertThat(page.nextUploadIdMarker()).isNull();
            page.uploads().stream().map(MultipartUpload::uploadId).forEach(found::add);
            marker = page.nextKeyMarker();
            assertThat(Optional.ofNullable(marker).orElse("")).doesNotContain("/");
        } while (page.isTruncated());
        assertThat(found).isEqualTo(ids);
        assertThat(page.uploads())
                .allMatch(upload -> upload.storageClassAsString().equals("EXPRESS_ONEZONE"));

        var rolled =
                s3.listMultipartUploads(b -> b.bucket(bucket).delimiter("/").maxUploads(1));
        assertThat(rolled.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a/");
        var rest = s3.listMultipartUploads(b -> b.bucket(bucket).delimiter("/").keyMarker(rolled.nextKeyMarker()));
        assertThat(rest.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("c/");
        assertThat(rest.uploads()).extracting(MultipartUpload::key).containsExactly("b");

        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.listMultipartUploads(b -> b.bucket(bucket).prefix("a")));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.listMultipartUploads(b -> b.bucket(bucket).delimiter("-")));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.listMultipartUploads(b -> b.bucket(bucket).keyMarker("b")));
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.listMultipartUploads(b -> b.bucket(bucket).uploadIdMarker(ids.getFirst())));
    }
}
