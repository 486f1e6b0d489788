package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.iam.policy.CanonicalUser;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLogsPermission;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.Type;

/// Requests to a bucket are written down in another one, in S3's format.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class AccessLogTest {
    @Server
    private LocalServer server;

    private S3Client s3;

    @BeforeEach
    void start() {
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("source"));
        s3.createBucket(b -> b.bucket("target"));
        policy(delivery("Allow", "{}"));
    }

    private void policy(String statements) {
        s3.putBucketPolicy(b -> b.bucket("target").policy(People.policy(statements)));
    }

    private static String delivery(String effect, String condition) {
        return "{\"Effect\":\"" + effect + "\",\"Principal\":{\"Service\":\"logging.s3.amazonaws.com\"},"
                + "\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::target/*\",\"Condition\":" + condition + "}";
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private void enable() {
        s3.putBucketLogging(b -> b.bucket("source")
                .bucketLoggingStatus(
                        l -> l.loggingEnabled(e -> e.targetBucket("target").targetPrefix("logs/"))));
    }

    private List<String> lines() throws IOException {
        server.server().maintainNow();
        var all = new ArrayList<String>();
        for (var object : s3.listObjectsV2(b -> b.bucket("target")).contents()) {
            s3.getObjectAsBytes(b -> b.bucket("target").key(object.key()))
                    .asUtf8String()
                    .lines()
                    .forEach(all::add);
        }
        return all;
    }

    @Test
    void requests_are_written_down() throws IOException {
        enable();
        s3.putObject(b -> b.bucket("source").key("a b"), RequestBody.fromString("four"));
        s3.getObjectAsBytes(b -> b.bucket("source").key("a b"));
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.getObjectAsBytes(b -> b.bucket("source").key("never")));
        Raw.request(server.endpoint(), "GET", "/source/a%20b")
                .unsignedHeader("user-agent", "evil\" 200 - \"")
                .presign(60)
                .send();
        var lines = lines();
        assertThat(lines.removeFirst()).contains(" REST.PUT.LOGGING_STATUS - ");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .matches("[0-9a-f]{64} source \\[[^]]+ \\+0000] 127\\.0\\.0\\.1 "
                        + CanonicalUser.of(LocalServer.ACCOUNT)
                        + " [0-9A-Z]+ REST\\.PUT\\.OBJECT a%20b \"PUT /source/a%20b\\S* HTTP/1\\.1\" 200 - - 4 \\d+"
                        + " \\d+ \"-\" \"aws-sdk-java[^\"]*\" - sealstead-[0-9a-f]+ SigV4 - AuthHeader \\S+ - - -");
        assertThat(lines.get(1)).contains(" REST.GET.OBJECT a%20b ").contains("\" 200 - 4 4 ");
        assertThat(lines.get(2)).contains(" REST.GET.OBJECT never ").contains("\" 404 NoSuchKey ");
        assertThat(lines.get(3))
                .contains("QueryString")
                .contains("X-Amz-Signature=REDACTED")
                .contains("evil%22 200 - %22");
        assertThat(s3.listObjectsV2(b -> b.bucket("target")).contents())
                .isNotEmpty()
                .allMatch(
                        object -> object.key().matches("logs/\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}"));
    }

    @Test
    @Overlay.Never // what is under a KMS key is nobody's to read
    void a_list_lets_logs_in_and_their_own_lists_name_the_readers() throws IOException {
        s3.deleteBucketPolicy(b -> b.bucket("target"));
        s3.putBucketOwnershipControls(b -> b.bucket("target")
                .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.BUCKET_OWNER_PREFERRED))));
        var all = "http://acs.amazonaws.com/groups/global/AllUsers";
        s3.putBucketLogging(b -> b.bucket("source")
                .bucketLoggingStatus(l -> l.loggingEnabled(e -> e.targetBucket("target")
                        .targetPrefix("logs/")
                        .targetGrants(g -> g.grantee(who -> who.type(Type.GROUP).uri(all))
                                .permission(BucketLogsPermission.READ)))));
        var read = s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled();
        assertThat(read.targetGrants().getFirst().grantee().uri()).isEqualTo(all);
        assertThat(read.targetGrants().getFirst().permission()).isEqualTo(BucketLogsPermission.READ);
        assertThat(lines()).as("neither a policy nor a list lets logs in").isEmpty();
        s3.putBucketAcl(b -> b.bucket("target").acl("log-delivery-write"));
        s3.deletePublicAccessBlock(b -> b.bucket("source"));
        s3.putBucketOwnershipControls(b -> b.bucket("source")
                .ownershipControls(c -> c.rules(r -> r.objectOwnership(ObjectOwnership.OBJECT_WRITER))));
        s3.putObject(
                b -> b.bucket("source").key("public").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("four"));
        assertThat(Raw.request(server.endpoint(), "GET", "/source/public")
                        .send()
                        .status())
                .isEqualTo(200);
        s3.getObjectAsBytes(b -> b.bucket("source").key("public"));
        var lines = lines();
        assertThat(lines)
                .as("only who needed a list is said to have needed it")
                .anyMatch(line -> line.contains("REST.GET.OBJECT public ") && line.endsWith(" Yes"))
                .anyMatch(line -> line.contains(" " + CanonicalUser.of(LocalServer.ACCOUNT) + " ")
                        && line.contains("REST.GET.OBJECT")
                        && line.endsWith(" -"));
        var log =
                s3.listObjectsV2(b -> b.bucket("target")).contents().getFirst().key();
        assertThat(s3.getObjectAcl(b -> b.bucket("target").key(log)).grants()).hasSize(2);
        assertThat(Raw.request(server.endpoint(), "GET", "/target/" + log)
                        .send()
                        .status())
                .as("public lists are ignored there")
                .isEqualTo(403);
        s3.deletePublicAccessBlock(b -> b.bucket("target"));
        assertThat(Raw.request(server.endpoint(), "GET", "/target/" + log)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    /// Who reads a log must not be able to do with it what its client could: not sign, not be a session, not open.
    @Test
    void no_secret_of_a_query_or_a_referer_reaches_the_log() throws IOException {
        enable();
        var secret = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ";
        for (var query : List.of(
                "X-Amz-Signature=" + secret,
                "x-amz-signature=" + secret,
                "X-Amz-%53ignature=" + secret,
                "X-Amz-Signature%3D" + secret,
                "X-Amz-Security-Token=" + secret,
                "X-Amz-S3session-Token=" + secret,
                "X-Amz-Credential=" + secret,
                "AWSAccessKeyId=" + secret + "&Signature=" + secret + "&Expires=1",
                "Signature=" + secret + "&Expires=1",
                "x-amz-server-side-encryption-customer-key=" + secret,
                "X-Amz-Server-Side-Encryption-Customer-Key=" + secret,
                "x-amz-server-side-encryption-customer-key-md5=" + secret,
                "x-amz-copy-source-server-side-encryption-customer-key=" + secret,
                "x-amz-meta-note=" + secret,
                "x-amz-tagging=" + secret,
                "policy=" + "&token=" + secret,
                "access_token=" + secret,
                "%zz=" + secret,
                secret,
                secret + "=",
                "a=b;X-Amz-Signature=" + secret)) {
            for (var method : List.of("GET", "PUT", "OPTIONS")) {
                Raw.request(server.endpoint(), method, "/source/key?list-type=2&prefix=seen%2F&" + query)
                        .header("origin", "http://x")
                        .send();
            }
        }
        Raw.request(server.endpoint(), "GET", "/source/key")
                .header("referer", "https://x/y?prefix=seen&X-Amz-Signature=" + secret + "#" + secret)
                .sign()
                .send();
        var lines = lines();
        assertThat(lines).hasSizeGreaterThan(60).noneMatch(line -> line.contains(secret));
        assertThat(lines)
                .anyMatch(line -> line.contains(
                        "\"GET /source/key?list-type=2&prefix=seen%2F&X-Amz-Signature=REDACTED HTTP/1.1\""))
                .anyMatch(line -> line.contains("\"https://x/y?prefix=seen&X-Amz-Signature=REDACTED\""));
    }

    /// A URL is kept in more places than a header; only the algorithm may stand in one, so that it is signed.
    @Test
    void a_customer_key_is_refused_in_a_query() throws IOException {
        var key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=";
        var md5 = java.util.Base64.getEncoder()
                .encodeToString(Raw.digest("MD5", java.util.Base64.getDecoder().decode(key)));
        for (var prefix : List.of(
                "x-amz-server-side-encryption-customer-",
                "X-Amz-Server-Side-Encryption-Customer-",
                "x-amz-copy-source-server-side-encryption-customer-")) {
            for (var method : List.of("GET", "PUT", "HEAD")) {
                var reply = Raw.request(server.endpoint(), method, "/source/key?" + prefix + "key=" + encoded(key))
                        .presign(60)
                        .send();
                assertThat(reply.status()).as(prefix + method).isEqualTo(400);
                assertThat(reply.body()).doesNotContain(key);
            }
        }
        var byAlgorithm = Raw.request(
                        server.endpoint(), "PUT", "/source/key?x-amz-server-side-encryption-customer-algorithm=AES256")
                .unsignedHeader("x-amz-server-side-encryption-customer-key", key)
                .unsignedHeader("x-amz-server-side-encryption-customer-key-md5", md5)
                .presign(60)
                .send();
        assertThat(byAlgorithm.code()).isNotEqualTo("InvalidArgument");
        var misplaced = Raw.request(server.endpoint(), "DELETE", "/source/key")
                .header("x-amz-server-side-encryption-customer-key", key)
                .sign()
                .send();
        assertThat(misplaced.status()).isEqualTo(400);
        assertThat(misplaced.body()).doesNotContain(key);
    }

    private static String encoded(String value) {
        return sealstead.wire.PercentEncoding.encode(value, false);
    }

    @Test
    void the_configuration_reads_back_and_can_be_taken_away() throws IOException {
        assertThat(s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled())
                .isNull();
        s3.putBucketLogging(b -> b.bucket("source")
                .bucketLoggingStatus(l -> l.loggingEnabled(e -> e.targetBucket("target")
                        .targetPrefix("")
                        .targetObjectKeyFormat(f -> f.partitionedPrefix(p -> {})))));
        s3.close();
        server.restart();
        s3 = server.s3();
        var kept = s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled();
        assertThat(kept.targetBucket()).isEqualTo("target");
        assertThat(kept.targetObjectKeyFormat().partitionedPrefix()).isNotNull();
        lines();
        assertThat(s3.listObjectsV2(b -> b.bucket("target")).contents())
                .isNotEmpty()
                .allMatch(o -> o.key().startsWith(LocalServer.ACCOUNT + "/" + LocalServer.REGION + "/source/20"));
        assertRefused(
                400,
                "InvalidTargetBucketForLogging",
                () -> s3.putBucketLogging(b -> b.bucket("source")
                        .bucketLoggingStatus(l -> l.loggingEnabled(
                                e -> e.targetBucket("no-such-bucket").targetPrefix("")))));
        s3.putBucketLogging(b -> b.bucket("source").bucketLoggingStatus(l -> {}));
        assertThat(s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled())
                .isNull();
    }

    @Test
    void a_log_by_the_dates_of_requests_holds_those_of_one_day() throws IOException {
        for (var source : List.of(Optional.<String>empty(), Optional.of("EventTime"), Optional.of("DeliveryTime"))) {
            var name = source.orElse("none");
            s3.putBucketLogging(b -> b.bucket("source")
                    .bucketLoggingStatus(l -> l.loggingEnabled(e -> e.targetBucket("target")
                            .targetPrefix(name + "/")
                            .targetObjectKeyFormat(
                                    f -> f.partitionedPrefix(p -> source.ifPresent(p::partitionDateSource))))));
            var kept = s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled();
            assertThat(kept.targetObjectKeyFormat().partitionedPrefix().partitionDateSourceAsString())
                    .isEqualTo(source.orElse(null));
            server.server().maintainNow();
            var days = new ArrayList<String>();
            for (int ahead = 0; ahead < 2; ahead++) {
                days.add(LocalDate.ofInstant(server.clock().instant(), ZoneOffset.UTC)
                        .toString());
                Raw.request(server.endpoint(), "GET", "/source/nobody-" + ahead).send();
                server.clock().move(Duration.ofDays(1));
            }
            server.server().maintainNow();
            server.clock().move(Duration.ofDays(-2));
            var logs = new TreeMap<String, String>();
            for (var object :
                    s3.listObjectsV2(b -> b.bucket("target").prefix(name + "/")).contents()) {
                var text = s3.getObjectAsBytes(b -> b.bucket("target").key(object.key()))
                        .asUtf8String();
                if (text.contains("nobody-")) {
                    logs.put(object.key(), text);
                }
            }
            var path = name + "/" + LocalServer.ACCOUNT + "/" + LocalServer.REGION + "/source/";
            if (name.equals("DeliveryTime")) {
                assertThat(logs).hasSize(1);
                assertThat(logs.firstEntry().getValue()).contains("nobody-0", "nobody-1");
                assertThat(logs.firstKey())
                        .doesNotContain(days.get(0), days.get(1))
                        .startsWith(path)
                        .matches(".*/source/(\\d{4})/(\\d\\d)/(\\d\\d)/\\1-\\2-\\3-\\d\\d-\\d\\d-\\d\\d-[0-9A-F]{16}");
                continue;
            }
            assertThat(logs).as(name).hasSize(2);
            for (int ahead = 0; ahead < 2; ahead++) {
                var day = days.get(ahead);
                assertThat(logs.keySet().toArray(String[]::new)[ahead])
                        .matches(path + day.replace('-', '/') + "/" + day + "-00-00-00-[0-9A-F]{16}");
                assertThat(logs.values().toArray(String[]::new)[ahead])
                        .contains("nobody-" + ahead)
                        .doesNotContain("nobody-" + (1 - ahead));
            }
        }
    }

    @Test
    void a_log_is_delivered_as_far_as_the_policy_of_its_bucket_lets_it() throws IOException {
        enable();
        var ofSource =
                "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:s3:::source\"},\"StringEquals\":{\"aws:SourceAccount\":\""
                        + LocalServer.ACCOUNT + "\"}}";
        for (var refused : List.of(
                delivery("Allow", "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:s3:::another\"}}"),
                delivery("Allow", "{\"StringEquals\":{\"aws:SourceAccount\":\"999988887777\"}}"),
                delivery("Allow", "{}") + "," + delivery("Deny", "{}"),
                delivery("Allow", "{}").replace("logging.s3", "s3"),
                delivery("Allow", "{}").replace("target/*", "target/other/*"),
                delivery("Allow", "{}").replace("s3:PutObject", "s3:GetObject"))) {
            policy(refused);
            s3.headBucket(b -> b.bucket("source"));
            assertThat(lines()).as(refused).isEmpty();
        }
        s3.deleteBucketPolicy(b -> b.bucket("target"));
        s3.headBucket(b -> b.bucket("source"));
        assertThat(lines()).as("without a policy").isEmpty();
        policy(delivery("Allow", ofSource));
        s3.headBucket(b -> b.bucket("source"));
        assertThat(lines()).hasSize(1);
    }

    @Test
    void no_log_gets_a_key_that_no_request_could_name() throws IOException {
        var longest = 1024 - "2026-11-29-00-00-00-0123456789ABCDEF".length();
        for (var prefix : List.of("x".repeat(longest), "ü".repeat(longest / 2))) {
            s3.putBucketLogging(b -> b.bucket("source")
                    .bucketLoggingStatus(
                            l -> l.loggingEnabled(e -> e.targetBucket("target").targetPrefix(prefix))));
            s3.headBucket(b -> b.bucket("source"));
            assertThat(lines()).isNotEmpty();
            for (var object : s3.listObjectsV2(b -> b.bucket("target")).contents()) {
                s3.deleteObject(b -> b.bucket("target").key(object.key()));
            }
            assertRefused(
                    400,
                    "KeyTooLongError",
                    () -> s3.putBucketLogging(b -> b.bucket("source")
                            .bucketLoggingStatus(l -> l.loggingEnabled(
                                    e -> e.targetBucket("target").targetPrefix(prefix + "x")))));
            assertRefused(
                    400,
                    "KeyTooLongError",
                    () -> s3.putBucketLogging(b -> b.bucket("source")
                            .bucketLoggingStatus(l -> l.loggingEnabled(e -> e.targetBucket("target")
                                    .targetPrefix(prefix)
                                    .targetObjectKeyFormat(f -> f.partitionedPrefix(p -> {}))))));
        }
        assertThat(s3.getBucketLogging(b -> b.bucket("source")).loggingEnabled().targetPrefix())
                .startsWith("ü");
    }

    @Test
    void a_log_stays_in_its_region_and_out_of_directory_buckets() throws IOException {
        try (var two = new LocalServer(Map.of(Setting.REGION, "us-east-1,eu-west-1"));
                var here = two.s3();
                var there = S3Client.builder()
                        .endpointOverride(two.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(LocalServer.credentials())
                        .build()) {
            here.createBucket(b -> b.bucket("source"));
            there.createBucket(b -> b.bucket("far").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
            assertRefused(
                    403,
                    "CrossLocationLoggingProhibitted",
                    () -> here.putBucketLogging(b -> b.bucket("source")
                            .bucketLoggingStatus(l ->
                                    l.loggingEnabled(e -> e.targetBucket("far").targetPrefix("")))));
        }
        try (var directories = DirectoryBuckets.client(server)) {
            var directory = DirectoryBuckets.create(directories, "logs");
            assertRefused(
                    400,
                    "InvalidTargetBucketForLogging",
                    () -> s3.putBucketLogging(b -> b.bucket("source")
                            .bucketLoggingStatus(l -> l.loggingEnabled(
                                    e -> e.targetBucket(directory).targetPrefix("")))));
        }
    }

    @Test
    void a_log_is_sealed_as_its_bucket_says() throws IOException {
        s3.putBucketEncryption(b -> b.bucket("target")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("aws:kms:dsse")))));
        enable();
        s3.headBucket(b -> b.bucket("source"));
        assertThat(lines()).hasSize(2);
        var key =
                s3.listObjectsV2(b -> b.bucket("target")).contents().getFirst().key();
        assertThat(s3.headObject(b -> b.bucket("target").key(key)).serverSideEncryptionAsString())
                .isEqualTo("aws:kms:dsse");
    }
}
