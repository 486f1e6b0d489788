package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two accounts, a bucket, a KMS key and a role, with nothing but the AWS CLI and `sealstead`: encrypted in the one,
/// read in the other, revoked, and explained.
@SuppressWarnings("NullAway.Init")
final class SharedAcrossAccountsTest {
    private static final String OTHER = "222233334444";
    private static final String ROLE = "arn:aws:iam::" + OTHER + ":role/reader";
    private static final List<String> OWNER = List.of(LocalServer.ACCESS_KEY_ID, LocalServer.SECRET);
    private static final Pattern REQUEST_ID = Pattern.compile("'x-amz-request-id': '([0-9A-F]+)'");
    /// A bucket key serves five minutes by default.
    private static final Duration WINDOW = Duration.ofMinutes(5).plusSeconds(10);

    @TempDir
    private Path folder;

    @Server
    private LocalServer server;

    private Shell shell;
    private String key;
    private List<String> reader;

    @BeforeEach
    void share() throws Exception {
        shell = new Shell(server, folder);
        key = text(OWNER, "KeyMetadata.Arn", "kms", "create-key");
        shell.aws(OWNER, "s3api", "create-bucket", "--bucket", "shared");
        shell.aws(
                OWNER,
                "s3api",
                "put-bucket-encryption",
                "--bucket",
                "shared",
                "--server-side-encryption-configuration",
                "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\",\"KMSMasterKeyID\":\""
                        + key + "\"},\"BucketKeyEnabled\":true}]}");
        Files.writeString(folder.resolve("plain"), "the secret of the first account");
        var put = shell.aws(OWNER, "s3api", "put-object", "--bucket", "shared", "--key", "o", "--body", "plain");
        assertThat(put).contains("\"ServerSideEncryption\": \"aws:kms\"", "\"BucketKeyEnabled\": true", key);
        reader = assumedRole();
    }

    /// Another account with a user that may become a role, and the role's credentials.
    private List<String> assumedRole() throws Exception {
        var made = new ObjectMapper().readTree(shell.sealstead("account", "create", "--id", OTHER, "--json"));
        var root = List.of(
                made.path("accessKeyId").asText(), made.path("secretAccessKey").asText());
        shell.aws(root, "iam", "create-user", "--user-name", "worker");
        shell.aws(
                root,
                "iam",
                "put-user-policy",
                "--user-name",
                "worker",
                "--policy-name",
                "become",
                "--policy-document",
                policy(allow("sts:AssumeRole", ROLE)));
        shell.aws(
                root,
                "iam",
                "create-role",
                "--role-name",
                "reader",
                "--assume-role-policy-document",
                IamWorld.trust("{\"AWS\":\"arn:aws:iam::" + OTHER + ":user/worker\"}", ""));
        shell.aws(
                root,
                "iam",
                "put-role-policy",
                "--role-name",
                "reader",
                "--policy-name",
                "read",
                "--policy-document",
                policy(allow("s3:GetObject", "arn:aws:s3:::shared/*") + "," + allow("kms:Decrypt", key)));
        var worker = List.of(text(
                        root,
                        "AccessKey.[AccessKeyId,SecretAccessKey]",
                        "iam",
                        "create-access-key",
                        "--user-name",
                        "worker")
                .split("\t", -1));
        return List.of(text(
                        worker,
                        "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]",
                        "sts",
                        "assume-role",
                        "--role-arn",
                        ROLE,
                        "--role-session-name",
                        "work")
                .split("\t", -1));
    }

    private String text(List<String> credentials, String query, String... arguments) throws Exception {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--query", query, "--output", "text"));
        return shell.aws(credentials, all.toArray(String[]::new));
    }

    private Shell.Ended get() throws Exception {
        Files.deleteIfExists(folder.resolve("got"));
        return shell.tryAws(reader, "--debug", "s3api", "get-object", "--bucket", "shared", "--key", "o", "got");
    }

    private void assertRead() throws Exception {
        var ended = get();
        assertThat(ended.code()).as(ended.text()).isZero();
        assertThat(folder.resolve("got")).hasContent("the secret of the first account");
    }

    /// Refused, and why in the words of `sealstead explain`.
    private String assertDenied() throws Exception {
        var ended = get();
        assertThat(ended.code()).as(ended.text()).isNotZero();
        assertThat(ended.text()).contains("An error occurred (AccessDenied) when calling the GetObject operation");
        assertThat(folder.resolve("got")).doesNotExist();
        var id = REQUEST_ID.matcher(ended.text());
        assertThat(id.find()).isTrue();
        return shell.sealstead("explain", id.group(1));
    }

    private void setKeyPolicy(String more) throws Exception {
        shell.aws(
                OWNER,
                "kms",
                "put-key-policy",
                "--key-id",
                key,
                "--policy-name",
                "default",
                "--policy",
                policy(resource("Allow", "arn:aws:iam::" + LocalServer.ACCOUNT + ":root", "kms:*", "*", "{}") + more));
    }

    private void setBucketPolicy() throws Exception {
        shell.aws(
                OWNER,
                "s3api",
                "put-bucket-policy",
                "--bucket",
                "shared",
                "--policy",
                policy(resource("Allow", ROLE, "s3:GetObject", "arn:aws:s3:::shared/*", "{}")));
    }

    @Test
    void what_one_account_encrypted_a_role_of_another_reads_until_it_is_revoked() throws Exception {
        assertThat(assertDenied())
                .contains("DENY s3:GetObject on arn:aws:s3:::shared/o for arn:aws:sts::" + OTHER
                        + ":assumed-role/reader/work")
                .contains("because no resource-based policy allows the s3:GetObject action");
        setBucketPolicy();
        assertThat(assertDenied())
                .contains("ALLOW s3:GetObject on arn:aws:s3:::shared/o")
                .contains("DENY kms:Decrypt on " + key)
                .contains("because no resource-based policy allows the kms:Decrypt action");

        setKeyPolicy("," + resource("Allow", ROLE, "kms:Decrypt", "*", "{}"));
        assertRead();
        setKeyPolicy("");
        server.clock().move(WINDOW);
        assertThat(assertDenied()).contains("DENY kms:Decrypt on " + key);

        var grant = text(
                OWNER,
                "GrantId",
                "kms",
                "create-grant",
                "--key-id",
                key,
                "--grantee-principal",
                ROLE,
                "--operations",
                "Decrypt");
        assertRead();
        shell.aws(OWNER, "kms", "revoke-grant", "--key-id", key, "--grant-id", grant);
        server.clock().move(WINDOW);
        assertThat(assertDenied()).contains("DENY kms:Decrypt on " + key).doesNotContain("grant " + grant);

        setKeyPolicy("," + resource("Allow", ROLE, "kms:Decrypt", "*", "{}"));
        assertRead();
        shell.aws(OWNER, "s3api", "delete-bucket-policy", "--bucket", "shared");
        assertThat(assertDenied()).contains("DENY s3:GetObject on arn:aws:s3:::shared/o");
    }
}
