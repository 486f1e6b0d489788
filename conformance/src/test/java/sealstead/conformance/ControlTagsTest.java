package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.control.ControlOperation;
import sealstead.custody.RootKey;
import sealstead.server.Setting;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.Tag;

/// Tags of both kinds of buckets by S3 Control, with AWS's SDK for Java.
@SuppressWarnings("NullAway.Init")
final class ControlTagsTest {
    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    private static S3ControlClient control;

    @BeforeAll
    static void start() {
        people = new People(server);
        control = client(people.owner());
    }

    @AfterAll
    static void stop() throws IOException {
        control.close();
    }

    static S3ControlClient client(People.Person person) {
        return S3ControlClient.builder()
                .endpointOverride(byName(person.server().endpoint()))
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(person.credentials())
                .build();
    }

    /// For general purpose buckets the SDK puts the account into the host, which only a name has room for.
    private static URI byName(URI endpoint) {
        return URI.create("http://localhost:" + endpoint.getPort());
    }

    static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    static void tag(S3ControlClient client, String arn, Tag... tags) {
        client.tagResource(
                b -> b.accountId(LocalServer.ACCOUNT).resourceArn(arn).tags(tags));
    }

    static void untag(S3ControlClient client, String arn, String... keys) {
        client.untagResource(
                b -> b.accountId(LocalServer.ACCOUNT).resourceArn(arn).tagKeys(keys));
    }

    private static List<Tag> tags(S3ControlClient client, String arn) {
        return client.listTagsForResource(b -> b.accountId(LocalServer.ACCOUNT).resourceArn(arn))
                .tags();
    }

    static void refused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode())
                    .as(refused.getMessage())
                    .isEqualTo(code);
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.requestId()).isNotEmpty();
        });
    }

    private static String general(String name) {
        s3.createBucket(b -> b.bucket(name));
        return "arn:aws:s3:::" + name;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tags_are_given_replaced_listed_and_taken(boolean directory) {
        var arn = directory ? Express.arn(DirectoryBuckets.create(s3, "tags")) : general("tags-general");
        assertThat(tags(control, arn)).isEmpty();
        tag(control, arn, tag("team", "blue"), tag("ä+ =/@", ""));
        tag(control, arn, tag("team", "red"), tag("stage", "test"));
        assertThat(tags(control, arn)).containsExactly(tag("team", "red"), tag("ä+ =/@", ""), tag("stage", "test"));
        untag(control, arn, "team", "ä+ =/@", "never-there");
        assertThat(tags(control, arn)).containsExactly(tag("stage", "test"));
        untag(control, arn, "stage");
        assertThat(tags(control, arn)).isEmpty();
    }

    @Test
    void a_general_purpose_bucket_has_the_same_tags_for_both_apis() {
        var arn = general("both-apis");
        tag(control, arn, tag("by", "control"));
        assertThat(s3.getBucketTagging(b -> b.bucket("both-apis")).tagSet())
                .singleElement()
                .satisfies(found -> assertThat(found.value()).isEqualTo("control"));
        s3.putBucketTagging(b -> b.bucket("both-apis")
                .tagging(t -> t.tagSet(software.amazon.awssdk.services.s3.model.Tag.builder()
                        .key("by")
                        .value("s3")
                        .build())));
        assertThat(tags(control, arn)).containsExactly(tag("by", "s3"));
        untag(control, arn, "by");
        assertRefused(404, "NoSuchTagSet", () -> s3.getBucketTagging(b -> b.bucket("both-apis")));
    }

    @Test
    void tags_of_creation_are_tags_like_all_others() {
        var name = Express.name("created");
        s3.createBucket(b -> b.bucket(name)
                .createBucketConfiguration(
                        c -> c.location(l -> l.type("AvailabilityZone").name("use1-az4"))
                                .bucket(k -> k.type("Directory").dataRedundancy("SingleAvailabilityZone"))
                                .tags(software.amazon.awssdk.services.s3.model.Tag.builder()
                                        .key("born")
                                        .value("with")
                                        .build())));
        assertThat(tags(control, Express.arn(name))).containsExactly(tag("born", "with"));
    }

    @Test
    void what_is_no_tag_is_refused_and_changes_nothing() {
        var arn = Express.arn(DirectoryBuckets.create(s3, "no-tag"));
        tag(control, arn, tag("kept", "1"));
        refused(400, "InvalidTag", () -> tag(control, arn, tag("aws:mine", "x")));
        refused(400, "InvalidTag", () -> tag(control, arn, tag("a", "1"), tag("a", "2")));
        refused(400, "InvalidTag", () -> tag(control, arn, tag("a", "x".repeat(257))));
        var fifty = IntStream.range(0, 50).mapToObj(i -> tag("k" + i, "v")).toArray(Tag[]::new);
        refused(400, "BadRequest", () -> tag(control, arn, fifty));
        assertThat(tags(control, arn)).containsExactly(tag("kept", "1"));
    }

    @Test
    void what_is_not_there_or_not_a_bucket_has_no_tags() {
        refused(404, "NoSuchResource", () -> tags(control, Express.arn(Express.name("absent"))));
        refused(404, "NoSuchResource", () -> tag(control, "arn:aws:s3:::absent-general", tag("a", "b")));
        var name = DirectoryBuckets.create(s3, "elsewhere");
        var other = Express.arn(name).replace(LocalServer.ACCOUNT, "444455556666");
        refused(404, "NoSuchResource", () -> tags(control, other));
        refused(
                501,
                "NotImplemented",
                () -> tags(control, "arn:aws:s3:us-east-1:" + LocalServer.ACCOUNT + ":storage-lens-group/group"));
    }

    @Test
    void changes_at_the_same_time_are_all_kept() throws Exception {
        var arn = Express.arn(DirectoryBuckets.create(s3, "crowd"));
        try (var threads = Executors.newFixedThreadPool(8)) {
            var calls = new ArrayList<Future<?>>();
            for (int i = 0; i < 24; i++) {
                var mine = tag("k" + i, "v");
                calls.add(threads.submit(() -> tag(control, arn, mine)));
            }
            for (var call : calls) {
                call.get();
            }
        }
        assertThat(tags(control, arn)).hasSize(24);
    }

    @Test
    void each_call_needs_its_own_right_of_the_buckets_own_service() throws IOException {
        var arn = Express.arn(DirectoryBuckets.create(s3, "rights"));
        var other = general("rights-general");
        var user = people.user(LocalServer.ACCOUNT, "tagger", "");
        try (var client = client(user)) {
            for (var wrong : List.of("s3express:CreateSession,s3:*", "s3express:UntagResource")) {
                people.permit(user, allow(wrong, arn));
                refused(403, "AccessDenied", () -> tag(client, arn, tag("a", "b")));
                refused(403, "AccessDenied", () -> tags(client, arn));
            }
            people.permit(user, allow("s3express:TagResource,s3express:ListTagsForResource", arn));
            tag(client, arn, tag("a", "b"));
            assertThat(tags(client, arn)).hasSize(1);
            refused(403, "AccessDenied", () -> untag(client, arn, "a"));
            refused(403, "AccessDenied", () -> tags(client, other));
            people.permit(user, allow("s3express:UntagResource", arn) + "," + allow("s3:TagResource", other));
            untag(client, arn, "a");
            tag(client, other, tag("a", "b"));
            refused(403, "AccessDenied", () -> untag(client, other, "a"));
            // Whether a bucket is there is told to those who may do this to it.
            refused(403, "AccessDenied", () -> tag(client, "arn:aws:s3:::rights-absent", tag("a", "b")));
        }
    }

    @Test
    void policies_may_speak_of_the_tags_that_are_asked_for() throws IOException {
        var arn = Express.arn(DirectoryBuckets.create(s3, "conditions"));
        var user = people.user(
                LocalServer.ACCOUNT,
                "careful",
                allow("s3express:TagResource", "*", "{\"StringEquals\":{\"aws:RequestTag/stage\":\"test\"}}") + ","
                        + allow(
                                "s3express:UntagResource",
                                "*",
                                "{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":\"stage\"}}"));
        try (var client = client(user)) {
            tag(client, arn, tag("stage", "test"), tag("x", "y"));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("stage", "live")));
            refused(403, "AccessDenied", () -> tag(client, arn, tag("x", "y")));
            refused(403, "AccessDenied", () -> untag(client, arn, "stage", "x"));
            untag(client, arn, "stage");
        }
        var insecure = people.user(
                LocalServer.ACCOUNT,
                "signed",
                allow("s3express:*", "*", "{\"StringEquals\":{\"s3express:signatureversion\":\"AWS4-HMAC-SHA256\"}}"));
        try (var client = client(insecure)) {
            assertThat(tags(client, arn)).hasSize(1);
        }
    }

    @Test
    void another_account_gets_at_tags_of_general_purpose_buckets_only() throws IOException {
        var arn = general("shared");
        var directory = DirectoryBuckets.create(s3, "shared");
        var stranger = people.account("444455556666");
        try (var client = client(stranger)) {
            refused(403, "AccessDenied", () -> tags(client, arn));
            s3.putBucketPolicy(b -> b.bucket("shared")
                    .policy(policy(resource("Allow", stranger.account(), "s3:ListTagsForResource", arn, "{}"))));
            assertThat(tags(client, arn)).isEmpty();
            s3.putBucketPolicy(b -> b.bucket(directory)
                    .policy(policy(
                            resource("Allow", stranger.account(), "s3express:*", Express.arn(directory), "{}"))));
            refused(403, "AccessDenied", () -> tags(client, Express.arn(directory)));
        }
        refused(
                403,
                "AccessDenied",
                () -> control.listTagsForResource(
                        b -> b.accountId("999999999999").resourceArn(arn)));
    }

    private static Raw raw(String method, String arn) {
        var encoded = URLEncoder.encode(arn, StandardCharsets.UTF_8).replace("%2F", "/");
        return Raw.request(server.endpoint(), method, "/v20180820/tags/" + encoded)
                .header("x-amz-account-id", LocalServer.ACCOUNT);
    }

    @Test
    void a_call_is_signed_for_the_service_of_its_bucket_or_not_heard() throws IOException {
        var arn = Express.arn(DirectoryBuckets.create(s3, "signed"));
        var right = raw("GET", arn).service("s3express").sign().send();
        assertThat(right.status()).as(right.body()).isEqualTo(200);
        var wrong = raw("GET", arn).service("s3").sign().send();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("AuthorizationHeaderMalformed");
        var forged = raw("GET", arn).service("s3express").secret("other").sign().send();
        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.code()).isEqualTo("SignatureDoesNotMatch");
        var nobody = raw("GET", arn).send();
        assertThat(nobody.status()).isEqualTo(403);
        assertThat(nobody.code()).isEqualTo("AccessDenied");
        assertThat(nobody.body()).contains("<ErrorResponse ").contains("<HostId>");
    }

    @Test
    void a_session_of_the_bucket_does_not_open_its_tags() throws IOException {
        var express = new Express(server);
        var name = DirectoryBuckets.create(s3, "session");
        var session = express.session(people.owner(), name);
        var reply = session.signing(raw("GET", Express.arn(name)).service("s3express"))
                .send();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("AccessDenied");
    }

    @Test
    void malformed_calls_are_refused() throws IOException {
        var arn = Express.arn(DirectoryBuckets.create(s3, "malformed-call"));
        for (var body : List.of(
                "", "<x/>", "<TagResourceRequest/>", "<TagResourceRequest><Tags><Tag/></Tags></TagResourceRequest>")) {
            var reply = raw("POST", arn).service("s3express").body(body).sign().send();
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.code()).isEqualTo("MalformedXML");
        }
        var keyless = raw("DELETE", arn).service("s3express").sign().send();
        assertThat(keyless.code()).isEqualTo("InvalidRequest");
        var account = raw("GET", arn)
                .service("s3express")
                .header("x-amz-account-id", "me")
                .sign()
                .send();
        assertThat(account.code()).isEqualTo("InvalidRequest");
        var digest = raw("POST", arn)
                .service("s3express")
                .body("<TagResourceRequest><Tags/></TagResourceRequest>")
                .header("x-amz-checksum-crc32", "AAAAAA==")
                .sign()
                .send();
        assertThat(digest.status()).isEqualTo(400);
        var notArn = raw("GET", "bucket").sign().send();
        assertThat(notArn.code()).isEqualTo("InvalidRequest");
        var patched = raw("PATCH", arn).service("s3express").sign().send();
        assertThat(patched.status()).isEqualTo(405);
    }

    @Test
    void a_bucket_may_be_called_like_the_version_of_the_api() {
        general("v20180820");
        s3.putObject(b -> b.bucket("v20180820").key("tags/x"), RequestBody.fromString("mine"));
        assertThat(s3.getObjectAsBytes(b -> b.bucket("v20180820").key("tags/x")).asUtf8String())
                .isEqualTo("mine");
    }

    @Test
    void the_account_may_stand_in_the_host_as_sdks_put_it() throws IOException {
        var arn = general("hosted");
        var reply = raw("GET", arn)
                .header(
                        "host",
                        LocalServer.ACCOUNT + ".localhost:" + server.endpoint().getPort())
                .sign()
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void an_operation_without_a_handler_is_refused_by_its_name(ControlOperation operation) throws IOException {
        if (server.server().implementedOfControl().contains(operation)) {
            return;
        }
        var path = "/v20180820/" + operation.path().replaceAll("\\{[a-zA-Z_]+\\+?}", "x");
        var reply = Raw.request(server.endpoint(), operation.method(), path)
                .header("x-amz-account-id", LocalServer.ACCOUNT)
                .sign()
                .send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(501);
        assertThat(reply.code()).isEqualTo("NotImplemented");
        assertThat(reply.message()).isEqualTo("The operation " + operation.wireName() + " is not implemented.");
    }

    @Test
    void the_trail_tells_who_changed_which_tags(@TempDir Path folder) throws IOException {
        var settings = Map.of(Setting.AUDIT_EVENTS, "all", Setting.AUDIT_FOLDER, folder.toString());
        var arn = Express.arn(Express.name("trail"));
        RootKey root;
        try (var audited = new LocalServer(settings);
                var client = client(new People(audited).owner());
                var buckets = DirectoryBuckets.client(audited)) {
            root = audited.server().rootKey();
            DirectoryBuckets.create(buckets, "trail");
            tag(client, arn, tag("a", "b"));
            untag(client, arn, "a");
            refused(404, "NoSuchResource", () -> tags(client, arn + "x"));
        }
        var events = TrailFiles.events(folder, root);
        events.removeIf(event -> !event.path("eventName").asText().matches("(Tag|Untag|ListTagsFor)Resource"));
        assertThat(events).hasSize(3);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("eventSource").asText()).isEqualTo("s3express.amazonaws.com");
            assertThat(event.path("managementEvent").asBoolean()).isTrue();
            assertThat(event.at("/resources/0/type").asText()).isEqualTo("AWS::S3Express::DirectoryBucket");
            assertThat(event.at("/requestParameters/resourceArn").asText()).startsWith(arn);
        });
        assertThat(events.get(0)
                        .at("/requestParameters/TagResourceRequest/Tags/Tag/Value")
                        .asText())
                .isEqualTo("b");
        assertThat(events.get(1).at("/requestParameters/tagKeys/0").asText()).isEqualTo("a");
        assertThat(events.get(2).path("errorCode").asText()).isEqualTo("NoSuchResource");
        assertThat(events.get(2).path("readOnly").asBoolean()).isTrue();
    }
}
