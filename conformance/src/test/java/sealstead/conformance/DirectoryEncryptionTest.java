package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.allow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kms.KmsClient;

/// The encryption rules of directory buckets, row by row, and what the KMS is asked for them.
@SuppressWarnings("NullAway.Init")
@FarStore.AnyEngine
@FarStore.Quick
final class DirectoryEncryptionTest {
    private static final String SSE = "x-amz-server-side-encryption";
    private static final String KEY = "x-amz-server-side-encryption-aws-kms-key-id";
    private static final String CONTEXT = "x-amz-server-side-encryption-context";
    private static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";

    @Server
    private static LocalServer server;

    private static People people;
    private static Express express;
    private static People.Person owner;
    private static KmsClient kms;
    private static String key;
    private static String otherKey;
    /// With `key` as its default.
    private static String bucket;
    /// With SSE-S3 as its default, and no key yet.
    private static String plain;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        express = new Express(server);
        owner = people.owner();
        kms = server.kms();
        key = kms.createKey().keyMetadata().arn();
        otherKey = kms.createKey().keyMetadata().arn();
        kms.createAlias(a -> a.aliasName("alias/express").targetKeyId(key));
        bucket = express.create(owner, "encrypted");
        plain = express.create(owner, "plain");
        assertThat(putKey(owner, bucket, key).status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() throws IOException {
        kms.close();
    }

    /// The port is another afterwards.
    private static void restart() throws IOException {
        server.restart();
        kms.close();
        kms = server.kms();
    }

    private static String rule(String inside) {
        return "<ServerSideEncryptionConfiguration><Rule>" + inside + "</Rule></ServerSideEncryptionConfiguration>";
    }

    private static String byDefault(String algorithm, String keyId) {
        return "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>" + algorithm + "</SSEAlgorithm>"
                + (keyId.isEmpty() ? "" : "<KMSMasterKeyID>" + keyId + "</KMSMasterKeyID>")
                + "</ApplyServerSideEncryptionByDefault>";
    }

    private static Raw.Reply putDefault(People.Person person, String name, String inside) throws IOException {
        var body = rule(inside);
        var crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        var checksum = Base64.getEncoder()
                .encodeToString(java.nio.ByteBuffer.allocate(4)
                        .putInt((int) crc.getValue())
                        .array());
        return person.sign(express.raw("PUT", "/" + name + "?encryption")
                        .header("x-amz-checksum-crc32", checksum)
                        .body(body))
                .send();
    }

    private static Raw.Reply putKey(People.Person person, String name, String keyId) throws IOException {
        return putDefault(person, name, byDefault("aws:kms", keyId));
    }

    private static String resolved(String text) {
        return switch (text) {
            case "KEY" -> key;
            case "KEY-ID" -> id(key);
            case "OTHER" -> otherKey;
            case "OTHER-ID" -> id(otherKey);
            case "ALIAS" -> "alias/express";
            case "ALIAS-ARN" -> key.substring(0, key.indexOf(":key/")) + ":alias/express";
            case "MISSING" -> key.substring(0, key.indexOf(":key/")) + ":key/00000000-0000-0000-0000-000000000000";
            default -> text;
        };
    }

    private static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static void assertAnswer(Raw.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        if (status >= 300) {
            assertThat(reply.code()).as(reply.body()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "aws:kms,      KEY,         '',    200, ''",
        "aws:kms,      KEY-ID,      '',    200, ''",
        "aws:kms,      KEY,         true,  200, ''",
        "aws:kms,      KEY,         false, 400, InvalidArgument",
        "aws:kms,      '',          '',    400, InvalidArgument",
        "aws:kms,      ALIAS,       '',    400, InvalidArgument",
        "aws:kms,      ALIAS-ARN,   '',    400, InvalidArgument",
        "aws:kms,      alias/aws/s3,'',    400, InvalidArgument",
        "aws:kms,      MISSING,     '',    400, KMS.NotFoundException",
        "aws:kms,      no-key,      '',    400, KMS.NotFoundException",
        "aws:kms:dsse, KEY,         '',    400, InvalidArgument",
        "aws:kms:dsse, '',          '',    400, InvalidArgument",
        "AES256,       '',          '',    200, ''",
        "AES256,       '',          true,  200, ''",
        "AES256,       KEY,         '',    400, InvalidArgument",
        "aws:fsx,      '',          '',    400, MalformedXML"
    })
    void a_default(String algorithm, String keyId, String bucketKey, int status, String code) throws IOException {
        var mine = express.create(owner, "default-" + Long.toHexString(System.nanoTime()));
        var inside = byDefault(algorithm, resolved(keyId))
                + (bucketKey.isEmpty() ? "" : "<BucketKeyEnabled>" + bucketKey + "</BucketKeyEnabled>");
        assertAnswer(putDefault(owner, mine, inside), status, code);
        var get = owner.sign(express.raw("GET", "/" + mine + "?encryption")).send();
        boolean changed = status == 200 && algorithm.equals("aws:kms");
        assertThat(get.element("SSEAlgorithm")).isEqualTo(changed ? "aws:kms" : "AES256");
        assertThat(get.body()).doesNotContain("BlockedEncryptionTypes");
        if (changed) {
            assertThat(get.element("KMSMasterKeyID")).isEqualTo(resolved(keyId));
            assertThat(get.element("BucketKeyEnabled")).isEqualTo("true");
        }
    }

    @Test
    void blocked_encryption_types_and_rules_without_a_default_are_refused() throws IOException {
        var blocked = "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes>";
        assertAnswer(putDefault(owner, plain, byDefault("AES256", "") + blocked), 400, "InvalidRequest");
        assertAnswer(putDefault(owner, plain, blocked), 400, "InvalidRequest");
        assertAnswer(putDefault(owner, plain, "<BucketKeyEnabled>true</BucketKeyEnabled>"), 400, "MalformedXML");
    }

    @Test
    void a_disabled_key_and_the_aws_managed_key_by_its_id_are_refused_when_they_are_configured() throws IOException {
        var disabled = kms.createKey().keyMetadata();
        kms.disableKey(d -> d.keyId(disabled.keyId()));
        assertAnswer(putKey(owner, plain, disabled.arn()), 400, "KMS.DisabledException");
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket(own("makes-aws-s3")));
            s3.putObject(
                    b -> b.bucket(own("makes-aws-s3")).key("k").serverSideEncryption("aws:kms"),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("x"));
        }
        var managed = kms.describeKey(d -> d.keyId("alias/aws/s3")).keyMetadata();
        assertAnswer(putKey(owner, plain, managed.keyId()), 400, "InvalidArgument");
        assertAnswer(putKey(owner, plain, managed.arn()), 400, "InvalidArgument");
    }

    @Test
    void one_key_for_life() throws IOException {
        var mine = express.create(owner, "one-key");
        assertAnswer(putKey(owner, mine, key), 200, "");
        assertAnswer(putKey(owner, mine, otherKey), 400, "InvalidRequest");
        assertAnswer(putDefault(owner, mine, byDefault("AES256", "")), 200, "");
        assertAnswer(putKey(owner, mine, otherKey), 400, "InvalidRequest");
        assertThat(owner.sign(express.raw("DELETE", "/" + mine + "?encryption"))
                        .send()
                        .status())
                .isEqualTo(204);
        restart();
        assertAnswer(putKey(owner, mine, otherKey), 400, "InvalidRequest");
        assertAnswer(putKey(owner, mine, id(key)), 200, "");
        assertThat(owner.sign(express.raw("DELETE", "/" + mine)).send().status())
                .isEqualTo(204);
        express.create(owner, "one-key");
        assertAnswer(putKey(owner, mine, otherKey), 200, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kms:GenerateDataKey", "kms:Decrypt"})
    void who_configures_a_key_or_makes_a_session_needs_both_rights_to_it(String one) throws IOException {
        var name = "rights-" + one.substring(4).toLowerCase(java.util.Locale.ROOT);
        var mine = express.create(owner, name);
        var all = allow("s3express:*", Express.arn(mine));
        var user = people.user(LocalServer.ACCOUNT, name, all + "," + allow(one, key));
        assertAnswer(putKey(user, mine, key), 403, "AccessDenied");
        people.permit(user, all + "," + allow("kms:GenerateDataKey,kms:Decrypt", key));
        assertAnswer(putKey(user, mine, key), 200, "");
        var another = people.user(LocalServer.ACCOUNT, name + "-2", all + "," + allow(one, key));
        assertAnswer(express.askSession(another, mine, Map.of()), 403, "AccessDenied");
        people.permit(another, all + "," + allow("kms:GenerateDataKey,kms:Decrypt", key));
        assertThat(express.session(another, mine).put("/" + mine + "/k", "x").status())
                .isEqualTo(200);
    }

    private static Map<String, String> headers(String list) {
        var headers = new HashMap<String, String>();
        for (var pair : list.split(";")) {
            if (!pair.isBlank()) {
                int equals = pair.indexOf('=');
                headers.put(
                        name(pair.substring(0, equals).strip()),
                        value(pair.substring(equals + 1).strip()));
            }
        }
        return headers;
    }

    private static String name(String shortly) {
        return switch (shortly) {
            case "SSE" -> SSE;
            case "KEY" -> KEY;
            case "CTX" -> CONTEXT;
            case "BK" -> BUCKET_KEY;
            default -> shortly;
        };
    }

    private static String value(String text) {
        return switch (text) {
            case "own-context" -> context("{\"aws:s3:arn\":\"" + Express.arn(bucket) + "\"}");
            case "object-context" -> context("{\"aws:s3:arn\":\"" + Express.arn(bucket) + "/k\"}");
            case "more-context" -> context("{\"department\":\"10\"}");
            case "C-KEY" -> Base64.getEncoder().encodeToString(new byte[32]);
            default -> resolved(text);
        };
    }

    private static String context(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /// Each row once as a PUT and once as a CreateMultipartUpload.
    @ParameterizedTest
    @CsvSource({
        "kms,   '',                                  200, ''",
        "kms,   SSE=aws:kms,                         200, ''",
        "kms,   SSE=aws:kms;KEY=KEY,                 200, ''",
        "kms,   SSE=aws:kms;KEY=KEY-ID,              200, ''",
        "kms,   SSE=aws:kms;KEY=OTHER,               400, InvalidArgument",
        "kms,   SSE=aws:kms;KEY=OTHER-ID,            400, InvalidArgument",
        "kms,   SSE=aws:kms;KEY=ALIAS,               400, InvalidArgument",
        "kms,   SSE=aws:kms;KEY=ALIAS-ARN,           400, InvalidArgument",
        "kms,   SSE=aws:kms;KEY=MISSING,             400, InvalidArgument",
        "kms,   SSE=aws:kms;BK=true,                 200, ''",
        "kms,   SSE=aws:kms;BK=false,                400, InvalidArgument",
        "kms,   BK=false,                            400, InvalidArgument",
        "kms,   BK=perhaps,                          400, InvalidArgument",
        "kms,   SSE=aws:kms;CTX=own-context,         200, ''",
        "kms,   SSE=aws:kms;CTX=object-context,      400, InvalidArgument",
        "kms,   SSE=aws:kms;CTX=more-context,        400, InvalidArgument",
        "kms,   SSE=AES256,                          400, InvalidRequest",
        "kms,   SSE=aws:kms:dsse,                    400, InvalidArgument",
        "kms,   SSE=aws:fsx,                         400, InvalidArgument",
        "kms,   KEY=KEY,                             400, InvalidArgument",
        "kms,   x-amz-server-side-encryption-new=1,  400, InvalidArgument",
        "kms,   x-amz-server-side-encryption-customer-algorithm=AES256;"
                + "x-amz-server-side-encryption-customer-key=C-KEY, 400, InvalidRequest",
        "plain, '',                                  200, ''",
        "plain, SSE=AES256,                          200, ''",
        "plain, SSE=aws:kms,                         400, InvalidRequest",
        "plain, SSE=aws:kms;KEY=KEY,                 400, InvalidArgument",
        "plain, SSE=aws:kms:dsse,                    400, InvalidArgument"
    })
    void a_write_in_a_session(String kind, String list, int status, String code) throws IOException {
        var name = kind.equals("kms") ? bucket : plain;
        var session = express.session(owner, name);
        var put = session.raw("PUT", "/" + name + "/k").body("x");
        headers(list).forEach(put::header);
        var reply = session.signing(put).send();
        assertAnswer(reply, status, code);
        var begin = session.raw("POST", "/" + name + "/m?uploads");
        headers(list).forEach(begin::header);
        var begun = session.signing(begin).send();
        assertAnswer(begun, status, code);
        for (var answer : new Raw.Reply[] {reply, begun}) {
            if (status == 200 && kind.equals("kms")) {
                assertThat(answer.header(SSE)).contains("aws:kms");
                assertThat(answer.header(KEY)).contains(key);
                assertThat(answer.header(BUCKET_KEY)).contains("true");
            } else if (status == 200) {
                assertThat(answer.header(SSE)).contains("AES256");
                assertThat(answer.header(BUCKET_KEY)).isEmpty();
            }
        }
        if (status == 200) {
            var abort = session.call("DELETE", "/" + name + "/m?uploadId=" + begun.element("UploadId"));
            assertThat(abort.status()).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kms,   '',                          200, '',              aws:kms",
        "kms,   SSE=aws:kms;KEY=KEY,         200, '',              aws:kms",
        "kms,   SSE=aws:kms;KEY=KEY-ID,      200, '',              aws:kms",
        "kms,   SSE=AES256,                  200, '',              AES256",
        "kms,   SSE=aws:kms,                 400, InvalidArgument, ''",
        "kms,   SSE=aws:kms;KEY=OTHER,       400, InvalidArgument, ''",
        "kms,   SSE=aws:kms;KEY=ALIAS,       400, InvalidArgument, ''",
        "kms,   SSE=aws:kms;KEY=KEY;BK=false,400, InvalidArgument, ''",
        "kms,   SSE=aws:kms;KEY=KEY;CTX=more-context, 400, InvalidArgument, ''",
        "kms,   SSE=aws:kms:dsse;KEY=KEY,    400, InvalidArgument, ''",
        "kms,   x-amz-server-side-encryption-customer-algorithm=AES256;"
                + "x-amz-server-side-encryption-customer-key=C-KEY, 400, InvalidRequest, ''",
        "plain, '',                          200, '',              AES256",
        "plain, SSE=aws:kms;KEY=KEY,         400, InvalidArgument, ''"
    })
    void the_settings_of_a_session(String kind, String list, int status, String code, String algorithm)
            throws IOException {
        var name = kind.equals("kms") ? bucket : plain;
        var reply = express.askSession(owner, name, headers(list));
        assertAnswer(reply, status, code);
        if (status != 200) {
            return;
        }
        assertThat(reply.header(SSE)).contains(algorithm);
        var session = express.session(owner, name, headers(list));
        var put = session.put("/" + name + "/of-session", "x");
        assertThat(put.header(SSE)).contains(algorithm);
        if (algorithm.equals("AES256")) {
            var other =
                    session.raw("PUT", "/" + name + "/x").header(SSE, "aws:kms").body("x");
            assertAnswer(session.signing(other).send(), 400, "InvalidRequest");
        } else {
            assertThat(reply.header(KEY)).contains(key);
            assertThat(reply.header(BUCKET_KEY)).contains("true");
        }
    }

    @Test
    void a_session_keeps_the_default_of_its_creation() throws IOException {
        var mine = express.create(owner, "keeps");
        var before = express.session(owner, mine);
        assertAnswer(putKey(owner, mine, key), 200, "");
        assertThat(before.put("/" + mine + "/old", "x").header(SSE)).contains("AES256");
        var after = express.session(owner, mine);
        assertThat(after.put("/" + mine + "/new", "x").header(SSE)).contains("aws:kms");
        assertAnswer(putDefault(owner, mine, byDefault("AES256", "")), 200, "");
        assertThat(after.put("/" + mine + "/still", "x").header(SSE)).contains("aws:kms");
    }

    @Test
    void puts_and_gets_share_one_bucket_key() throws IOException {
        var mine = express.create(owner, "saving");
        assertAnswer(putKey(owner, mine, key), 200, "");
        assertThat(calls(mine)).as("the key was tried").isEqualTo("1 made, 1 opened");
        var session = express.session(owner, mine);
        for (int i = 0; i < 20; i++) {
            assertThat(session.put("/" + mine + "/k" + i, "x").status()).isEqualTo(200);
            assertThat(session.call("GET", "/" + mine + "/k" + i).body()).isEqualTo("x");
            assertThat(session.call("HEAD", "/" + mine + "/k" + i).status()).isEqualTo(200);
        }
        assertThat(session.call("GET", "/" + mine + "?list-type=2").status()).isEqualTo(200);
        express.session(owner, mine);
        assertThat(calls(mine)).as("the first session made the bucket key").isEqualTo("2 made, 2 opened");
    }

    private static String calls(String name) {
        return server.kmsCalls("GenerateDataKey", name) + " made, " + server.kmsCalls("Decrypt", name) + " opened";
    }

    private static Raw.Reply copy(String from, String to, String key, Map<String, String> headers) throws IOException {
        var request = express.raw("PUT", "/" + to + "/" + key).header("x-amz-copy-source", from);
        if (!to.endsWith("--x-s3")) {
            request.service("s3");
        }
        headers.forEach(request::header);
        return owner.sign(request).send();
    }

    @Test
    void each_copy_asks_the_kms_and_none_uses_a_bucket_key() throws IOException {
        var one = express.create(owner, "copies-1");
        var two = express.create(owner, "copies-2");
        assertAnswer(putKey(owner, one, key), 200, "");
        assertAnswer(putKey(owner, two, otherKey), 200, "");
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket(own("copies")));
            DirectoryBucketTest.putKey(s3, own("copies"), key);
        }
        express.session(owner, one).put("/" + one + "/k", "body");
        express.session(owner, two);
        for (int round = 1; round <= 3; round++) {
            assertCopy(one + "/k", two, "in", 1, 1, otherKey);
            assertCopy(one + "/k", one, "again", 1, 1, key);
            assertCopy(one + "/k", own("copies"), "out", 1, 1, key);
            assertCopy(own("copies") + "/out", two, "back", 1, 1, otherKey);
            assertCopy(one + "/k", plain, "plain", 1, 0, "");
        }
        var read = express.session(owner, two).call("GET", "/" + two + "/back");
        assertThat(read.body()).isEqualTo("body");
        assertThat(read.header(BUCKET_KEY)).isEmpty();
    }

    private void assertCopy(String from, String to, String target, int decrypts, int generates, String under)
            throws IOException {
        var source = from.substring(0, from.indexOf('/'));
        long opened = server.ledger().total("Decrypt", sealstead.kms.Ledger.Outcome.MADE);
        long made = server.ledger().total("GenerateDataKey", sealstead.kms.Ledger.Outcome.MADE);
        var reply = copy(from, to, target, Map.of());
        assertThat(reply.status()).as(source + " to " + to + reply.body()).isEqualTo(200);
        assertThat(reply.header(KEY).orElse("")).isEqualTo(under);
        assertThat(reply.header(BUCKET_KEY)).isEmpty();
        assertThat(server.ledger().total("Decrypt", sealstead.kms.Ledger.Outcome.MADE) - opened)
                .as("opened from " + from + " to " + to)
                .isEqualTo(decrypts);
        assertThat(server.ledger().total("GenerateDataKey", sealstead.kms.Ledger.Outcome.MADE) - made)
                .as("made from " + from + " to " + to)
                .isEqualTo(generates);
    }

    @Test
    void each_copied_part_asks_the_kms() throws IOException {
        var mine = express.create(owner, "part-copies");
        assertAnswer(putKey(owner, mine, key), 200, "");
        var session = express.session(owner, mine);
        session.put("/" + mine + "/k", "body");
        var begun =
                session.signing(session.raw("POST", "/" + mine + "/m?uploads")).send();
        var id = begun.element("UploadId");
        var before = server.kmsCalls("Decrypt", mine);
        for (int number = 1; number <= 3; number++) {
            var part = express.raw("PUT", "/" + mine + "/m?partNumber=" + number + "&uploadId=" + id)
                    .header("x-amz-copy-source", mine + "/k");
            assertThat(owner.sign(part).send().status()).isEqualTo(200);
        }
        // One for the source, one for the upload's own data key.
        assertThat(server.kmsCalls("Decrypt", mine) - before).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                       200, ''",
        "SSE=aws:kms;KEY=KEY,      200, ''",
        "SSE=aws:kms;KEY=OTHER,    400, InvalidArgument",
        "SSE=aws:kms;KEY=ALIAS,    400, InvalidArgument",
        "SSE=AES256,               400, InvalidRequest",
        "SSE=aws:kms:dsse,         400, InvalidArgument",
        "BK=false,                 400, InvalidArgument",
        "x-amz-server-side-encryption-customer-algorithm=AES256;"
                + "x-amz-server-side-encryption-customer-key=C-KEY, 400, InvalidRequest",
        "x-amz-copy-source-server-side-encryption-customer-algorithm=AES256;"
                + "x-amz-copy-source-server-side-encryption-customer-key=C-KEY, 400, InvalidRequest"
    })
    void a_copy_names_nothing_but_the_default_of_its_destination(String list, int status, String code)
            throws IOException {
        express.session(owner, plain).put("/" + plain + "/source", "x");
        assertAnswer(copy(plain + "/source", bucket, "copied", headers(list)), status, code);
    }

    @Test
    void a_disabled_key_stops_new_sessions_at_once_and_old_ones_with_the_window() throws IOException {
        var mine = express.create(owner, "disabled");
        var own = kms.createKey().keyMetadata();
        assertAnswer(putKey(owner, mine, own.arn()), 200, "");
        var session = express.session(owner, mine);
        session.put("/" + mine + "/k", "x");
        kms.disableKey(d -> d.keyId(own.keyId()));
        server.clock().move(Duration.ofSeconds(301));
        assertAnswer(express.askSession(owner, mine, Map.of()), 400, "KMS.DisabledException");
        assertThat(owner.sign(express.raw("HEAD", "/" + mine + "/k")).send().status())
                .isEqualTo(200);
        assertAnswer(owner.sign(express.raw("GET", "/" + mine + "/k")).send(), 400, "KMS.DisabledException");
    }
}
