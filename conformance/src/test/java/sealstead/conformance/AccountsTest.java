package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.IamWorld.ALLOW_ALL;
import static sealstead.conformance.IamWorld.allow;
import static sealstead.conformance.IamWorld.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/// Several accounts in one server, made and limited by the administration.
@Inside("a second account")
@SuppressWarnings("NullAway.Init")
final class AccountsTest {
    private static final LocalServer SERVER = new LocalServer();
    private static final IamWorld WORLD = new IamWorld(SERVER);

    private static final List<String> ROOT = List.of(LocalServer.ACCESS_KEY_ID, LocalServer.SECRET);

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    private static JsonNode admin(String method, String path, int status) throws IOException, InterruptedException {
        return admin(method, path, "", status);
    }

    private static JsonNode admin(String method, String path, String body, int status)
            throws IOException, InterruptedException {
        var answer = Administration.ask(SERVER, method + " admin/" + path, body);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(status);
        return answer.document();
    }

    private static AwsCredentials create(String id) throws IOException, InterruptedException {
        var made = admin("POST", "accounts?id=" + id, 200);
        assertThat(made.path("accountId").asText()).isEqualTo(id);
        return AwsBasicCredentials.create(
                made.path("accessKeyId").asText(), made.path("secretAccessKey").asText());
    }

    @Test
    void accounts_have_users_of_their_own() throws Exception {
        var other = create("222233334444");
        admin("POST", "accounts?id=222233334444", 400);
        admin("POST", "accounts?id=22", 400);
        WORLD.asRoot(iam -> iam.createUser(request -> request.userName("same")));
        try (var iam = WORLD.iam(other);
                var sts = WORLD.sts(other)) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::222233334444:root");
            assertThat(iam.listUsers().users()).isEmpty();
            assertThat(iam.createUser(request -> request.userName("same"))
                            .user()
                            .arn())
                    .isEqualTo("arn:aws:iam::222233334444:user/same");
            var foreign = "arn:aws:iam::" + LocalServer.ACCOUNT + ":policy/foreign";
            WORLD.asRoot(first ->
                    first.createPolicy(request -> request.policyName("foreign").policyDocument(ALLOW_ALL)));
            assertThat(refused(() -> iam.getPolicy(request -> request.policyArn(foreign)))
                            .statusCode())
                    .isEqualTo(404);
            assertThat(refused(() -> iam.attachUserPolicy(
                                    request -> request.userName("same").policyArn(foreign)))
                            .statusCode())
                    .isEqualTo(404);
        }
        var ids = new ArrayList<String>();
        admin("GET", "accounts", 200)
                .path("accounts")
                .forEach(row -> ids.add(row.path("accountId").asText()));
        assertThat(ids).contains(LocalServer.ACCOUNT, "222233334444");
        SERVER.restart();
        try (var sts = WORLD.sts(other)) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("222233334444");
        }
    }

    @Test
    void every_level_of_service_control_must_allow_and_none_is_no_limit() throws Exception {
        var other = create("333344445555");
        var root = allow("s3:*", "*");
        var unit = allow("iam:*", "*");
        try (var s3 = WORLD.s3(other);
                var iam = WORLD.iam(other)) {
            assertThat(s3.listBuckets().owner()).isNotNull();
            admin("PUT", "service-control?account=333344445555&level=0&name=root", root, 200);
            assertThat(s3.listBuckets().owner()).isNotNull();
            assertThat(refused(() -> iam.listUsers()).awsErrorDetails().errorMessage())
                    .endsWith("because no service control policy allows the iam:ListUsers action");
            admin("PUT", "service-control?account=333344445555&level=1&name=unit", unit, 200);
            assertThat(refused(() -> s3.listBuckets()).statusCode()).isEqualTo(403);
            assertThat(refused(() -> iam.listUsers()).statusCode()).isEqualTo(403);
            assertThat(admin("GET", "service-control?account=333344445555", 200).path("policies"))
                    .hasSize(2);
            admin("DELETE", "service-control?account=333344445555&level=0&name=root", 200);
            admin("DELETE", "service-control?account=333344445555&level=0&name=root", 400);
            assertThat(iam.listUsers().users()).isEmpty();
            admin("PUT", "service-control?account=333344445555&level=0&name=bad", "{}", 400);
            admin("DELETE", "service-control?account=333344445555&level=1&name=unit", 200);
            assertThat(s3.listBuckets().owner()).isNotNull();
        }
    }

    @Test
    void a_service_control_policy_may_be_as_long_as_aws_allows_and_no_longer() throws Exception {
        var other = create("555566667777");
        var shortest =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"\",\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"\"}]}";
        var arn = "arn:aws:s3:::" + "%".repeat(5_120 - shortest.length() - 13);
        var longest = shortest.replace("\"Sid\":\"\",", "\"Sid\":\"\",")
                .replace("\"Resource\":\"\"", "\"Resource\":\"" + arn + "\"");
        assertThat(longest).hasSize(5_120);
        var file = Files.writeString(folder.resolve("longest.json"), longest);
        var shell = new Shell(SERVER, folder);
        assertThat(shell.sealstead(
                        "account",
                        "scp",
                        "put",
                        "--account",
                        "555566667777",
                        "--name",
                        "longest",
                        "--file",
                        file.toString()))
                .isEmpty();
        assertThat(admin("GET", "service-control?account=555566667777", 200)
                        .path("policies")
                        .path(0)
                        .path("document")
                        .asText())
                .isEqualTo(longest);
        admin("PUT", "service-control?account=555566667777&level=0&name=longer", longest + " ", 400);
        assertThat(other.accessKeyId()).isNotEmpty();
    }

    @Test
    void the_aws_cli_makes_a_user_and_a_role_and_becomes_both() throws Exception {
        var shell = new Shell(SERVER, folder);
        var user =
                shell.aws(ROOT, "iam", "create-user", "--user-name", "cli", "--query", "User.Arn", "--output", "text");
        assertThat(user).isEqualTo("arn:aws:iam::" + LocalServer.ACCOUNT + ":user/cli");
        var keys = shell.aws(
                        ROOT,
                        "iam",
                        "create-access-key",
                        "--user-name",
                        "cli",
                        "--query",
                        "AccessKey.[AccessKeyId,SecretAccessKey]",
                        "--output",
                        "text")
                .split("\t", -1);
        var policy = shell.aws(
                ROOT,
                "iam",
                "create-policy",
                "--policy-name",
                "cli",
                "--policy-document",
                allow("sts:AssumeRole", "*"),
                "--query",
                "Policy.Arn",
                "--output",
                "text");
        shell.aws(ROOT, "iam", "attach-user-policy", "--user-name", "cli", "--policy-arn", policy);
        var role = shell.aws(
                ROOT,
                "iam",
                "create-role",
                "--role-name",
                "cli",
                "--assume-role-policy-document",
                IamWorld.trust(
                        "{\"AWS\":\"" + LocalServer.ACCOUNT + "\"}",
                        ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"cli-id\"}}"),
                "--query",
                "Role.Arn",
                "--output",
                "text");
        var asUser = List.of(keys[0], keys[1]);
        assertThat(shell.aws(asUser, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"))
                .isEqualTo(user);
        var session = shell.aws(
                        asUser,
                        "sts",
                        "assume-role",
                        "--role-arn",
                        role,
                        "--role-session-name",
                        "cli",
                        "--external-id",
                        "cli-id",
                        "--query",
                        "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]",
                        "--output",
                        "text")
                .split("\t", -1);
        assertThat(shell.aws(List.of(session), "sts", "get-caller-identity", "--query", "Arn", "--output", "text"))
                .isEqualTo("arn:aws:sts::" + LocalServer.ACCOUNT + ":assumed-role/cli/cli");
        assertThat(shell.aws(ROOT, "iam", "get-role", "--role-name", "cli")).contains("\"sts:ExternalId\": \"cli-id\"");
    }
}
