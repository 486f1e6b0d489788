package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.admin.AdminOperation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;

/// Administration is asked by identity: the first account's root, and whom a policy of that account allows it.
@SuppressWarnings("NullAway.Init")
final class AdminByIdentityTest {
    @Server
    private static LocalServer server;

    private static People people;
    private static People.Person nobody;
    private static People.Person stranger;
    private static People.Person strangersUser;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        nobody = people.user(LocalServer.ACCOUNT, "nobody", People.allow("s3:*", "*"));
        stranger = people.account("444455556666");
        strangersUser = people.user("444455556666", "all", People.allow("*", "*"));
    }

    private static Raw request(AdminOperation operation) {
        return Raw.request(server.endpoint(), operation.method(), "/_sealstead/admin/" + operation.path())
                .service("sealstead");
    }

    private static Raw.Reply ask(People.Person person, AdminOperation operation) throws IOException {
        return person.sign(request(operation)).send();
    }

    @ParameterizedTest
    @EnumSource(AdminOperation.class)
    void each_operation_is_for_whom_a_policy_allows_it(AdminOperation operation) throws IOException {
        boolean secret = operation.access() == AdminOperation.Access.MACHINE;
        var refused = ask(nobody, operation);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .contains("is not authorized to perform: sealstead:" + operation.wireName())
                .contains("AccessDenied");
        for (var other : new People.Person[] {stranger, strangersUser}) {
            assertThat(ask(other, operation).status()).as(other.arn()).isEqualTo(403);
        }
        var only =
                people.user(LocalServer.ACCOUNT, "only-" + operation.wireName(), People.allow(operation.action(), "*"));
        var allBut = people.user(
                LocalServer.ACCOUNT,
                "but-" + operation.wireName(),
                "{\"Effect\":\"Allow\",\"NotAction\":\"" + operation.action() + "\",\"Resource\":\"*\"}");
        assertThat(ask(allBut, operation).status()).isEqualTo(403);
        var answered = ask(only, operation);
        if (secret) {
            assertThat(answered.status()).isEqualTo(403);
            assertThat(answered.body()).contains("is for who holds the root key");
        } else {
            assertThat(answered.status()).as(answered.body()).isIn(200, 400);
        }
        assertThat(ask(people.owner(), operation).status())
                .isIn(secret ? new Integer[] {403} : new Integer[] {200, 400});
    }

    @Test
    void only_a_header_that_is_signed_for_this_service_and_body_counts() throws IOException {
        var coverage = AdminOperation.GET_COVERAGE;
        var owner = people.owner();
        assertThat(owner.sign(request(coverage)).send().status()).isEqualTo(200);
        assertThat(owner.sign(request(coverage).service("s3")).send().status()).isEqualTo(403);
        assertThat(owner.sign(request(coverage).service("kms")).send().status()).isEqualTo(403);
        assertThat(request(coverage)
                        .accessKeyId(owner.accessKeyId())
                        .secret("x".repeat(40))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(request(coverage).presign(60).send().status()).isEqualTo(403);
        assertThat(owner.sign(request(coverage))
                        .header("origin", "http://evil.example")
                        .send()
                        .status())
                .isEqualTo(421);
        assertThat(owner.sign(request(coverage)).body("not signed").send().status())
                .isEqualTo(403);
        assertThat(Raw.request(server.endpoint(), "GET", "/_sealstead/admin/nothing")
                        .service("sealstead")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void what_changes_something_is_told_with_who_asked_and_so_is_what_was_refused() throws IOException {
        var collector = people.user(LocalServer.ACCOUNT, "collector", People.allow("sealstead:CollectGarbage", "*"));
        ask(collector, AdminOperation.COLLECT_GARBAGE);
        ask(collector, AdminOperation.ACCEPT_CLOCK);
        Administration.ask(server, "GET admin/audit/verify"); // which has it written
        var events = TrailFiles.events(
                server.dataFolder().resolve("audit"), server.server().rootKey());
        assertThat(events)
                .anyMatch(event -> event.path("eventName").asText().equals("CollectGarbage")
                        && event.path("userIdentity").path("arn").asText().equals(collector.arn())
                        && !event.has("errorCode"))
                .anyMatch(event -> event.path("eventName").asText().equals("AcceptClock")
                        && event.path("userIdentity").path("arn").asText().equals(collector.arn())
                        && event.path("errorCode").asText().equals("AccessDenied"));
    }

    private static String sealstead(Path home, String... arguments) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Program.sealstead(arguments))
                .directory(home.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("SEALSTEAD_"));
        builder.environment().put("AWS_CONFIG_FILE", home.resolve("config").toString());
        builder.environment()
                .put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
        var process = builder.start();
        var shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + shown;
    }

    @Test
    void the_cli_asks_by_profiles_as_the_aws_cli_finds_them(@TempDir Path home) throws Exception {
        try (var iam = IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(people.owner().credentials())
                .build()) {
            iam.createRole(b -> b.roleName("operator")
                    .assumeRolePolicyDocument(
                            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                                    + "\"arn:aws:iam::444455556666:root\"},\"Action\":\"sts:AssumeRole\"}]}"));
            iam.putRolePolicy(b -> b.roleName("operator")
                    .policyName("look")
                    .policyDocument(People.policy(People.allow("sealstead:GetCoverage", "*"))));
        }
        Files.writeString(
                home.resolve("credentials"),
                "[owner]\naws_access_key_id = " + LocalServer.ACCESS_KEY_ID + "\naws_secret_access_key = "
                        + LocalServer.SECRET + "\n[other]\naws_access_key_id = " + strangersUser.accessKeyId()
                        + "\naws_secret_access_key = " + strangersUser.secret() + "\n");
        var common = "\nregion = " + LocalServer.REGION + "\nendpoint_url = " + server.endpoint() + "\n";
        Files.writeString(
                home.resolve("config"),
                "[profile owner]" + common + "[profile other]" + common + "[profile operator]" + common
                        + "role_arn = arn:aws:iam::" + LocalServer.ACCOUNT
                        + ":role/operator\nsource_profile = other\n");
        assertThat(sealstead(home, "coverage", "--profile", "owner"))
                .startsWith("0 ")
                .contains("0 versions");
        assertThat(sealstead(home, "coverage", "--profile", "operator"))
                .startsWith("0 ")
                .contains("0 versions");
        assertThat(sealstead(home, "garbage", "--profile", "operator"))
                .startsWith("1 ")
                .contains("is not authorized to perform: sealstead:CollectGarbage");
        assertThat(sealstead(home, "coverage", "--profile", "other"))
                .startsWith("1 ")
                .contains("administration is for principals of account " + LocalServer.ACCOUNT);
        assertThat(sealstead(home, "coverage", "--profile", "missing"))
                .startsWith("1 ")
                .contains("there is no AWS profile missing");
        assertThat(sealstead(home, "env", "--endpoint", server.endpoint().toString()))
                .startsWith("1 ")
                .contains("root key");
    }
}
