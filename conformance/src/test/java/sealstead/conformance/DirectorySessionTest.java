package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a session of a directory bucket opens, for how long, and what it never does.
@SuppressWarnings("NullAway.Init")
final class DirectorySessionTest {
    private static final String OTHER = "444455556666";
    private static final Map<String, String> READ_ONLY = Map.of("x-amz-create-session-mode", "ReadOnly");

    @Server
    private static LocalServer server;

    private static People people;
    private static Express express;
    private static People.Person owner;
    private static String bucket;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        express = new Express(server);
        owner = people.owner();
        bucket = express.create(owner, "sessions");
        assertThat(express.session(owner, bucket)
                        .put("/" + bucket + "/there", "x")
                        .status())
                .isEqualTo(200);
    }

    private static void assertRefused(Raw.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.code()).as(reply.body()).isEqualTo(code);
    }

    @Test
    void it_lasts_five_minutes_and_no_longer() throws IOException {
        var session = express.session(owner, bucket);
        server.clock().move(Duration.ofSeconds(290));
        assertThat(session.call("GET", "/" + bucket + "/there").status()).isEqualTo(200);
        server.clock().move(Duration.ofSeconds(15));
        assertRefused(session.call("GET", "/" + bucket + "/there"), 400, "ExpiredToken");
        assertRefused(session.put("/" + bucket + "/late", "x"), 400, "ExpiredToken");
    }

    @Test
    void it_ends_with_the_session_of_its_maker() throws IOException {
        People.Person maker;
        try (var sts = software.amazon.awssdk.services.sts.StsClient.builder()
                .endpointOverride(server.endpoint())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            var made = sts.getSessionToken(b -> b.durationSeconds(900)).credentials();
            maker = new People.Person(
                    server,
                    LocalServer.ACCOUNT,
                    owner.arn(),
                    made.accessKeyId(),
                    made.secretAccessKey(),
                    made.sessionToken());
        }
        server.clock().move(Duration.ofMinutes(13));
        var session = express.session(maker, bucket);
        assertThat(session.call("GET", "/" + bucket + "/there").status()).isEqualTo(200);
        server.clock().move(Duration.ofSeconds(121));
        assertRefused(session.call("GET", "/" + bucket + "/there"), 400, "ExpiredToken");
    }

    @Test
    void it_outlives_a_restart() throws IOException {
        var session = express.session(owner, bucket);
        server.restart();
        assertThat(session.call("GET", "/" + bucket + "/there").status()).isEqualTo(200);
    }

    @Test
    void it_opens_its_bucket_and_no_other() throws IOException {
        var another = express.create(owner, "another");
        var session = express.session(owner, bucket);
        assertRefused(session.call("GET", "/" + another + "/there"), 403, "AccessDenied");
        assertRefused(session.put("/" + another + "/x", "x"), 403, "AccessDenied");
        assertRefused(session.call("GET", "/" + another + "?encryption"), 403, "AccessDenied");
        assertRefused(session.call("GET", "/"), 403, "AccessDenied");
        assertRefused(session.call("PUT", "/general"), 403, "AccessDenied");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /x,                                   403",
        "DELETE, /there,                               403",
        "POST,   /x?uploads,                           403",
        "GET,    /there,                               200",
        "HEAD,   /there,                               200",
        "GET,    /there?attributes,                    200",
        "GET,    ?list-type=2,                         200",
        "GET,    ?uploads,                             200",
        "HEAD,   '',                                   200",
        "DELETE, ?encryption,                          403",
        "DELETE, ?policy,                              403",
        "DELETE, '',                                   403",
        "GET,    ?encryption,                          200"
    })
    void read_only_reads_and_nothing_else(String method, String target, int status) throws IOException {
        var session = express.session(owner, bucket, READ_ONLY);
        var request = session.raw(method, "/" + bucket + target);
        if (target.endsWith("attributes")) {
            request.header("x-amz-object-attributes", "ObjectSize");
        }
        var reply = session.signing(request).send();
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    }

    @Test
    void a_mode_that_is_none_is_refused() throws IOException {
        assertRefused(
                express.askSession(owner, bucket, Map.of("x-amz-create-session-mode", "WriteOnly")),
                400,
                "InvalidArgument");
    }

    @Test
    void key_token_and_service_belong_together() throws IOException {
        var one = express.session(owner, bucket);
        var two = express.session(owner, bucket);
        var path = "/" + bucket + "/there";
        var mixed = new Express.Session(express, one.accessKeyId(), one.secret(), two.token());
        assertRefused(mixed.call("GET", path), 400, "InvalidToken");
        var forged = new Express.Session(
                express, one.accessKeyId(), one.secret(), one.token().substring(1));
        assertRefused(forged.call("GET", path), 400, "InvalidToken");
        var wrong = new Express.Session(
                express, one.accessKeyId(), "0" + one.secret().substring(1), one.token());
        assertRefused(wrong.call("GET", path), 403, "SignatureDoesNotMatch");
        assertRefused(one.signing(one.raw("GET", path).service("s3")).send(), 400, "InvalidToken");
        var without = one.raw("GET", path).accessKeyId(one.accessKeyId()).secret(one.secret());
        assertRefused(without.sign().send(), 403, "InvalidAccessKeyId");
        var asSecurityToken = one.raw("GET", path)
                .accessKeyId(one.accessKeyId())
                .secret(one.secret())
                .header("x-amz-security-token", one.token());
        assertRefused(asSecurityToken.sign().send(), 400, "InvalidToken");
        var unsigned = one.raw("GET", path)
                .accessKeyId(one.accessKeyId())
                .secret(one.secret())
                .unsignedHeader("x-amz-s3session-token", one.token());
        assertRefused(unsigned.sign().send(), 403, "AccessDenied");
    }

    @Test
    void it_works_from_a_presigned_query() throws IOException {
        var session = express.session(owner, bucket);
        var url = session.raw("GET", "/" + bucket + "/there?X-Amz-S3session-Token=" + session.token())
                .accessKeyId(session.accessKeyId())
                .secret(session.secret())
                .presign(60);
        assertThat(url.send().status()).isEqualTo(200);
    }

    @Test
    void nobody_makes_a_session_out_of_a_session() throws IOException {
        var session = express.session(owner, bucket);
        assertRefused(session.call("GET", "/" + bucket + "?session"), 403, "AccessDenied");
        assertRefused(express.raw("GET", "/" + bucket + "?session").send(), 403, "AccessDenied");
    }

    @Test
    void copies_need_an_identity() throws IOException {
        var session = express.session(owner, bucket);
        var copy = session.raw("PUT", "/" + bucket + "/copied").header("x-amz-copy-source", bucket + "/there");
        assertRefused(session.signing(copy).send(), 403, "AccessDenied");
        var signed = express.raw("PUT", "/" + bucket + "/copied").header("x-amz-copy-source", bucket + "/there");
        assertThat(owner.sign(signed).send().status()).isEqualTo(200);
    }

    @Test
    void policies_are_asked_when_it_is_made_and_for_configuration_always() throws IOException {
        var mine = express.create(owner, "asked-once");
        var rights = allow("s3express:*", Express.arn(mine));
        var user = people.user(LocalServer.ACCOUNT, "asked-once", rights);
        var session = express.session(user, mine);
        assertThat(session.call("GET", "/" + mine + "?encryption").status()).isEqualTo(200);
        people.permit(user, "");
        assertThat(session.put("/" + mine + "/k", "x").status()).isEqualTo(200);
        assertRefused(session.call("GET", "/" + mine + "?encryption"), 403, "AccessDenied");
        assertRefused(express.askSession(user, mine, Map.of()), 403, "AccessDenied");
    }

    @Test
    void it_goes_with_its_bucket_and_does_not_come_back_with_another_of_its_name() throws IOException {
        var mine = express.create(owner, "gone");
        var user = people.user(LocalServer.ACCOUNT, "gone", allow("s3express:CreateSession", Express.arn(mine)));
        var session = express.session(user, mine);
        assertThat(session.call("GET", "/" + mine + "?list-type=2").status()).isEqualTo(200);
        assertThat(owner.sign(express.raw("DELETE", "/" + mine)).send().status())
                .isEqualTo(204);
        assertRefused(session.put("/" + mine + "/k", "x"), 404, "NoSuchBucket");
        people.permit(user, "");
        express.create(owner, "gone");
        assertRefused(session.put("/" + mine + "/k", "x"), 403, "AccessDenied");
        people.permit(user, allow("s3express:CreateSession", Express.arn(mine)));
        assertThat(session.put("/" + mine + "/k", "x").status())
                .as("the identity is proven, and its rights are asked anew")
                .isEqualTo(200);
    }

    @Test
    void before_there_is_a_bucket_it_goes_to_who_may_create_one_and_proves_the_identity_only() throws IOException {
        var mine = Express.name("to-be");
        var reader = people.user(LocalServer.ACCOUNT, "to-be-reader", allow("s3express:CreateSession", "*"));
        assertRefused(express.askSession(reader, mine, Map.of()), 404, "NoSuchBucket");
        var maker = people.user(LocalServer.ACCOUNT, "to-be-maker", allow("s3express:CreateBucket", Express.arn(mine)));
        assertRefused(express.askSession(maker, "To-Be--use1-az4--x-s3", Map.of()), 404, "NoSuchBucket");
        var session = express.session(maker, mine);
        assertRefused(session.put("/" + mine + "/k", "x"), 404, "NoSuchBucket");
        assertThat(session.put("/" + mine, Express.configuration("use1-az4")).status())
                .isEqualTo(200);
        assertRefused(session.put("/" + mine + "/k", "x"), 403, "AccessDenied");
        people.permit(maker, allow("s3express:CreateSession", Express.arn(mine)));
        assertThat(session.put("/" + mine + "/k", "x").status()).isEqualTo(200);
    }

    @Test
    void without_a_mode_it_is_the_best_that_the_caller_may_have() throws IOException {
        var mine = express.create(owner, "modes");
        var condition = "{\"StringEquals\":{\"s3express:SessionMode\":\"ReadOnly\"}}";
        var reader = people.user(
                LocalServer.ACCOUNT, "modes-reader", allow("s3express:CreateSession", Express.arn(mine), condition));
        var session = express.session(reader, mine);
        assertThat(session.call("GET", "/" + mine + "?list-type=2").status()).isEqualTo(200);
        assertRefused(session.put("/" + mine + "/k", "x"), 403, "AccessDenied");
        assertRefused(
                express.askSession(reader, mine, Map.of("x-amz-create-session-mode", "ReadWrite")),
                403,
                "AccessDenied");
    }

    @Test
    void another_account_gets_one_if_both_say_so_and_never_configures() throws IOException {
        var mine = express.create(owner, "shared");
        people.account(OTHER);
        var guest = people.user(OTHER, "guest", allow("s3express:*", "*"));
        assertRefused(express.askSession(guest, mine, Map.of()), 403, "AccessDenied");
        var shared = policy(resource(
                "Allow", "arn:aws:iam::" + OTHER + ":root", "s3express:CreateSession", Express.arn(mine), "{}"));
        var put = owner.sign(express.raw("PUT", "/" + mine + "?policy").body(shared))
                .send();
        assertThat(put.status()).as(put.body()).isEqualTo(204);
        var session = express.session(guest, mine);
        assertThat(session.put("/" + mine + "/k", "x").status()).isEqualTo(200);
        for (var control : new String[] {"?policy", "?encryption", "?lifecycle"}) {
            assertRefused(session.call("GET", "/" + mine + control), 403, "AccessDenied");
            assertRefused(guest.sign(express.raw("GET", "/" + mine + control)).send(), 403, "AccessDenied");
        }
        people.permit(guest, "");
        assertRefused(express.askSession(guest, mine, Map.of()), 403, "AccessDenied");
    }

    @Test
    void every_address_that_clients_build_leads_to_it() throws IOException {
        var mine = express.create(owner, "by-name");
        var user = people.user(LocalServer.ACCOUNT, "by-name", allow("s3express:*", Express.arn(mine)));
        var session = express.session(user, mine);
        for (var host : new String[] {mine + ".localhost", mine + ".s3express-use1-az4.us-east-1.localhost"}) {
            var put = session.raw("PUT", "/k").header("host", host).body("x");
            assertThat(session.signing(put).send().status()).as(host).isEqualTo(200);
        }
        var control = user.sign(express.raw("GET", "/" + mine + "?encryption")
                        .header("host", "s3express-control.us-east-1.localhost"))
                .send();
        assertThat(control.status()).isEqualTo(200);
        var doubled = session.call("GET", "/" + mine + "//k");
        assertThat(doubled.status()).isEqualTo(200);
    }
}
