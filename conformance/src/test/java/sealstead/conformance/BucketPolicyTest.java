package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// What bucket policies and identity policies do to requests, seen from outside (section 5).
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BucketPolicyTest {
    private static LocalServer server;
    private static People people;
    private static S3Client s3;
    private static int count;

    private String bucket = "";
    private String objects = "";

    @BeforeAll
    static void start() {
        server = new LocalServer();
        people = new People(server);
        s3 = server.plainS3();
    }

    @AfterAll
    static void stop() throws IOException {
        s3.close();
        server.close();
    }

    @org.junit.jupiter.api.BeforeEach
    void makeBucket() {
        bucket = "policy-" + ++count;
        objects = "arn:aws:s3:::" + bucket + "/*";
        s3.createBucket(b -> b.bucket(bucket));
    }

    private void put(String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
    }

    private void setPolicy(String statements) {
        s3.putBucketPolicy(b -> b.bucket(bucket).policy(policy(statements)));
    }

    private Person user(String statements) throws IOException {
        return people.user(LocalServer.ACCOUNT, bucket, statements);
    }

    private void allowPublicPolicies(boolean restrict) {
        s3.putPublicAccessBlock(b -> b.bucket(bucket)
                .publicAccessBlockConfiguration(c -> c.blockPublicPolicy(false).restrictPublicBuckets(restrict)));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertRefused(403, "AccessDenied", call);
    }

    private Raw.Reply anonymously(String key) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/" + bucket + "/" + key).send();
    }

    /// GHSA-3ppv-fx5m-m749: a version was read by the right to read the newest.
    @Test
    void reading_a_version_needs_the_right_to_versions() throws IOException {
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        var version = s3.putObject(b -> b.bucket(bucket).key("v"), RequestBody.fromString("1"))
                .versionId();
        var plain = user(allow("s3:GetObject", objects));
        try (var client = plain.s3()) {
            client.getObjectAsBytes(b -> b.bucket(bucket).key("v"));
            assertDenied(
                    () -> client.getObjectAsBytes(b -> b.bucket(bucket).key("v").versionId(version)));
            people.permit(plain, allow("s3:GetObjectVersion", objects));
            client.getObjectAsBytes(b -> b.bucket(bucket).key("v").versionId(version));
            assertDenied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("v")));
        }
    }

    @Test
    void only_who_may_list_learns_that_a_key_is_missing() throws IOException {
        var who = user(allow("s3:GetObject", objects));
        try (var client = who.s3()) {
            assertDenied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("missing")));
            people.permit(who, allow("s3:GetObject", objects) + "," + allow("s3:ListBucket", "arn:aws:s3:::" + bucket));
            assertRefused(
                    404,
                    "NoSuchKey",
                    () -> client.getObjectAsBytes(b -> b.bucket(bucket).key("missing")));
        }
    }

    @Test
    void rights_may_depend_on_the_tags_of_an_object() throws IOException {
        var who = user(allow("s3:GetObject", objects, equal("s3:ExistingObjectTag/team", "red")));
        s3.putObject(b -> b.bucket(bucket).key("red").tagging("team=red"), RequestBody.fromString("r"));
        s3.putObject(b -> b.bucket(bucket).key("blue").tagging("team=blue"), RequestBody.fromString("b"));
        try (var client = who.s3()) {
            client.getObjectAsBytes(b -> b.bucket(bucket).key("red"));
            assertDenied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("blue")));
        }
    }

    @Test
    void rights_may_depend_on_the_tags_of_a_request() throws IOException {
        var who = user(allow("s3:PutObject,s3:PutObjectTagging", objects, equal("s3:RequestObjectTag/team", "red")));
        try (var client = who.s3()) {
            client.putObject(b -> b.bucket(bucket).key("o").tagging("team=red"), RequestBody.fromString("x"));
            assertDenied(() ->
                    client.putObject(b -> b.bucket(bucket).key("o").tagging("team=blue"), RequestBody.fromString("x")));
            assertDenied(() -> client.putObject(b -> b.bucket(bucket).key("o"), RequestBody.fromString("x")));
        }
    }

    @Test
    void tagging_by_itself_may_depend_on_the_tags_of_the_request() throws IOException {
        put("o");
        var who = user(allow("s3:PutObjectTagging", objects, equal("s3:RequestObjectTag/team", "red")));
        try (var client = who.s3()) {
            client.putObjectTagging(b -> b.bucket(bucket)
                    .key("o")
                    .tagging(t -> t.tagSet(tag -> tag.key("team").value("red"))));
            assertDenied(() -> client.putObjectTagging(b -> b.bucket(bucket)
                    .key("o")
                    .tagging(t -> t.tagSet(tag -> tag.key("team").value("blue")))));
        }
    }

    /// GHSA-fc6g-2gcp-2qrq: the source address was taken from a header that anybody can send.
    @Test
    void a_forwarded_address_is_believed_of_trusted_proxies_only() throws IOException {
        put("o");
        var address = allow("s3:GetObject", objects, "{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}");
        var who = user(address);
        var spoofed = who.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o")
                        .header("x-forwarded-for", "203.0.113.7")
                        .header("aws-sourceip", "203.0.113.7"))
                .send();
        assertThat(spoofed.code()).isEqualTo("AccessDenied");
        people.permit(who, allow("s3:GetObject", objects, "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.1\"}}"));
        assertThat(who.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o"))
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void behind_a_trusted_proxy_the_client_is_the_last_address_that_is_no_proxy() throws IOException {
        try (var proxied = new LocalServer(Map.of(Setting.TRUSTED_PROXIES, "127.0.0.1/32"));
                var client = proxied.plainS3()) {
            client.createBucket(b -> b.bucket("proxied"));
            client.putObject(b -> b.bucket("proxied").key("o"), RequestBody.fromString("x"));
            var who = new People(proxied)
                    .user(
                            LocalServer.ACCOUNT,
                            "far",
                            allow("s3:GetObject", "*", "{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}"));
            for (var forwarded : Map.of(
                            "203.0.113.7", 200, "203.0.113.7, 198.51.100.1", 403, "198.51.100.1, 203.0.113.7", 200)
                    .entrySet()) {
                var reply = who.sign(Raw.request(proxied.endpoint(), "GET", "/proxied/o")
                                .header("x-forwarded-for", forwarded.getKey()))
                        .send();
                assertThat(reply.status()).as(forwarded.getKey()).isEqualTo(forwarded.getValue());
            }
        }
    }

    /// GHSA-6r96-hmgc-726c, seaweedfs #9120: headers gave values to condition keys.
    @Test
    void no_header_gives_a_value_to_a_condition_key() throws IOException {
        put("o");
        for (var name : new String[] {"aws:username", "aws:SourceVpc", "s3:ResourceAccount", "aws:SecureTransport"}) {
            var who = people.user(
                    LocalServer.ACCOUNT,
                    "spoof-" + name.replace(':', '-'),
                    allow("s3:GetObject", objects, equal(name, "spoofed")));
            var header = name.substring(name.indexOf(':') + 1);
            var reply = who.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o?" + header + "=spoofed")
                            .header(header, "spoofed")
                            .header("x-amz-" + header, "spoofed")
                            .header("x-forwarded-proto", "https"))
                    .send();
            assertThat(reply.code()).as(name).isNotEmpty();
        }
    }

    @Test
    void plain_http_can_be_denied() {
        put("o");
        setPolicy(resource("Deny", "*", "s3:GetObject", objects, "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}"));
        assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
    }

    /// Section 5.2: the header counts, and one that is absent is not equal.
    @Test
    void deny_unless_aws_kms_looks_at_the_header_and_not_at_the_default() {
        setPolicy(resource(
                "Deny",
                "*",
                "s3:PutObject",
                objects,
                "{\"StringNotEquals\":{\"s3:x-amz-server-side-encryption\":\"aws:kms\"}}"));
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(
                        r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS)))));
        assertDenied(() -> put("o"));
        s3.putObject(
                b -> b.bucket(bucket).key("o").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("x"));
        setPolicy(resource(
                "Deny",
                "*",
                "s3:PutObject",
                objects,
                "{\"StringNotEquals\":{\"s3:x-amz-server-side-encryption\":\"aws:kms\"},"
                        + "\"Null\":{\"s3:x-amz-server-side-encryption\":\"false\"}}"));
        put("o");
        assertDenied(() -> s3.putObject(
                b -> b.bucket(bucket).key("o").serverSideEncryption(ServerSideEncryption.AES256),
                RequestBody.fromString("x")));
    }

    @Test
    void the_key_in_force_counts_even_if_the_default_names_it() {
        try (var kms = server.kms()) {
            var right = kms.createKey().keyMetadata();
            var wrong = kms.createKey().keyMetadata();
            setPolicy(resource(
                    "Deny",
                    "*",
                    "s3:PutObject",
                    objects,
                    "{\"ArnNotEquals\":{\"s3:x-amz-server-side-encryption-aws-kms-key-id\":\"" + right.arn() + "\"}}"));
            assertDenied(() -> put("o"));
            for (var key : new String[] {wrong.arn(), wrong.keyId()}) {
                encryptBy(key);
                assertDenied(() -> put("o"));
            }
            for (var key : new String[] {right.arn(), right.keyId()}) {
                encryptBy(key);
                put("o");
            }
            assertDenied(() -> s3.putObject(
                    b -> b.bucket(bucket)
                            .key("o")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(wrong.keyId()),
                    RequestBody.fromString("x")));
        }
    }

    private void encryptBy(String key) {
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                        d -> d.sseAlgorithm(ServerSideEncryption.AWS_KMS).kmsMasterKeyID(key)))));
    }

    @Test
    void governance_is_bypassed_by_those_who_may_only() throws IOException {
        var locked = "locked-" + bucket;
        s3.createBucket(b -> b.bucket(locked).objectLockEnabledForBucket(true));
        var version = s3.putObject(
                        b -> b.bucket(locked)
                                .key("o")
                                .objectLockMode("GOVERNANCE")
                                .objectLockRetainUntilDate(Instant.now().plusSeconds(3600)),
                        RequestBody.fromString("x"))
                .versionId();
        var who = user(allow("s3:DeleteObjectVersion", "*"));
        try (var client = who.s3()) {
            ThrowingCallable delete = () -> client.deleteObject(
                    b -> b.bucket(locked).key("o").versionId(version).bypassGovernanceRetention(true));
            assertDenied(delete);
            people.permit(who, allow("s3:DeleteObjectVersion,s3:BypassGovernanceRetention", "*"));
            client.deleteObject(
                    b -> b.bucket(locked).key("o").versionId(version).bypassGovernanceRetention(true));
        }
    }

    /// CVE-2016-7031: a bucket was listed by anybody.
    @Test
    void anybody_reads_what_is_public_and_no_more() throws IOException {
        put("o");
        assertThat(anonymously("o").code()).isEqualTo("AccessDenied");
        allowPublicPolicies(false);
        setPolicy(resource("Allow", "*", "s3:GetObject", objects, "{}"));
        assertThat(anonymously("o").body()).isEqualTo("o");
        assertThat(anonymously("missing").code()).isEqualTo("AccessDenied");
        assertThat(anonymously("?list-type=2").code()).isEqualTo("AccessDenied");
        allowPublicPolicies(true);
        assertThat(anonymously("o").code()).isEqualTo("AccessDenied");
        assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("o")).asUtf8String())
                .isEqualTo("o");
    }

    @Test
    void a_restricted_public_bucket_is_closed_to_other_accounts() throws IOException {
        put("o");
        allowPublicPolicies(false);
        setPolicy(resource("Allow", "*", "s3:GetObject", objects, "{}"));
        var stranger = people.account("777788889999");
        try (var client = stranger.s3()) {
            client.getObjectAsBytes(b -> b.bucket(bucket).key("o"));
            allowPublicPolicies(true);
            assertDenied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
        }
    }

    @Test
    void nobody_without_a_name_opens_what_a_kms_key_sealed() throws IOException {
        s3.putObject(
                b -> b.bucket(bucket).key("o").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("x"));
        allowPublicPolicies(false);
        setPolicy(resource("Allow", "*", "s3:GetObject", objects, "{}"));
        var reply = anonymously("o");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("InvalidArgument");
    }

    @Test
    void a_deny_counts_for_the_root_user_but_never_locks_it_out_of_the_policy() {
        put("o");
        setPolicy(resource("Deny", "*", "s3:*", "arn:aws:s3:::" + bucket + "," + objects, "{}"));
        assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
        assertDenied(() -> s3.listObjectsV2(b -> b.bucket(bucket)));
        s3.getBucketPolicy(b -> b.bucket(bucket));
        s3.deleteBucketPolicy(b -> b.bucket(bucket));
        s3.getObjectAsBytes(b -> b.bucket(bucket).key("o"));
    }

    /// seaweedfs #10444: a policy was written without the right to write policies.
    @Test
    void the_right_to_objects_is_no_right_to_the_policy() throws IOException {
        var who = user(allow("s3:PutObject,s3:GetObject,s3:PutBucketTagging", "*"));
        try (var client = who.s3()) {
            assertDenied(() -> client.putBucketPolicy(
                    b -> b.bucket(bucket).policy(policy(resource("Allow", who.arn(), "s3:*", objects, "{}")))));
            assertDenied(() -> client.putBucketEncryption(b -> b.bucket(bucket)
                    .serverSideEncryptionConfiguration(c -> c.rules(r ->
                            r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))))));
            people.permit(who, allow("s3:PutEncryptionConfiguration", "*"));
            client.deleteBucketEncryption(b -> b.bucket(bucket));
        }
    }
}
