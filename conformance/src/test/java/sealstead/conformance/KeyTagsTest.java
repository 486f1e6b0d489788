package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/// The tags of KMS keys decide about them, whoever calls: a client, or S3 on its behalf.
@SuppressWarnings("NullAway.Init")
final class KeyTagsTest {
    private static final SdkBytes TEXT = SdkBytes.fromUtf8String("x");
    private static final String RED = equal("aws:ResourceTag/team", "red");

    @Server
    private static LocalServer server;

    private static People people;

    @Client
    private static KmsClient kms;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static int count;

    @BeforeAll
    static void start() {
        people = new People(server);
        s3.createBucket(b -> b.bucket(own("key-tags")));
    }

    private static Person user(String statements) throws IOException {
        return people.user(LocalServer.ACCOUNT, "key-user-" + ++count, statements);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().tagKey(key).tagValue(value).build();
    }

    private static void paint(String key, String color) {
        kms.tagResource(b -> b.keyId(key).tags(tag("team", color)));
    }

    private static String key() {
        return kms.createKey(b -> b.tags(tag("team", "red"))).keyMetadata().arn();
    }

    private static void denied(ThrowingCallable call) {
        KmsGrantsTest.assertRefused("AccessDeniedException", call);
    }

    @Test
    void an_identity_policy_opens_keys_with_a_tag() throws IOException {
        var key = key();
        try (var client = user(allow("kms:*", "*", RED)).kms()) {
            List<ThrowingCallable> calls = List.of(
                    () -> client.encrypt(b -> b.keyId(key).plaintext(TEXT)),
                    () -> client.describeKey(b -> b.keyId(key)),
                    () -> client.enableKeyRotation(b -> b.keyId(key)),
                    () -> client.tagResource(b -> b.keyId(key).tags(tag("stage", "test"))),
                    () -> client.untagResource(b -> b.keyId(key).tagKeys("stage")));
            paint(key, "blue");
            calls.forEach(KeyTagsTest::denied);
            paint(key, "red");
            calls.forEach(call -> assertThatCode(call).doesNotThrowAnyException());
            kms.untagResource(b -> b.keyId(key).tagKeys("team"));
            denied(() -> client.describeKey(b -> b.keyId(key)));
        }
    }

    @Test
    void a_key_policy_denies_by_a_tag() throws IOException {
        var key = key();
        kms.putKeyPolicy(b -> b.keyId(key)
                .policy(policy(resource("Allow", LocalServer.ACCOUNT, "kms:*", "*", "{}") + ","
                        + resource("Deny", "*", "kms:Encrypt", "*", equal("aws:ResourceTag/frozen", "yes")))));
        kms.encrypt(b -> b.keyId(key).plaintext(TEXT));
        kms.tagResource(b -> b.keyId(key).tags(tag("frozen", "yes")));
        denied(() -> kms.encrypt(b -> b.keyId(key).plaintext(TEXT)));
        kms.untagResource(b -> b.keyId(key).tagKeys("frozen"));
        kms.encrypt(b -> b.keyId(key).plaintext(TEXT));
    }

    @Test
    void objects_are_written_and_read_as_the_tags_of_their_key_allow() throws IOException {
        var key = key();
        try (var client = user(allow("s3:*", "*") + "," + allow("kms:GenerateDataKey,kms:Decrypt", "*", RED))
                .s3()) {
            ThrowingCallable put = () -> client.putObject(
                    b -> b.bucket(own("key-tags"))
                            .key("o")
                            .serverSideEncryption("aws:kms")
                            .ssekmsKeyId(key)
                            .bucketKeyEnabled(false),
                    RequestBody.fromString("text"));
            ThrowingCallable get =
                    () -> client.getObjectAsBytes(b -> b.bucket(own("key-tags")).key("o"));
            assertThatCode(put).doesNotThrowAnyException();
            assertThatCode(get).doesNotThrowAnyException();
            paint(key, "blue");
            assertRefused(403, "AccessDenied", put);
            assertRefused(403, "AccessDenied", get);
            paint(key, "red");
            assertThatCode(put).doesNotThrowAnyException();
            assertThatCode(get).doesNotThrowAnyException();
        }
    }

    @Test
    void a_new_key_is_decided_by_the_tags_that_it_is_to_have() throws IOException {
        var only = "{\"StringEquals\":{\"aws:RequestTag/team\":\"red\"},"
                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\",\"stage\"]}}";
        try (var client =
                        user(allow("kms:CreateKey,kms:TagResource", "*", only)).kms();
                var untagging = user(allow("kms:CreateKey", "*", only)).kms()) {
            denied(client::createKey);
            denied(() -> client.createKey(b -> b.tags(tag("team", "blue"))));
            denied(() -> client.createKey(b -> b.tags(tag("team", "red"), tag("boss", "me"))));
            denied(() -> untagging.createKey(b -> b.tags(tag("team", "red"))));
            client.createKey(
                    b -> b.bypassPolicyLockoutSafetyCheck(true).tags(tag("team", "red"), tag("stage", "test")));
        }
    }

    @Test
    void tagging_is_decided_by_the_tags_that_are_there_and_those_that_come() throws IOException {
        var key = key();
        try (var client = user(allow(
                        "kms:TagResource,kms:UntagResource",
                        "*",
                        "{\"StringEquals\":{\"aws:ResourceTag/team\":\"red\"},"
                                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"stage\",\"team\"]},"
                                + "\"StringEqualsIfExists\":{\"aws:RequestTag/stage\":\"test\"}}"))
                .kms()) {
            client.tagResource(b -> b.keyId(key).tags(tag("stage", "test")));
            denied(() -> client.tagResource(b -> b.keyId(key).tags(tag("stage", "live"))));
            denied(() -> client.tagResource(b -> b.keyId(key).tags(tag("boss", "me"))));
            denied(() -> client.untagResource(b -> b.keyId(key).tagKeys("boss")));
            client.untagResource(b -> b.keyId(key).tagKeys("stage"));
            client.tagResource(b -> b.keyId(key).tags(tag("team", "blue")));
            denied(() -> client.tagResource(b -> b.keyId(key).tags(tag("team", "red"))));
        }
        assertThat(kms.listResourceTags(b -> b.keyId(key)).tags()).containsExactly(tag("team", "blue"));
    }

    @Test
    void no_header_sets_a_tag() throws IOException {
        var key = key();
        paint(key, "blue");
        var person = user(allow("kms:DescribeKey", "*", RED) + ","
                + allow("kms:DescribeKey", "*", equal("aws:RequestTag/team", "red")));
        for (var body : List.of(
                "{\"KeyId\":\"" + key + "\"}",
                "{\"KeyId\":\"" + key + "\",\"Tags\":[{\"TagKey\":\"team\",\"TagValue\":\"red\"}]}")) {
            var reply = person.sign(Raw.request(server.endpoint(), "POST", "/")
                            .service("kms")
                            .header("content-type", "application/x-amz-json-1.1")
                            .header("x-amz-target", "TrentService.DescribeKey")
                            .header("aws-ResourceTag-team", "red")
                            .header("aws-RequestTag-team", "red")
                            .body(body))
                    .send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(400);
            assertThat(reply.body()).contains("AccessDeniedException");
        }
    }
}
