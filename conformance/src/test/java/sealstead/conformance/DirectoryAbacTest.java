package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.ControlTagsTest.refused;
import static sealstead.conformance.ControlTagsTest.tag;
import static sealstead.conformance.ControlTagsTest.untag;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;

/// The tags of directory buckets decide about them from the beginning.
@SuppressWarnings("NullAway.Init")
final class DirectoryAbacTest {
    @Server
    private static LocalServer server;

    private static Express express;
    private static People people;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    private static S3ControlClient control;
    private static int count;

    private String bucket = "";
    private String arn = "";

    @BeforeAll
    static void start() {
        express = new Express(server);
        people = new People(server);
        control = ControlTagsTest.client(people.owner());
    }

    @AfterAll
    static void stop() throws IOException {
        control.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = DirectoryBuckets.create(s3, "abac-" + ++count);
        arn = Express.arn(bucket);
    }

    private void paint(String color) {
        tag(control, arn, tag("team", color));
    }

    private static Person user(String statements) throws IOException {
        return people.user(LocalServer.ACCOUNT, "abac-user-" + ++count, statements);
    }

    private int session(Person person) throws IOException {
        return express.askSession(person, bucket, Map.of()).status();
    }

    private static int ask(Person person, String method, String target, String body) throws IOException {
        return person.sign(express.raw(method, target).body(body)).send().status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3express:BucketTag/team", "aws:ResourceTag/team"})
    void the_tags_of_the_bucket_decide_about_sessions_data_and_configuration(String key) throws IOException {
        var person = user(allow("s3express:*", "*", equal(key, "red")));
        assertThat(session(person)).isEqualTo(403);
        paint("red");
        assertThat(session(person)).isEqualTo(200);
        assertThat(ask(person, "PUT", "/" + bucket + "/o", "text")).isEqualTo(200);
        assertThat(ask(person, "GET", "/" + bucket + "?encryption", "")).isEqualTo(200);
        paint("blue");
        assertThat(session(person)).isEqualTo(403);
        assertThat(ask(person, "PUT", "/" + bucket + "/o", "text")).isEqualTo(403);
        assertThat(ask(person, "GET", "/" + bucket + "/o", "")).isEqualTo(403);
        assertThat(ask(person, "GET", "/" + bucket + "?encryption", "")).isEqualTo(403);
        paint("red");
        assertThat(session(person)).isEqualTo(200);
        untag(control, arn, "team");
        assertThat(session(person)).isEqualTo(403);
    }

    @Test
    void the_keys_of_one_kind_of_bucket_have_no_value_for_the_other() throws IOException {
        paint("red");
        assertThat(session(user(allow("s3express:*", "*", equal("s3:BucketTag/team", "red")))))
                .isEqualTo(403);
        var general = "general-" + bucket.substring(0, bucket.indexOf("--"));
        s3.createBucket(b -> b.bucket(general));
        s3.putBucketAbac(b -> b.bucket(general).abacStatus(a -> a.status("Enabled")));
        tag(control, "arn:aws:s3:::" + general, tag("team", "red"));
        var stranger = user(allow("s3:*", "*", equal("s3express:BucketTag/team", "red")));
        var reply = stranger.sign(Raw.request(server.endpoint(), "GET", "/" + general + "?list-type=2"))
                .send();
        assertThat(reply.status()).isEqualTo(403);
    }

    @Test
    void a_bucket_policy_denies_sessions_by_a_tag() throws IOException {
        var person = user(allow("s3express:*", "*"));
        s3.putBucketPolicy(b -> b.bucket(bucket)
                .policy(policy(resource(
                        "Deny",
                        person.arn(),
                        "s3express:CreateSession",
                        arn,
                        equal("aws:ResourceTag/frozen", "yes")))));
        assertThat(session(person)).isEqualTo(200);
        tag(control, arn, tag("frozen", "yes"));
        assertThat(session(person)).isEqualTo(403);
        tag(control, arn, tag("frozen", "no"));
        assertThat(session(person)).isEqualTo(200);
    }

    @Test
    void no_header_and_no_parameter_sets_a_tag() throws IOException {
        paint("blue");
        var person = user(allow("s3express:*", "*", equal("s3express:BucketTag/team", "red")) + ","
                + allow("s3express:*", "*", equal("aws:ResourceTag/team", "red")));
        for (var header : List.of("s3express-BucketTag-team", "aws-ResourceTag-team")) {
            assertThat(express.askSession(person, bucket, Map.of(header, "red")).status())
                    .isEqualTo(403);
        }
        for (var key : List.of("s3express:BucketTag/team", "aws:ResourceTag/team")) {
            var query = URLEncoder.encode(key, StandardCharsets.UTF_8) + "=red";
            assertThat(ask(person, "GET", "/" + bucket + "?session&" + query, ""))
                    .isNotEqualTo(200);
        }
    }

    private static String configuration(String... pairs) {
        var tags = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            tags.append("<Tag><Key>" + pairs[i] + "</Key><Value>" + pairs[i + 1] + "</Value></Tag>");
        }
        return Express.configuration("use1-az4")
                .replace("</CreateBucketConfiguration>", "<Tags>" + tags + "</Tags></CreateBucketConfiguration>");
    }

    @Test
    void a_new_bucket_is_decided_by_the_tags_that_it_is_to_have() throws IOException {
        var only = "{\"StringEquals\":{\"aws:RequestTag/team\":\"red\"},"
                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\"]}}";
        var person = user(allow("s3express:CreateBucket,s3express:TagResource", "*", only));
        var untagging = user(allow("s3express:CreateBucket", "*", only));
        var target = "/" + Express.name("made-" + count);
        assertThat(ask(person, "PUT", target, Express.configuration("use1-az4")))
                .isEqualTo(403);
        assertThat(ask(person, "PUT", target, configuration("team", "blue"))).isEqualTo(403);
        assertThat(ask(person, "PUT", target, configuration("team", "red", "boss", "me")))
                .isEqualTo(403);
        assertThat(ask(untagging, "PUT", target, configuration("team", "red"))).isEqualTo(403);
        assertThat(ask(person, "PUT", target, configuration("team", "red"))).isEqualTo(200);
        var made = Express.arn(target.substring(1));
        assertThat(control.listTagsForResource(
                                b -> b.accountId(LocalServer.ACCOUNT).resourceArn(made))
                        .tags())
                .containsExactly(tag("team", "red"));
    }

    @Test
    void a_new_bucket_is_decided_by_its_zone_and_how_the_request_comes() throws IOException {
        var target = "/" + Express.name("zoned-" + count);
        for (var zone : List.of("use1-az5", "use1-az4")) {
            var person = user(allow(
                    "s3express:CreateBucket",
                    "*",
                    "{\"StringEquals\":{\"s3express:LocationName\":\"" + zone
                            + "\",\"s3express:authType\":\"REST-HEADER\"}}"));
            assertThat(ask(person, "PUT", target, Express.configuration("use1-az4")))
                    .isEqualTo(zone.equals("use1-az4") ? 200 : 403);
        }
    }

    @Test
    void tagging_is_decided_by_the_tags_that_are_there_and_those_that_come() throws IOException {
        tag(control, arn, tag("owner", "ann"));
        var person = user(allow(
                "s3express:TagResource,s3express:UntagResource",
                "*",
                "{\"StringEquals\":{\"s3express:BucketTag/owner\":\"ann\"},"
                        + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"stage\",\"owner\"]},"
                        + "\"StringEqualsIfExists\":{\"aws:RequestTag/stage\":\"test\"}}"));
        try (var client = ControlTagsTest.client(person)) {
            tag(client, arn, tag("stage", "test"));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "live")));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("boss", "me")));
            refused(403, "AccessDenied", () -> untag(client, arn, "boss"));
            untag(client, arn, "stage");
            tag(client, arn, tag("owner", "bob"));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "test")));
        }
    }
}
