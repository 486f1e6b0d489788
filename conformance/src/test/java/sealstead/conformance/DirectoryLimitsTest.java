package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sealstead.s3.S3Operation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/// What directory buckets do not do is refused by its name, changes nothing, and never reads as something else.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class DirectoryLimitsTest {
    private static final Set<S3Operation> CONTROL = Set.of(
            S3Operation.DELETE_BUCKET,
            S3Operation.PUT_BUCKET_POLICY,
            S3Operation.GET_BUCKET_POLICY,
            S3Operation.DELETE_BUCKET_POLICY,
            S3Operation.PUT_BUCKET_ENCRYPTION,
            S3Operation.GET_BUCKET_ENCRYPTION,
            S3Operation.DELETE_BUCKET_ENCRYPTION,
            S3Operation.PUT_BUCKET_LIFECYCLE_CONFIGURATION,
            S3Operation.GET_BUCKET_LIFECYCLE_CONFIGURATION,
            S3Operation.DELETE_BUCKET_LIFECYCLE,
            S3Operation.PUT_BUCKET_INVENTORY_CONFIGURATION,
            S3Operation.GET_BUCKET_INVENTORY_CONFIGURATION,
            S3Operation.LIST_BUCKET_INVENTORY_CONFIGURATIONS,
            S3Operation.DELETE_BUCKET_INVENTORY_CONFIGURATION,
            S3Operation.PUT_BUCKET_METRICS_CONFIGURATION,
            S3Operation.GET_BUCKET_METRICS_CONFIGURATION,
            S3Operation.LIST_BUCKET_METRICS_CONFIGURATIONS,
            S3Operation.DELETE_BUCKET_METRICS_CONFIGURATION);
    private static final String BUCKET = Express.name("limits");
    private static final String GENERAL = Endpoint.own("limits-general");

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    @BeforeAll
    static void start() {
        DirectoryBuckets.create(s3, "limits");
        s3.createBucket(b -> b.bucket(GENERAL));
        s3.putObject(b -> b.bucket(BUCKET).key("there"), RequestBody.fromString("there"));
        s3.putObject(b -> b.bucket(GENERAL).key("plain"), RequestBody.fromString("plain"));
        s3.putObject(b -> b.bucket(GENERAL).key("tagged").tagging("a=b"), RequestBody.fromString("tagged"));
    }

    private static Raw of(S3Operation operation, String bucket) {
        var path = "/" + bucket + (operation.level() == S3Operation.Level.OBJECT ? "/there" : "");
        var query = String.join("=1&", operation.subresources());
        var request = DirectoryBuckets.request(
                server, operation.method().name(), query.isEmpty() ? path : path + "?" + query + "=1");
        if (operation == S3Operation.POST_OBJECT) {
            request.header("content-type", "multipart/form-data; boundary=x").body("--x--\r\n");
        }
        return request;
    }

    @ParameterizedTest
    @EnumSource
    void an_operation_that_only_the_other_kind_of_bucket_has_is_refused_by_its_name(S3Operation operation)
            throws IOException {
        if (operation.level() == S3Operation.Level.SERVICE || operation.buckets() == S3Operation.BucketKinds.BOTH) {
            return;
        }
        boolean general = operation.buckets() == S3Operation.BucketKinds.GENERAL_PURPOSE;
        var reply = of(operation, general ? BUCKET : GENERAL).sign().send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(501);
        assertThat(reply.code()).isEqualTo("NotImplemented");
        assertThat(reply.message()).isEqualTo("The operation " + operation.wireName() + " is not implemented.");
    }

    @ParameterizedTest
    @EnumSource
    void an_expected_owner_is_refused_where_the_bucket_is_configured_and_heeded_where_it_is_used(S3Operation operation)
            throws IOException {
        if (CONTROL.contains(operation)) {
            var reply = of(operation, BUCKET)
                    .header("x-amz-expected-bucket-owner", LocalServer.ACCOUNT)
                    .sign()
                    .send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(501);
            assertThat(reply.element("Header")).isEqualTo("x-amz-expected-bucket-owner");
        }
    }

    @Test
    void an_expected_owner_is_heeded_by_reads_and_writes_of_data() {
        var owner = LocalServer.ACCOUNT;
        s3.headBucket(b -> b.bucket(BUCKET).expectedBucketOwner(owner));
        s3.listObjectsV2(b -> b.bucket(BUCKET).expectedBucketOwner(owner));
        s3.getObject(b -> b.bucket(BUCKET).key("there").expectedBucketOwner(owner));
        var other = "999999999999";
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.listObjectsV2(b -> b.bucket(BUCKET).expectedBucketOwner(other)));
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.deleteObject(b -> b.bucket(BUCKET).key("there").expectedBucketOwner(other)));
    }

    /// A header, and what it is answered.
    ///
    /// @param named what the refusal names it by
    record Refused(String method, String target, String header, String value, int status, String code, String named) {}

    private static Stream<Refused> headers() {
        var writes = List.of("PUT /new", "POST /new?uploads");
        var refused = Stream.of(
                "x-amz-acl: private",
                "x-amz-acl: bucket-owner-full-control",
                "x-amz-grant-read: id=\"1\"",
                "x-amz-grant-full-control: id=\"1\"",
                "x-amz-tagging: a=b",
                "x-amz-object-lock-mode: GOVERNANCE",
                "x-amz-object-lock-retain-until-date: 2099-01-01T00:00:00Z",
                "x-amz-object-lock-legal-hold: ON",
                "x-amz-website-redirect-location: /elsewhere",
                "x-amz-request-payer: requester");
        var all = refused.flatMap(header ->
                Stream.concat(writes.stream(), Stream.of("PUT /copy")).map(line -> refused(line, header, 501)));
        var others = Stream.of(
                refused("PUT /copy", "x-amz-annotation-directive: COPY", 501),
                refused("PUT /new", "x-amz-storage-class: STANDARD", 400),
                refused("PUT /new", "x-amz-storage-class: ONEZONE_IA", 400),
                refused("PUT /copy", "x-amz-storage-class: STANDARD", 400),
                refused("POST /new?uploads", "x-amz-storage-class: GLACIER", 400),
                refused("GET /there", "x-amz-request-payer: requester", 501),
                refused("DELETE /there", "x-amz-mfa: 1 2", 501),
                refused("DELETE /there", "x-amz-bypass-governance-retention: true", 501),
                refused("POST ?delete", "x-amz-mfa: 1 2", 501),
                refused("GET ?list-type=2", "x-amz-optional-object-attributes: RestoreStatus", 501),
                refused("PUT ?policy", "x-amz-confirm-remove-self-bucket-access: true", 501),
                refused(
                        "PUT ?lifecycle",
                        "x-amz-transition-default-minimum-object-size: all_storage_classes_128K",
                        501));
        return Stream.concat(all, others);
    }

    private static Refused refused(String line, String header, int status) {
        var words = line.split(" ");
        int colon = header.indexOf(": ");
        var code = status == 501 ? "NotImplemented" : "InvalidStorageClass";
        return new Refused(
                words[0],
                words[1],
                header.substring(0, colon),
                header.substring(colon + 2),
                status,
                code,
                header.substring(0, colon));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void a_header_for_what_is_not_there_is_refused_by_its_name(Refused refused) throws IOException {
        var request = DirectoryBuckets.request(server, refused.method(), "/" + BUCKET + refused.target());
        if (refused.target().equals("/copy")) {
            request.header("x-amz-copy-source", GENERAL + "/plain");
        }
        var reply = request.header(refused.header(), refused.value()).sign().send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(refused.status());
        assertThat(reply.code()).isEqualTo(refused.code());
        if (refused.status() == 501) {
            assertThat(reply.element("Header")).isEqualTo(refused.named());
        }
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).keyCount()).isEqualTo(1);
        assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET)).uploads()).isEmpty();
    }

    @Test
    void content_md5_is_refused_by_every_operation_with_a_body() throws IOException {
        for (var line : List.of(
                "PUT /new",
                "PUT /new?partNumber=1&uploadId=1",
                "POST ?delete",
                "PUT ?policy",
                "PUT ?encryption",
                "PUT ?lifecycle")) {
            var words = line.split(" ");
            var reply = DirectoryBuckets.request(server, words[0], "/" + BUCKET + words[1])
                    .body("<x/>")
                    .md5()
                    .sign()
                    .send();
            assertThat(reply.status()).as(line).isEqualTo(501);
            assertThat(reply.code()).isEqualTo("NotImplemented");
            assertThat(reply.message()).isEqualTo("This bucket does not support Content Md5 header.");
        }
    }

    @Test
    void an_object_has_no_version_but_null() {
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("there").versionId("null"))
                        .asUtf8String())
                .isEqualTo("there");
        var id = "0123456789abcdef0123456789abcdef";
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.getObject(b -> b.bucket(BUCKET).key("there").versionId(id)));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.deleteObject(b -> b.bucket(BUCKET).key("there").versionId(id)));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.copyObject(b -> b.sourceBucket(BUCKET)
                        .sourceKey("there")
                        .sourceVersionId(id)
                        .destinationBucket(GENERAL)
                        .destinationKey("copy")));
        var many = s3.deleteObjects(b ->
                b.bucket(BUCKET).delete(d -> d.objects(o -> o.key("there").versionId(id))));
        assertThat(many.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.code()).isEqualTo("InvalidArgument"));
        assertThat(many.deleted()).isEmpty();
        s3.headObject(b -> b.bucket(BUCKET).key("there"));
        s3.putObject(b -> b.bucket(BUCKET).key("gone"), RequestBody.fromString("x"));
        assertThat(s3.deleteObject(b -> b.bucket(BUCKET).key("gone").versionId("null"))
                        .versionId())
                .isNull();
    }

    @Test
    void no_tags_come_along_with_a_copy() {
        var copy = "copied";
        assertRefused(
                501,
                "NotImplemented",
                () -> s3.copyObject(b -> b.sourceBucket(GENERAL)
                        .sourceKey("tagged")
                        .destinationBucket(BUCKET)
                        .destinationKey(copy)));
        s3.copyObject(b -> b.sourceBucket(GENERAL)
                .sourceKey("tagged")
                .destinationBucket(BUCKET)
                .destinationKey(copy)
                .taggingDirective(TaggingDirective.REPLACE));
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey(copy)
                .destinationBucket(GENERAL)
                .destinationKey(copy)
                .metadataDirective(MetadataDirective.REPLACE)
                .tagging("c=d")
                .taggingDirective(TaggingDirective.REPLACE));
        assertThat(s3.getObjectTagging(b -> b.bucket(GENERAL).key(copy)).tagSet())
                .hasSize(1);
        s3.deleteObject(b -> b.bucket(BUCKET).key(copy));
    }

    @Test
    void every_answer_about_an_object_tells_its_class_and_that_nothing_is_told_of_its_end() {
        var put = s3.putObject(
                b -> b.bucket(BUCKET).key("told").storageClass(StorageClass.EXPRESS_ONEZONE),
                RequestBody.fromString("told"));
        assertThat(put.expiration()).isEqualTo("NotImplemented");
        assertThat(put.versionId()).isNull();
        var got = s3.getObject(b -> b.bucket(BUCKET).key("told")).response();
        assertThat(got.expiration()).isEqualTo("NotImplemented");
        assertThat(got.storageClass()).isEqualTo(StorageClass.EXPRESS_ONEZONE);
        assertThat(got.versionId()).isNull();
        var head = s3.headObject(b -> b.bucket(BUCKET).key("told"));
        assertThat(head.expiration()).isEqualTo("NotImplemented");
        assertThat(head.storageClass()).isEqualTo(StorageClass.EXPRESS_ONEZONE);
        var copied = s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("told")
                .destinationBucket(BUCKET)
                .destinationKey("told-again"));
        assertThat(copied.expiration()).isEqualTo("NotImplemented");
        assertThat(copied.copySourceVersionId()).isNull();
        assertThat(s3.getObjectAttributes(
                                b -> b.bucket(BUCKET).key("told").objectAttributes(ObjectAttributes.STORAGE_CLASS))
                        .storageClass())
                .isEqualTo(StorageClass.EXPRESS_ONEZONE);
        for (var key : List.of("told", "told-again")) {
            s3.deleteObject(b -> b.bucket(BUCKET).key(key));
        }
        var general = s3.headObject(b -> b.bucket(GENERAL).key("plain"));
        assertThat(general.expiration()).isNull();
        assertThat(general.storageClass()).isNull();
    }

    @Test
    void objects_of_a_local_zone_have_the_class_of_local_zones() {
        var bucket = Endpoint.own("limits") + "--use1-lax1-az1--x-s3";
        DirectoryBuckets.create(s3, bucket, "use1-lax1-az1", true);
        s3.putObject(b -> b.bucket(bucket).key("k").storageClass(StorageClass.ONEZONE_IA), RequestBody.fromString("x"));
        assertThat(s3.headObject(b -> b.bucket(bucket).key("k")).storageClass()).isEqualTo(StorageClass.ONEZONE_IA);
        assertRefused(
                400,
                "InvalidStorageClass",
                () -> s3.putObject(
                        b -> b.bucket(bucket).key("k").storageClass(StorageClass.EXPRESS_ONEZONE),
                        RequestBody.fromString("x")));
        assertRefused(
                400,
                "InvalidStorageClass",
                () -> s3.putObject(
                        b -> b.bucket(GENERAL).key("k").storageClass(StorageClass.EXPRESS_ONEZONE),
                        RequestBody.fromString("x")));
    }

    @ParameterizedTest
    @EnumSource(
            value = ChecksumAlgorithm.class,
            names = {"CRC32", "CRC32_C", "CRC64_NVME", "SHA1", "SHA256"})
    void every_checksum_works(ChecksumAlgorithm algorithm) {
        var key = "sum-" + algorithm;
        s3.putObject(b -> b.bucket(BUCKET).key(key).checksumAlgorithm(algorithm), RequestBody.fromString("sum"));
        var got = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key).checksumMode(ChecksumMode.ENABLED));
        assertThat(got.asUtf8String()).isEqualTo("sum");
        assertThat(got.response()
                        .sdkHttpResponse()
                        .firstMatchingHeader(
                                "x-amz-checksum-" + algorithm.toString().toLowerCase(java.util.Locale.ROOT)))
                .isPresent();
        s3.deleteObject(b -> b.bucket(BUCKET).key(key));
    }
}
