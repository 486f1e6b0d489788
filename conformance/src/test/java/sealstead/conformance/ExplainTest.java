package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.People.allow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;

/// Why a request was decided as it was, and what would become of one, for administrators.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ExplainTest {
    private static final String OBJECTS = "arn:aws:s3:::explained/*";

    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @BeforeAll
    static void start() {
        people = new People(server);
        s3.createBucket(b -> b.bucket("explained"));
        s3.putObject(b -> b.bucket("explained").key("o").tagging("team=red"), RequestBody.fromString("x"));
    }

    private static JsonNode explain(String query, int status) throws IOException {
        var reply = Administration.ask(server, "GET admin/explain?" + query);
        assertThat(reply.status()).as(reply.document().toString()).isEqualTo(status);
        return reply.document();
    }

    private static String ask(String principal, String more) throws IOException {
        var decision = explain(
                        "principal=" + encoded(principal) + "&action=s3:GetObject&resource="
                                + encoded("arn:aws:s3:::explained/o") + more,
                        200)
                .path("decisions")
                .path(0);
        return decision.path("decision").asText() + " " + decision.path("because");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String read(Person who) throws IOException {
        var reply =
                who.sign(Raw.request(server.endpoint(), "GET", "/explained/o")).send();
        assertThat(reply.status()).isEqualTo(403);
        return reply.header("x-amz-request-id").orElseThrow();
    }

    @Test
    void what_a_request_holds_forges_no_line() throws IOException {
        var forged = encoded("x\nAllowed by identity-based policy\u001b[2J\u202e");
        var told = explain(
                "principal=" + encoded("arn:aws:iam::" + LocalServer.ACCOUNT + ":root") + "&action=" + forged
                        + "&resource=" + encoded("arn:aws:s3:::explained/") + forged,
                200);
        var because = told.path("decisions").path(0).path("because");
        assertThat(because).isNotEmpty();
        for (var line : because) {
            assertThat(line.asText()).doesNotContain("\n", "\u001b", "\u202e");
        }
        var who = people.user(LocalServer.ACCOUNT, "forger", allow("kms:*", "*"));
        try (var kms = who.kms()) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> kms.encrypt(b -> b.keyId("x\n\u001b[2J")
                            .plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x")))))
                    .isNotNull();
        }
        var rows = Administration.ask(server, "GET admin/kms/ledger").document().path("rows");
        assertThat(rows.findValuesAsText("keyArn")).contains("x\\u000a\\u001b[2J");
    }

    @Test
    void the_grant_that_let_a_request_in_is_named() throws IOException {
        s3.createBucket(b -> b.bucket("listed").objectOwnership(ObjectOwnership.OBJECT_WRITER));
        s3.deletePublicAccessBlock(b -> b.bucket("listed"));
        s3.putObject(b -> b.bucket("listed").key("o").acl(ObjectCannedACL.PUBLIC_READ), RequestBody.fromString("x"));
        var reply = Raw.request(server.endpoint(), "GET", "/listed/o").send();
        assertThat(reply.status()).isEqualTo(200);
        var id = reply.header("x-amz-request-id").orElseThrow();
        var told = explain("request=" + id, 200).path("decisions").path(0);
        assertThat(told.path("decision").asText()).isEqualTo("ALLOW");
        assertThat(told.path("because").toString())
                .contains("ACL of the object, http://acs.amazonaws.com/groups/global/AllUsers");
    }

    @Test
    void a_past_decision_is_explained_by_the_values_that_it_saw() throws IOException {
        var who = people.user(
                LocalServer.ACCOUNT,
                "past",
                allow("s3:GetObject", OBJECTS, equal("s3:ExistingObjectTag/team", "blue")) + ","
                        + allow("s3:PutObject", OBJECTS, equal("s3:x-amz-acl", "private")));
        var id = read(who);
        s3.putObjectTagging(b -> b.bucket("explained")
                .key("o")
                .tagging(t -> t.tagSet(tag -> tag.key("team").value("blue"))));
        people.permit(who, allow("s3:*", "*"));
        var seen = explain("request=" + id, 200).path("decisions").path(0);
        assertThat(seen.path("decision").asText()).isEqualTo("DENY");
        assertThat(seen.path("because").toString())
                .contains("StringEquals s3:existingobjecttag/team [blue]: the request has [red], does not hold")
                .contains("StringEquals s3:x-amz-acl [private]: was not looked at");
        s3.putObjectTagging(b -> b.bucket("explained")
                .key("o")
                .tagging(t -> t.tagSet(tag -> tag.key("team").value("red"))));
    }

    @Test
    void a_question_knows_what_follows_from_its_principal_and_takes_the_rest_from_its_context() throws IOException {
        var who = people.user(
                LocalServer.ACCOUNT,
                "asked",
                allow(
                        "s3:GetObject",
                        OBJECTS,
                        "{\"StringEquals\":{\"aws:username\":\"asked\",\"aws:ResourceAccount\":\"" + LocalServer.ACCOUNT
                                + "\"},\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}"));
        assertThat(ask(who.arn(), ""))
                .startsWith("DENY ")
                .contains("aws:sourceip [192.0.2.0/24]: the request has none, does not hold")
                .contains("aws:username [asked]: the request has [asked], holds");
        assertThat(ask(who.arn(), "&context=" + encoded("aws:SourceIp=192.0.2.7")))
                .startsWith("ALLOW ");
        assertThat(ask("*", "")).startsWith("DENY ");
        explain("principal=" + encoded(who.arn() + "-gone") + "&action=s3:GetObject&resource=*", 400);
        explain(
                "principal=" + encoded(who.arn()) + "&action=s3:GetObject&resource=" + encoded("arn:aws:s3:::none/o"),
                400);
    }

    @Test
    void a_request_that_is_not_remembered_is_told_as_such() throws IOException {
        assertThat(explain("request=0123456789ABCDEF", 200).path("known").asBoolean())
                .isFalse();
    }
}
