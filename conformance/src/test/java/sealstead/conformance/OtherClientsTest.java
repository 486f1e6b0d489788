package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The AWS SDK for JavaScript and the AWS CLI, unmodified, with nothing given but the endpoint and credentials.
@Inside("buckets that the programs' scripts name")
@SuppressWarnings("NullAway.Init")
final class OtherClientsTest {
    @Server
    private static LocalServer server;

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", LocalServer.ACCESS_KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", LocalServer.SECRET);
        environment.put("AWS_REGION", LocalServer.REGION);
        environment.put("AWS_DEFAULT_REGION", LocalServer.REGION);
        environment.put("AWS_PAGER", "");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("SEALSTEAD_TEST_ACCOUNT", LocalServer.ACCOUNT);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return output;
    }

    @Test
    void the_example_of_the_seed_page_runs_with_the_sdk_for_javascript() throws Exception {
        var folder = Path.of("src/test/js").toAbsolutePath();
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            run(folder, "npm", "ci", "--no-audit", "--no-fund");
        }
        var output = run(folder, "node", "--test", "--test-reporter=tap");
        assertThat(output).contains("# fail 0").doesNotContain("# pass 0");
    }

    @Test
    void the_aws_cli_encrypts_lists_copies_and_asks_the_kms() throws Exception {
        var aws = Files.isExecutable(Path.of("/usr/bin/aws")) ? "/usr/bin/aws" : "aws";
        var folder = Files.createTempDirectory("aws-cli");
        Files.write(folder.resolve("body"), new byte[300_000]);
        // The CLI of Debian is older than AWS_ENDPOINT_URL.
        var endpoint = List.of("--endpoint-url", server.endpoint().toString());
        var cli = new Object() {
            String call(String... arguments) throws Exception {
                var command = new java.util.ArrayList<String>();
                command.add(aws);
                command.addAll(endpoint);
                command.addAll(List.of(arguments));
                return run(folder, command.toArray(new String[0]));
            }
        };
        cli.call("s3", "mb", "s3://cli-bucket");
        var key = cli.call("kms", "create-key", "--query", "KeyMetadata.Arn", "--output", "text")
                .strip();
        cli.call("kms", "create-alias", "--alias-name", "alias/cli", "--target-key-id", key);
        cli.call(
                "s3api",
                "put-bucket-encryption",
                "--bucket",
                "cli-bucket",
                "--server-side-encryption-configuration",
                "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\",\"KMSMasterKeyID\":"
                        + "\"alias/cli\"},\"BucketKeyEnabled\":true}]}");
        assertThat(cli.call("s3api", "get-bucket-encryption", "--bucket", "cli-bucket"))
                .contains("alias/cli");
        cli.call("s3", "cp", "body", "s3://cli-bucket/one");
        var head = cli.call("s3api", "head-object", "--bucket", "cli-bucket", "--key", "one");
        assertThat(head).contains(key).contains("\"BucketKeyEnabled\": true");
        cli.call("s3", "cp", "s3://cli-bucket/one", "back");
        assertThat(Files.readAllBytes(folder.resolve("back"))).isEqualTo(new byte[300_000]);
        cli.call("s3", "cp", "s3://cli-bucket/one", "s3://cli-bucket/two", "--sse", "AES256");
        Files.createDirectories(folder.resolve("tree/deep"));
        Files.writeString(folder.resolve("tree/deep/ä b+c"), "umlaut");
        Files.writeString(folder.resolve("tree/empty"), "");
        cli.call("s3", "sync", "tree", "s3://cli-bucket/tree");
        assertThat(cli.call("s3", "ls", "--recursive", "s3://cli-bucket"))
                .contains("tree/deep/ä b+c")
                .contains("two");
        assertThat(cli.call("s3", "ls", "s3://cli-bucket")).contains("PRE tree/");
        cli.call("s3", "sync", "s3://cli-bucket/tree", "tree-back");
        assertThat(folder.resolve("tree-back/deep/ä b+c")).hasContent("umlaut");
        var blob = cli.call(
                        "kms",
                        "encrypt",
                        "--key-id",
                        "alias/cli",
                        "--plaintext",
                        "c2VjcmV0",
                        "--query",
                        "CiphertextBlob",
                        "--output",
                        "text")
                .strip();
        assertThat(cli.call("kms", "decrypt", "--ciphertext-blob", blob, "--query", "Plaintext", "--output", "text")
                        .strip())
                .isEqualTo("c2VjcmV0");
        cli.call("s3", "rm", "--recursive", "s3://cli-bucket");
        cli.call("s3", "rb", "s3://cli-bucket");
        cli.call("kms", "schedule-key-deletion", "--key-id", key, "--pending-window-in-days", "7");
    }
}
