package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/// Every configuration of a bucket reads back as it was put, across a restart too, and its absence has its own answer.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BucketConfigurationTest {
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

    private static void restart() throws IOException {
        server.restart();
        s3.close();
        s3 = server.s3();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void tags() throws IOException {
        s3.createBucket(b -> b.bucket(own("tags")));
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(b -> b.bucket(own("tags"))));
        s3.putBucketTagging(b -> b.bucket(own("tags")).tagging(t -> t.tagSet(tag("team", "blue"), tag("ä+ =", ""))));
        restart();
        assertThat(s3.getBucketTagging(b -> b.bucket(own("tags"))).tagSet())
                .containsExactlyInAnyOrder(tag("team", "blue"), tag("ä+ =", ""));
        assertRefused(
                400,
                "InvalidTag",
                () -> s3.putBucketTagging(b ->
                        b.bucket(own("tags")).tagging(t -> t.tagSet(tag("a", "1"), tag("a", "2")))));
        s3.deleteBucketTagging(b -> b.bucket(own("tags")));
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(b -> b.bucket(own("tags"))));
    }

    @Test
    void tags_given_when_the_bucket_is_made() {
        s3.createBucket(b -> b.bucket(own("born-tagged")).createBucketConfiguration(c -> c.tags(tag("made", "so"))));
        assertThat(s3.getBucketTagging(b -> b.bucket(own("born-tagged"))).tagSet())
                .containsExactly(tag("made", "so"));
    }

    @Test
    void object_tags() {
        s3.createBucket(b -> b.bucket(own("object-tags")));
        s3.putObject(b -> b.bucket(own("object-tags")).key("x").tagging("one=1&two=2"), RequestBody.fromString("x"));
        assertThat(s3.getObjectTagging(b -> b.bucket(own("object-tags")).key("x"))
                        .tagSet())
                .containsExactlyInAnyOrder(tag("one", "1"), tag("two", "2"));
        assertThat(s3.headObject(b -> b.bucket(own("object-tags")).key("x")).tagCount())
                .isEqualTo(2);
        s3.putObjectTagging(b -> b.bucket(own("object-tags")).key("x").tagging(t -> t.tagSet(tag("three", "3"))));
        assertThat(s3.getObjectTagging(b -> b.bucket(own("object-tags")).key("x"))
                        .tagSet())
                .containsExactly(tag("three", "3"));
        s3.deleteObjectTagging(b -> b.bucket(own("object-tags")).key("x"));
        assertThat(s3.getObjectTagging(b -> b.bucket(own("object-tags")).key("x"))
                        .tagSet())
                .isEmpty();
        assertThat(s3.getObjectAsBytes(b -> b.bucket(own("object-tags")).key("x"))
                        .asUtf8String())
                .isEqualTo("x");
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.getObjectTagging(b -> b.bucket(own("object-tags")).key("never")));
        var eleven = java.util.stream.IntStream.range(0, 11)
                .mapToObj(i -> tag("k" + i, "v"))
                .toList();
        assertRefused(
                400,
                "BadRequest",
                () -> s3.putObjectTagging(
                        b -> b.bucket(own("object-tags")).key("x").tagging(t -> t.tagSet(eleven))));
    }

    @Test
    void cors() throws IOException {
        s3.createBucket(b -> b.bucket(own("cors")));
        assertRefused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(b -> b.bucket(own("cors"))));
        assertThat(preflight(own("cors"), "https://app.example", "PUT").code()).isEqualTo("AccessForbidden");
        var rules = List.of(
                CORSRule.builder()
                        .id("app")
                        .allowedOrigins("https://*.example")
                        .allowedMethods("GET", "PUT")
                        .allowedHeaders("x-amz-*", "Content-Type")
                        .exposeHeaders("ETag")
                        .maxAgeSeconds(600)
                        .build(),
                CORSRule.builder().allowedOrigins("*").allowedMethods("GET").build());
        s3.putBucketCors(b -> b.bucket(own("cors")).corsConfiguration(c -> c.corsRules(rules)));
        restart();
        assertThat(s3.getBucketCors(b -> b.bucket(own("cors"))).corsRules()).isEqualTo(rules);

        var allowed = preflight(own("cors"), "https://app.example", "PUT", "x-amz-date, content-type");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("access-control-allow-origin")).contains("https://app.example");
        assertThat(allowed.header("access-control-allow-methods")).contains("GET, PUT");
        assertThat(allowed.header("access-control-allow-headers")).contains("x-amz-date, content-type");
        assertThat(allowed.header("access-control-max-age")).contains("600");
        assertThat(allowed.header("access-control-expose-headers")).contains("ETag");
        assertThat(preflight(own("cors"), "https://app.example", "PUT", "authorization")
                        .status())
                .isEqualTo(403);
        assertThat(preflight(own("cors"), "http://evil.test", "PUT").status()).isEqualTo(403);
        assertThat(preflight(own("cors"), "http://evil.test", "GET").header("access-control-allow-origin"))
                .contains("*");
        assertThat(preflight(own("cors"), "http://evil.test", "PATCH").code()).isEqualTo("BadRequest");

        var refused = Raw.request(server.endpoint(), "GET", "/" + own("cors") + "/never")
                .unsignedHeader("origin", "https://app.example")
                .sign()
                .send();
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.header("access-control-allow-origin")).contains("https://app.example");
        assertThat(refused.header("vary").orElse("")).contains("Origin");

        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.putBucketCors(b -> b.bucket(own("cors"))
                        .corsConfiguration(
                                c -> c.corsRules(r -> r.allowedOrigins("*").allowedMethods("PATCH")))));
        assertThat(s3.getBucketCors(b -> b.bucket(own("cors"))).corsRules()).isEqualTo(rules);
        s3.deleteBucketCors(b -> b.bucket(own("cors")));
        assertRefused(404, "NoSuchCORSConfiguration", () -> s3.getBucketCors(b -> b.bucket(own("cors"))));
    }

    private static Raw.Reply preflight(String bucket, String origin, String method, String... headers)
            throws IOException {
        var request = Raw.request(server.endpoint(), "OPTIONS", "/" + bucket + "/key")
                .header("origin", origin)
                .header("access-control-request-method", method);
        for (var header : headers) {
            request.header("access-control-request-headers", header);
        }
        return request.send();
    }

    @Test
    void policy() throws IOException {
        s3.createBucket(b -> b.bucket(own("policy")));
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(own("policy"))));
        var text = "{\"Version\":\"2012-10-17\",  \"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":"
                + "\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::" + own("policy") + "/*\"}]}";
        s3.putBucketPolicy(b -> b.bucket(own("policy")).policy(text));
        restart();
        assertThat(s3.getBucketPolicy(b -> b.bucket(own("policy"))).policy()).isEqualTo(text);
        for (var bad : List.of("[]", "{}", "not json", text.replace("Deny", "Maybe"))) {
            assertRefused(
                    400,
                    "MalformedPolicy",
                    () -> s3.putBucketPolicy(b -> b.bucket(own("policy")).policy(bad)));
        }
        s3.deleteBucketPolicy(b -> b.bucket(own("policy")));
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(own("policy"))));
    }

    @Test
    void public_access_block() throws IOException {
        s3.createBucket(b -> b.bucket(own("public-access")));
        var all = PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(true)
                .blockPublicPolicy(true)
                .ignorePublicAcls(true)
                .restrictPublicBuckets(true)
                .build();
        assertThat(s3.getPublicAccessBlock(b -> b.bucket(own("public-access"))).publicAccessBlockConfiguration())
                .isEqualTo(all);
        var some = all.toBuilder()
                .blockPublicAcls(false)
                .restrictPublicBuckets(false)
                .build();
        s3.putPublicAccessBlock(b -> b.bucket(own("public-access")).publicAccessBlockConfiguration(some));
        restart();
        assertThat(s3.getPublicAccessBlock(b -> b.bucket(own("public-access"))).publicAccessBlockConfiguration())
                .isEqualTo(some);
        s3.deletePublicAccessBlock(b -> b.bucket(own("public-access")));
        assertRefused(
                404,
                "NoSuchPublicAccessBlockConfiguration",
                () -> s3.getPublicAccessBlock(b -> b.bucket(own("public-access"))));
    }

    @Test
    void ownership_and_acls() throws IOException {
        s3.createBucket(b -> b.bucket(own("owned")));
        assertThat(ownership(own("owned"))).isEqualTo(ObjectOwnership.BUCKET_OWNER_ENFORCED);
        var acl = s3.getBucketAcl(b -> b.bucket(own("owned")));
        assertThat(acl.grants()).hasSize(1);
        assertThat(acl.grants().getFirst().permission()).isEqualTo(Permission.FULL_CONTROL);
        assertThat(acl.grants().getFirst().grantee().id()).isEqualTo(acl.owner().id());
        s3.putBucketAcl(b -> b.bucket(own("owned")).acl(BucketCannedACL.PRIVATE));
        s3.putBucketAcl(b -> b.bucket(own("owned"))
                .accessControlPolicy(p -> p.owner(acl.owner()).grants(acl.grants())));
        assertRefused(
                400,
                "AccessControlListNotSupported",
                () -> s3.putBucketAcl(b -> b.bucket(own("owned")).acl(BucketCannedACL.PUBLIC_READ)));
        s3.putObject(b -> b.bucket(own("owned")).key("x").acl(ObjectCannedACL.PRIVATE), RequestBody.fromString("x"));
        assertThat(s3.getObjectAcl(b -> b.bucket(own("owned")).key("x")).grants())
                .isEqualTo(acl.grants());
        assertRefused(
                400,
                "AccessControlListNotSupported",
                () -> s3.putObjectAcl(b -> b.bucket(own("owned")).key("x").acl(ObjectCannedACL.PUBLIC_READ)));

        s3.putBucketOwnershipControls(b -> b.bucket(own("owned"))
                .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED))));
        restart();
        assertThat(ownership(own("owned"))).isEqualTo(ObjectOwnership.BUCKET_OWNER_PREFERRED);
        assertRefused(
                403,
                "AccessDenied",
                () -> s3.putBucketAcl(b -> b.bucket(own("owned")).acl(BucketCannedACL.PUBLIC_READ)));
        s3.deletePublicAccessBlock(b -> b.bucket(own("owned")));
        s3.putBucketAcl(b -> b.bucket(own("owned")).acl(BucketCannedACL.PUBLIC_READ));
        restart();
        assertThat(s3.getBucketAcl(b -> b.bucket(own("owned"))).grants()).hasSize(2);
        s3.deleteBucketOwnershipControls(b -> b.bucket(own("owned")));
        assertRefused(404, "OwnershipControlsNotFoundError", () -> ownership(own("owned")));
    }

    private static ObjectOwnership ownership(String bucket) {
        return s3.getBucketOwnershipControls(b -> b.bucket(bucket))
                .ownershipControls()
                .rules()
                .getFirst()
                .objectOwnership();
    }

    @Test
    void request_payment() throws IOException {
        s3.createBucket(b -> b.bucket(own("payer")));
        assertThat(s3.getBucketRequestPayment(b -> b.bucket(own("payer"))).payer())
                .isEqualTo(Payer.BUCKET_OWNER);
        s3.putBucketRequestPayment(
                b -> b.bucket(own("payer")).requestPaymentConfiguration(c -> c.payer(Payer.REQUESTER)));
        restart();
        assertThat(s3.getBucketRequestPayment(b -> b.bucket(own("payer"))).payer())
                .isEqualTo(Payer.REQUESTER);
    }

    @Test
    void lifecycle() throws IOException {
        s3.createBucket(b -> b.bucket(own("lifecycle")));
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(own("lifecycle"))));
        var rules = List.of(
                LifecycleRule.builder()
                        .id("logs")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix("logs/"))
                        .expiration(e -> e.days(30))
                        .build(),
                LifecycleRule.builder()
                        .id("old")
                        .status(ExpirationStatus.DISABLED)
                        .filter(f ->
                                f.and(a -> a.prefix("p").tags(tag("a", "b")).objectSizeGreaterThan(5L)))
                        .noncurrentVersionExpiration(e -> e.noncurrentDays(3).newerNoncurrentVersions(2))
                        .build(),
                LifecycleRule.builder()
                        .id("uploads")
                        .status(ExpirationStatus.ENABLED)
                        .filter(f -> f.prefix(""))
                        .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1))
                        .build());
        putLifecycle(rules);
        restart();
        assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(own("lifecycle")))
                        .rules())
                .isEqualTo(rules);
        refuseRule("InvalidArgument", 400, r -> r.expiration(e -> e.days(0)));
        refuseRule("InvalidRequest", 400, r -> r.id("nothing to do"));
        refuseRule(
                "InvalidArgument",
                400,
                r -> r.transitions(t -> t.days(1).storageClass(TransitionStorageClass.STANDARD_IA)));
        refuseRule("MalformedXML", 400, r -> r.expiration(e -> e.days(1).expiredObjectDeleteMarker(true)));
        refuseRule(
                "InvalidRequest",
                400,
                r -> r.filter(f -> f.tag(tag("a", "b"))).abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(1)));
        assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(own("lifecycle")))
                        .rules())
                .isEqualTo(rules);
        s3.deleteBucketLifecycle(b -> b.bucket(own("lifecycle")));
        assertRefused(
                404,
                "NoSuchLifecycleConfiguration",
                () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(own("lifecycle"))));
    }

    private static void putLifecycle(List<LifecycleRule> rules) {
        s3.putBucketLifecycleConfiguration(b -> b.bucket(own("lifecycle")).lifecycleConfiguration(c -> c.rules(rules)));
    }

    private static void refuseRule(String code, int status, Consumer<LifecycleRule.Builder> particular) {
        var rule = LifecycleRule.builder().status(ExpirationStatus.ENABLED).filter(f -> f.prefix("x"));
        particular.accept(rule);
        assertRefused(status, code, () -> putLifecycle(List.of(rule.build())));
    }

    @Test
    void what_was_never_put_reads_as_absent() {
        s3.createBucket(b -> b.bucket(own("refused")));
        assertRefused(404, "NoSuchWebsiteConfiguration", () -> s3.getBucketWebsite(b -> b.bucket(own("refused"))));
        assertRefused(
                404,
                "ReplicationConfigurationNotFoundError",
                () -> s3.getBucketReplication(b -> b.bucket(own("refused"))));
        s3.deleteBucketWebsite(b -> b.bucket(own("refused")));
        s3.deleteBucketReplication(b -> b.bucket(own("refused")));
        assertThat(s3.getBucketAccelerateConfiguration(b -> b.bucket(own("refused")))
                        .status())
                .isNull();
    }

    @Test
    void a_bucket_made_again_has_nothing_of_the_old_one() {
        s3.createBucket(b -> b.bucket(own("again")));
        s3.putBucketTagging(b -> b.bucket(own("again")).tagging(t -> t.tagSet(tag("old", "yes"))));
        s3.deleteBucket(b -> b.bucket(own("again")));
        s3.createBucket(b -> b.bucket(own("again")));
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(b -> b.bucket(own("again"))));
    }
}
