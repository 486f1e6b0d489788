package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static sealstead.conformance.ControlTagsTest.refused;
import static sealstead.conformance.ControlTagsTest.tag;
import static sealstead.conformance.ControlTagsTest.untag;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAbacStatus;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/// Attribute-based access control of general purpose buckets: their tags decide while it is enabled, and only then.
@SuppressWarnings("NullAway.Init")
final class BucketAbacTest {
    private static final String EVERYTHING = "s3:*";

    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static S3ControlClient control;
    private static int count;

    private String bucket = "";
    private String arn = "";

    @BeforeAll
    static void start() {
        people = new People(server);
        control = ControlTagsTest.client(people.owner());
    }

    @AfterAll
    static void stop() throws IOException {
        control.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = "abac-" + ++count;
        arn = "arn:aws:s3:::" + bucket;
        s3.createBucket(b -> b.bucket(bucket));
        s3.putObject(b -> b.bucket(bucket).key("o"), RequestBody.fromString("text"));
    }

    private void set(boolean enabled) {
        s3.putBucketAbac(b -> b.bucket(bucket)
                .abacStatus(a -> a.status(enabled ? BucketAbacStatus.ENABLED : BucketAbacStatus.DISABLED)));
    }

    private void paint(String color) {
        tag(control, arn, tag("team", color));
    }

    private static Person user(String statements) throws IOException {
        return people.user(LocalServer.ACCOUNT, "abac-user-" + ++count, statements);
    }

    private static void denied(ThrowingCallable call) {
        assertRefused(403, "AccessDenied", call);
    }

    private static Tag s3Tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    @Test
    void abac_is_disabled_until_it_is_enabled_and_can_be_disabled_again() {
        assertThat(s3.getBucketAbac(b -> b.bucket(bucket)).abacStatus().status())
                .isEqualTo(BucketAbacStatus.DISABLED);
        set(true);
        assertThat(s3.getBucketAbac(b -> b.bucket(bucket)).abacStatus().status())
                .isEqualTo(BucketAbacStatus.ENABLED);
        set(false);
        assertThat(s3.getBucketAbac(b -> b.bucket(bucket)).abacStatus().status())
                .isEqualTo(BucketAbacStatus.DISABLED);
    }

    @Test
    void a_status_that_is_none_changes_nothing() throws IOException {
        set(true);
        for (var body : List.of(
                "<AbacStatus/>",
                "<AbacStatus><Status>enabled</Status></AbacStatus>",
                "<AbacStatus><Status>Suspended</Status></AbacStatus>",
                "<AbacStatus><Status>Disabled</Status><Other/></AbacStatus>",
                "<Status>Disabled</Status>")) {
            var reply = Raw.request(server.endpoint(), "PUT", "/" + bucket + "?abac")
                    .body(body)
                    .sign()
                    .send();
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.code()).as(body).isEqualTo("MalformedXML");
        }
        var digest = Raw.request(server.endpoint(), "PUT", "/" + bucket + "?abac")
                .body("<AbacStatus><Status>Disabled</Status></AbacStatus>")
                .header("x-amz-checksum-crc32", "AAAAAA==")
                .sign()
                .send();
        assertThat(digest.status()).isEqualTo(400);
        assertThat(s3.getBucketAbac(b -> b.bucket(bucket)).abacStatus().status())
                .isEqualTo(BucketAbacStatus.ENABLED);
    }

    @Test
    void switching_abac_and_asking_for_it_are_actions_of_their_own() throws IOException {
        try (var none = user(allow("s3:PutBucketTagging,s3:GetBucketTagging", arn))
                        .s3();
                var both = user(allow("s3:PutBucketABAC,s3:GetBucketABAC", arn)).s3()) {
            denied(() -> none.getBucketAbac(b -> b.bucket(bucket)));
            denied(() -> none.putBucketAbac(b -> b.bucket(bucket).abacStatus(a -> a.status(BucketAbacStatus.ENABLED))));
            both.putBucketAbac(b -> b.bucket(bucket).abacStatus(a -> a.status(BucketAbacStatus.ENABLED)));
            assertThat(both.getBucketAbac(b -> b.bucket(bucket)).abacStatus().status())
                    .isEqualTo(BucketAbacStatus.ENABLED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:BucketTag/team", "aws:ResourceTag/team", "AWS:resourcetag/TEAM"})
    void the_tags_of_the_bucket_decide_about_it_and_its_objects_while_abac_is_enabled(String key) throws IOException {
        paint("red");
        try (var client = user(allow(EVERYTHING, "*", equal(key, "red"))).s3()) {
            List<ThrowingCallable> requests = List.of(
                    () -> client.getObjectAsBytes(b -> b.bucket(bucket).key("o")),
                    () -> client.putObject(b -> b.bucket(bucket).key("p"), RequestBody.fromString("p")),
                    () -> client.listObjectsV2(b -> b.bucket(bucket)),
                    () -> client.getBucketEncryption(b -> b.bucket(bucket)),
                    () -> client.getBucketAbac(b -> b.bucket(bucket)),
                    () -> client.copyObject(b -> b.sourceBucket(bucket)
                            .sourceKey("o")
                            .destinationBucket(bucket)
                            .destinationKey("copy")));
            requests.forEach(BucketAbacTest::denied);
            set(true);
            requests.forEach(request -> assertThatCode(request).doesNotThrowAnyException());
            paint("blue");
            requests.forEach(BucketAbacTest::denied);
            untag(control, arn, "team");
            requests.forEach(BucketAbacTest::denied);
            paint("red");
            requests.forEach(request -> assertThatCode(request).doesNotThrowAnyException());
            set(false);
            requests.forEach(BucketAbacTest::denied);
        }
    }

    @Test
    void a_bucket_policy_denies_by_a_tag_while_abac_is_enabled() {
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(
                        resource("Deny", "*", "s3:PutObject", arn + "/*", equal("s3:BucketTag/frozen", "yes")))));
        tag(control, arn, tag("frozen", "yes"));
        s3.putObject(b -> b.bucket(bucket).key("o"), RequestBody.fromString("abac is off"));
        set(true);
        denied(() -> s3.putObject(b -> b.bucket(bucket).key("o"), RequestBody.fromString("x")));
        tag(control, arn, tag("frozen", "no"));
        s3.putObject(b -> b.bucket(bucket).key("o"), RequestBody.fromString("thawed"));
    }

    @Test
    void the_source_of_a_copy_is_decided_by_its_own_tags() throws IOException {
        var target = "target-of-" + bucket;
        s3.createBucket(b -> b.bucket(target));
        set(true);
        paint("red");
        try (var client = user(allow("s3:GetObject", "*", equal("s3:BucketTag/team", "red")) + ","
                        + allow("s3:PutObject", "arn:aws:s3:::" + target + "/*"))
                .s3()) {
            ThrowingCallable copy = () -> client.copyObject(b -> b.sourceBucket(bucket)
                    .sourceKey("o")
                    .destinationBucket(target)
                    .destinationKey("o"));
            assertThatCode(copy).doesNotThrowAnyException();
            paint("blue");
            denied(copy);
        }
    }

    @Test
    void no_header_and_no_parameter_sets_a_tag() throws IOException {
        set(true);
        paint("blue");
        var asker = user(allow(EVERYTHING, "*", equal("s3:BucketTag/team", "red"))
                + "," + allow(EVERYTHING, "*", equal("aws:ResourceTag/team", "red"))
                + "," + allow(EVERYTHING, "*", equal("aws:RequestTag/team", "red"))
                + "," + allow(EVERYTHING, "*", equal("aws:TagKeys", "team")));
        for (var key : List.of("s3-BucketTag-team", "aws-ResourceTag-team", "x-amz-tagging", "x-amz-bucket-tag-team")) {
            var reply = asker.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o")
                            .header(key, key.equals("x-amz-tagging") ? "team=red" : "red"))
                    .send();
            assertThat(reply.status()).as(key).isEqualTo(403);
        }
        for (var key : List.of("s3:BucketTag/team", "aws:ResourceTag/team", "aws:RequestTag/team", "aws:TagKeys")) {
            var query = URLEncoder.encode(key, StandardCharsets.UTF_8) + "=red";
            var reply = asker.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o?" + query))
                    .send();
            assertThat(reply.status()).as(key).isEqualTo(403);
        }
    }

    @Test
    void a_tag_of_the_object_is_none_of_the_bucket() throws IOException {
        set(true);
        s3.putObjectTagging(b -> b.bucket(bucket).key("o").tagging(t -> t.tagSet(s3Tag("team", "red"))));
        try (var client = user(allow(EVERYTHING, "*", equal("aws:ResourceTag/team", "red")))
                .s3()) {
            denied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
        }
    }

    @Test
    void while_abac_is_enabled_tags_are_changed_one_by_one_only() {
        s3.putBucketTagging(b -> b.bucket(bucket).tagging(t -> t.tagSet(s3Tag("team", "red"))));
        set(true);
        assertRefused(
                405,
                "MethodNotAllowed",
                () -> s3.putBucketTagging(b -> b.bucket(bucket).tagging(t -> t.tagSet(s3Tag("team", "blue")))));
        assertRefused(405, "MethodNotAllowed", () -> s3.deleteBucketTagging(b -> b.bucket(bucket)));
        assertThat(s3.getBucketTagging(b -> b.bucket(bucket)).tagSet()).containsExactly(s3Tag("team", "red"));
        paint("green");
        assertThat(s3.getBucketTagging(b -> b.bucket(bucket)).tagSet()).containsExactly(s3Tag("team", "green"));
        set(false);
        s3.deleteBucketTagging(b -> b.bucket(bucket));
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(b -> b.bucket(bucket)));
    }

    @Test
    void a_new_bucket_is_decided_by_the_tags_that_it_is_to_have() throws IOException {
        var onlyTeam = "{\"StringEquals\":{\"aws:RequestTag/team\":\"red\"},"
                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\",\"stage\"]}}";
        try (var client = user(allow("s3:CreateBucket,s3:TagResource", "*", onlyTeam))
                        .s3();
                var untagging = user(allow("s3:CreateBucket", "*", onlyTeam)).s3()) {
            denied(() -> client.createBucket(b -> b.bucket(bucket + "-none")));
            denied(() -> client.createBucket(
                    b -> b.bucket(bucket + "-blue").createBucketConfiguration(c -> c.tags(s3Tag("team", "blue")))));
            denied(() -> client.createBucket(b -> b.bucket(bucket + "-more")
                    .createBucketConfiguration(c -> c.tags(s3Tag("team", "red"), s3Tag("boss", "me")))));
            denied(() -> untagging.createBucket(
                    b -> b.bucket(bucket + "-red").createBucketConfiguration(c -> c.tags(s3Tag("team", "red")))));
            client.createBucket(b -> b.bucket(bucket + "-red")
                    .createBucketConfiguration(c -> c.tags(s3Tag("team", "red"), s3Tag("stage", "test"))));
        }
        assertThat(s3.getBucketTagging(b -> b.bucket(bucket + "-red")).tagSet())
                .containsExactly(s3Tag("team", "red"), s3Tag("stage", "test"));
        for (var none : List.of("-none", "-blue", "-more")) {
            assertRefused(404, "NoSuchBucket", () -> s3.getBucketAbac(b -> b.bucket(bucket + none)));
        }
    }

    @Test
    void tags_that_cannot_be_read_are_none_to_policies() throws IOException {
        var asker = user(allow("s3:*", "*", equal("aws:RequestTag/team", "red")));
        for (var tags : List.of(
                "<Tags><Tag><Key>team</Key></Tag></Tags>",
                "<Tags><Tag><Key>team</Key><Value>red</Value></Tag><Tag><Key>team</Key><Value>red</Value></Tag></Tags>",
                "<Tags><Tag><Key>team</Key><Value>red</Value></Tag>")) {
            var reply = asker.sign(Raw.request(server.endpoint(), "PUT", "/" + bucket + "-bad")
                            .body("<CreateBucketConfiguration>" + tags + "</CreateBucketConfiguration>"))
                    .send();
            assertThat(reply.status()).as(tags).isEqualTo(403);
        }
    }

    @Test
    void tagging_is_decided_by_the_tags_that_are_there_and_those_that_come() throws IOException {
        set(true);
        tag(control, arn, tag("owner", "ann"));
        var asker = user(allow(
                "s3:TagResource,s3:UntagResource",
                arn,
                "{\"StringEquals\":{\"s3:BucketTag/owner\":\"ann\"},"
                        + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"stage\",\"owner\"]},"
                        + "\"StringEqualsIfExists\":{\"aws:RequestTag/stage\":[\"test\",\"live\"]}}"));
        try (var client = ControlTagsTest.client(asker)) {
            tag(client, arn, tag("stage", "live"));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "other")));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("boss", "me")));
            refused(403, "AccessDenied", () -> untag(client, arn, "boss"));
            untag(client, arn, "stage");
            set(false);
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "live")));
            set(true);
            tag(client, arn, tag("owner", "bob"));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "live")));
        }
        assertThat(s3.getBucketTagging(b -> b.bucket(bucket)).tagSet()).containsExactly(s3Tag("owner", "bob"));
    }

    @Test
    void a_tag_that_differs_in_case_does_not_take_the_place_of_the_first() throws IOException {
        set(true);
        paint("blue");
        tag(control, arn, tag("TEAM", "red"), tag("Team", "red"));
        try (var client = user(allow("s3:GetObject", "*", equal("s3:BucketTag/team", "red")))
                .s3()) {
            denied(() -> client.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
        }
    }

    @Test
    void the_tags_are_read_once_however_often_they_decide_and_never_if_nobody_asks() throws IOException {
        paint("red");
        try (var asking = user(allow("s3:GetObject", "*", equal("s3:BucketTag/team", "red")))
                        .s3();
                var plain = user(allow("s3:GetObject", "*")).s3()) {
            reads(plain);
            reads(plain); // from now on the object itself is read from memory
            denied(() -> asking.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
            set(true);
            server.server().maintainNow(); // what background jobs have to read is read now
            assertThat(reads(plain)).as("nobody asks").isEqualTo(0);
            // A background job may read one thing of its own in between.
            assertThat(reads(asking)).as("the first who asks").isBetween(1L, 2L);
            assertThat(reads(asking)).as("the next").isEqualTo(0);
            paint("blue");
            denied(() -> asking.getObjectAsBytes(b -> b.bucket(bucket).key("o")));
        }
    }

    private long reads(S3Client client) {
        long before = server.counted("recordReads");
        client.getObjectAsBytes(b -> b.bucket(bucket).key("o"));
        return server.counted("recordReads") - before;
    }

    private static JsonNode explain(String query) throws IOException {
        var reply = Administration.ask(server, "GET admin/explain?" + query);
        assertThat(reply.status()).as(reply.document().toString()).isEqualTo(200);
        return reply.document().path("decisions").path(0);
    }

    @Test
    void an_explanation_has_the_tags_of_then_and_a_question_those_of_now() throws IOException {
        set(true);
        paint("blue");
        var asker = user(allow("s3:GetObject", "*", equal("aws:ResourceTag/team", "red")));
        var refused = asker.sign(Raw.request(server.endpoint(), "GET", "/" + bucket + "/o"))
                .send();
        assertThat(refused.status()).isEqualTo(403);
        paint("red");
        var past = explain("request=" + refused.header("x-amz-request-id").orElseThrow());
        assertThat(past.path("because").toString())
                .contains("StringEquals aws:resourcetag/team [red]: the request has [blue], does not hold");
        var question = "principal=" + asker.arn() + "&action=s3:GetObject&resource=" + arn + "/o";
        var now = explain(question);
        assertThat(now.path("decision").asText()).isEqualTo("ALLOW");
        assertThat(now.path("because").toString()).contains("the request has [red], holds");
        set(false);
        assertThat(explain(question).path("decision").asText()).isEqualTo("DENY");
    }
}
