package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import sealstead.server.Setting;
import sealstead.wire.PercentEncoding;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// What bucket policies and identity policies do to requests, seen from outside.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BucketPolicyTest {
    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static int count;

    private String bucket = "";
    private String objects = "";

    @BeforeAll
    static void start() {
        people = new People(server);
    }

    @org.junit.jupiter.api.BeforeEach
    void makeBucket() {
        bucket = own("policy-" + ++count);
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
    void a_refusal_says_why_to_callers_of_the_own_account_and_to_nobody_else() throws IOException {
        put("o");
        var who = user("");
        try (var client = who.s3()) {
            assertThatThrownBy(
                            () -> client.getObjectAsBytes(b -> b.bucket(bucket).key("o")))
                    .hasMessageContaining(
                            "User: " + who.arn() + " is not authorized to perform: s3:GetObject on resource:"
                                    + " \"arn:aws:s3:::" + bucket + "/o\" because no identity-based policy allows the"
                                    + " s3:GetObject action");
        }
        var stranger = people.account("666677778888");
        for (var reply : List.of(
                anonymously("o"),
                stranger.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o"))
                        .send())) {
            assertThat(reply.message()).isEqualTo("Access Denied");
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
            client.createBucket(b -> b.bucket(own("proxied")));
            client.putObject(b -> b.bucket(own("proxied")).key("o"), RequestBody.fromString("x"));
            var who = new People(proxied)
                    .user(
                            LocalServer.ACCOUNT,
                            "far",
                            allow("s3:GetObject", "*", "{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}"));
            for (var forwarded : Map.of(
                            "203.0.113.7", 200, "203.0.113.7, 198.51.100.1", 403, "198.51.100.1, 203.0.113.7", 200)
                    .entrySet()) {
                var reply = who.sign(Raw.request(proxied.endpoint(), "GET", "/" + own("proxied") + "/o")
                                .header("x-forwarded-for", forwarded.getKey()))
                        .send();
                assertThat(reply.status()).as(forwarded.getKey()).isEqualTo(forwarded.getValue());
            }
        }
    }

    @Test
    void what_is_about_no_bucket_yet_is_decided_by_how_it_comes() throws IOException {
        var made = bucket + "-made";
        var condition = "{\"StringEquals\":{\"s3:x-amz-object-ownership\":\"BucketOwnerEnforced\","
                + "\"s3:authType\":\"REST-HEADER\",\"s3:signatureversion\":\"AWS4-HMAC-SHA256\"}}";
        try (var client = user(allow("s3:CreateBucket,s3:PutBucketOwnershipControls", "*", condition) + ","
                                + allow("s3:ListAllMyBuckets", "*", equal("s3:authType", "REST-QUERY-STRING")))
                        .s3();
                var header = people.user(
                                LocalServer.ACCOUNT,
                                made,
                                allow("s3:ListAllMyBuckets", "*", equal("s3:authType", "REST-HEADER")))
                        .s3()) {
            assertRefused(403, "AccessDenied", () -> client.createBucket(b -> b.bucket(made)));
            client.createBucket(b -> b.bucket(made).objectOwnership("BucketOwnerEnforced"));
            assertRefused(403, "AccessDenied", client::listBuckets);
            assertThat(header.listBuckets().hasBuckets()).isTrue();
        }
    }

    /// GHSA-6r96-hmgc-726c, seaweedfs #9120: headers gave values to condition keys.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:username",
                "aws:userid",
                "aws:PrincipalArn",
                "aws:PrincipalAccount",
                "aws:PrincipalTag/team",
                "aws:SourceVpc",
                "aws:SourceIp",
                "aws:SourceArn",
                "aws:SecureTransport",
                "aws:CurrentTime",
                "aws:MultiFactorAuthPresent",
                "aws:ResourceAccount",
                "s3:ResourceAccount",
                "aws:ResourceTag/team",
                "aws:RequestTag/team",
                "aws:TagKeys",
                "s3:BucketTag/team",
                "s3:ExistingObjectTag/team",
                "s3:authType",
                "s3:signatureversion",
                "s3:TlsVersion",
                "kms:ViaService"
            })
    void no_header_and_no_parameter_gives_a_value_to_a_condition_key(String name) throws IOException {
        put("o");
        var who = user(allow("s3:GetObject", objects, "{\"StringLike\":{\"" + name + "\":\"spoofed*\"}}"));
        var plain = name.substring(name.indexOf(':') + 1);
        var spellings = new TreeSet<>(List.of(
                name.replace(':', '-').replace('/', '-'),
                plain.replace('/', '-'),
                "x-amz-" + plain.replace('/', '-'),
                "x-amz-meta-" + plain.replace('/', '-'),
                "x-amz-condition-" + plain.replace('/', '-'),
                "x-forwarded-for",
                "x-forwarded-proto",
                "x-real-ip",
                "forwarded",
                "x-amz-security-token-" + plain.replace('/', '-')));
        for (var spelling : spellings) {
            var header = who.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o")
                            .header(spelling.toLowerCase(Locale.ROOT), "spoofed"))
                    .send();
            assertThat(header.code()).as("header " + spelling).isEqualTo("AccessDenied");
            var parameter = who.sign(Raw.request(
                            server.endpoint(),
                            "GET",
                            "/" + bucket + "/o?" + PercentEncoding.encode(spelling, false) + "=spoofed"))
                    .send();
            // An unknown parameter of S3's own kind names no operation; nothing is read in either case.
            assertThat(parameter.code()).as("parameter " + spelling).isEqualTo("AccessDenied");
        }
        var named = who.sign(Raw.request(
                        server.endpoint(),
                        "GET",
                        "/" + bucket + "/o?" + PercentEncoding.encode(name, false) + "=spoofed"))
                .send();
        assertThat(named.code()).as("parameter " + name).isEqualTo("AccessDenied");
    }

    @Test
    void a_deny_of_tags_of_the_request_holds_in_every_way_of_writing() throws IOException {
        put("o");
        var who = user(allow("s3:*", "*"));
        setPolicy(resource(
                "Deny",
                who.arn(),
                "s3:PutObject,s3:PutObjectTagging",
                objects,
                equal("s3:RequestObjectTag/team", "red")));
        try (var client = who.s3()) {
            client.putObject(b -> b.bucket(bucket).key("n").tagging("team=blue"), RequestBody.fromString("x"));
            client.putObject(b -> b.bucket(bucket).key("n"), RequestBody.fromString("x"));
            assertDenied(() -> client.putObject(
                    b -> b.bucket(bucket).key("n").tagging("a=b&team=red"), RequestBody.fromString("x")));
            assertDenied(() -> client.putObjectTagging(b -> b.bucket(bucket)
                    .key("o")
                    .tagging(t -> t.tagSet(tag -> tag.key("team").value("red")))));
            assertDenied(() ->
                    client.createMultipartUpload(b -> b.bucket(bucket).key("n").tagging("team=red")));
            assertDenied(() -> client.copyObject(b -> b.sourceBucket(bucket)
                    .sourceKey("o")
                    .destinationBucket(bucket)
                    .destinationKey("n")
                    .taggingDirective("REPLACE")
                    .tagging("team=red")));
            var form = PostedForm.to(
                            server.endpoint(),
                            who,
                            bucket,
                            Map.of(
                                    "tagging",
                                    "<Tagging><TagSet><Tag><Key>team</Key><Value>red</Value></Tag></TagSet></Tagging>"))
                    .send();
            assertThat(form.code()).isEqualTo("AccessDenied");
        }
        assertThat(s3.getObjectTagging(b -> b.bucket(bucket).key("o")).tagSet()).isEmpty();
        assertThat(s3.listObjectsV2(b -> b.bucket(bucket).prefix("posted")).contents())
                .isEmpty();
    }

    @Test
    void a_deny_unless_a_tag_is_given_holds_where_none_is() throws IOException {
        var who = user(allow("s3:*", "*"));
        setPolicy(resource(
                "Deny", who.arn(), "s3:PutObject", objects, "{\"Null\":{\"s3:RequestObjectTag/team\":\"true\"}}"));
        try (var client = who.s3()) {
            assertDenied(() -> client.putObject(b -> b.bucket(bucket).key("n"), RequestBody.fromString("x")));
            assertDenied(() ->
                    client.putObject(b -> b.bucket(bucket).key("n").tagging("other=red"), RequestBody.fromString("x")));
            client.putObject(b -> b.bucket(bucket).key("n").tagging("team=red"), RequestBody.fromString("x"));
        }
    }

    /// A reader between two policies, each of which denies, was once between none.
    @Test
    void a_policy_that_is_replaced_denies_at_every_moment() throws Exception {
        put("o");
        var deny = List.of(
                resource("Deny", "*", "s3:GetObject", objects, "{}"), resource("Deny", "*", "s3:Get*", objects, "{}"));
        setPolicy(deny.getFirst());
        var statuses = new ConcurrentSkipListSet<Integer>();
        var done = new AtomicBoolean();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 4; i++) {
                running.add(readers.submit(() -> {
                    while (!done.get()) {
                        statuses.add(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o")
                                .sign()
                                .send()
                                .status());
                    }
                    return true;
                }));
            }
            for (int i = 0; i < 100; i++) {
                setPolicy(deny.get(i % 2));
            }
            done.set(true);
            for (var reader : running) {
                assertThat(reader.get()).isTrue();
            }
        }
        assertThat(statuses).containsExactly(403);
    }

    @Test
    void plain_http_can_be_denied() {
        put("o");
        setPolicy(resource("Deny", "*", "s3:GetObject", objects, "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}"));
        assertDenied(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
    }

    /// The header counts, and one that is absent is not equal.
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
