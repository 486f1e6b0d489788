package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;

/// The web console in Debian's Chromium, driven by `src/test/console`, against a server in a process of its own.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ConsoleTest {
    private static final Path SCRIPTS = Path.of("src/test/console").toAbsolutePath();
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final int MAX_OUTPUT_BYTES = 4 * 1024 * 1024;
    private static final int MANY = 250;
    private static final String CUSTOMER_KEY =
            Base64.getEncoder().encodeToString("a key that a customer brought /+".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path folder;

    private static String run(Map<String, String> more, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(more);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static IamClient iam(URI endpoint) {
        return IamClient.builder()
                .endpointOverride(endpoint)
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    /// A user who may see the names of buckets, and a policy that can be attached.
    private static Map<String, String> looker(URI endpoint) {
        try (var iam = iam(endpoint)) {
            iam.createUser(b -> b.userName("looker"));
            iam.putUserPolicy(b -> b.userName("looker")
                    .policyName("look")
                    .policyDocument(People.policy(
                            People.allow("s3:ListAllMyBuckets,s3express:ListAllMyDirectoryBuckets", "*"))));
            iam.createPolicy(b ->
                    b.policyName("readers").policyDocument(People.policy(People.allow("s3:GetBucketLocation", "*"))));
            var key = iam.createAccessKey(b -> b.userName("looker")).accessKey();
            return Map.of("LOOKER_ID", key.accessKeyId(), "LOOKER_SECRET", key.secretAccessKey());
        }
    }

    /// A user who may read what is in directory buckets.
    private static Map<String, String> reader(URI endpoint) {
        try (var iam = iam(endpoint)) {
            iam.createUser(b -> b.userName("reader"));
            var reading = "{\"StringEquals\":{\"s3express:SessionMode\":\"ReadOnly\"}}";
            iam.putUserPolicy(b -> b.userName("reader")
                    .policyName("read")
                    .policyDocument(People.policy(People.allow("s3express:CreateSession", "*", reading))));
            var key = iam.createAccessKey(b -> b.userName("reader")).accessKey();
            return Map.of("READER_ID", key.accessKeyId(), "READER_SECRET", key.secretAccessKey());
        }
    }

    private static Map<String, String> session(URI endpoint) {
        try (var sts = StsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            var credentials = sts.getFederationToken(
                            b -> b.name("visitor").policy(People.policy(People.allow("s3:*", "*"))))
                    .credentials();
            return Map.of(
                    "SESSION_ID", credentials.accessKeyId(),
                    "SESSION_SECRET", credentials.secretAccessKey(),
                    "SESSION_TOKEN", credentials.sessionToken());
        }
    }

    /// A page that somebody stored, which is of the console's origin where it is opened.
    private static String evil(URI endpoint, S3Client s3) {
        s3.createBucket(b -> b.bucket("pages"));
        s3.putObject(
                b -> b.bucket("pages").key("evil.html").contentType("text/html"),
                RequestBody.fromString("<!doctype html><title>evil</title><p>evil"));
        try (var presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignGetObject(b -> b.signatureDuration(Duration.ofHours(1))
                            .getObjectRequest(get -> get.bucket("pages").key("evil.html")))
                    .url()
                    .toString();
        }
    }

    /// A bucket of another region of the server.
    private static void far(URI endpoint) {
        try (var s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(LocalServer.credentials())
                .build()) {
            s3.createBucket(b -> b.bucket("far").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
            s3.putObject(b -> b.bucket("far").key("there"), RequestBody.fromString("there"));
        }
    }

    /// A server with TLS, whose console has an address of its own.
    private LocalServer apart() throws Exception {
        var chain = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        TlsTest.make(folder, chain, key, "apart");
        return new LocalServer(Map.of(
                Setting.CONSOLE_LISTEN, "127.0.0.1:0",
                Setting.TLS_CERTIFICATE, chain.toString(),
                Setting.TLS_KEY, key.toString()));
    }

    @Test
    void people_do_in_a_browser_what_they_may_and_their_secrets_stay_there() throws Exception {
        assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed");
        if (!Files.isDirectory(SCRIPTS.resolve("node_modules"))) {
            run(Map.of(), "npm", "ci", "--no-audit", "--no-fund");
        }
        var settings = Map.of("SEALSTEAD_ACCOUNT_ID", LocalServer.ACCOUNT, "SEALSTEAD_REGION", "us-east-1,eu-west-1");
        try (var server = new ChildServer(folder, settings);
                var apart = apart();
                var s3 = ChildServer.s3(server.endpoint())) {
            var endpoint = server.endpoint();
            far(endpoint);
            s3.createBucket(b -> b.bucket("many"));
            for (int i = 0; i < MANY; i++) {
                var key = "key-%03d".formatted(i);
                s3.putObject(b -> b.bucket("many").key(key), RequestBody.fromString(key));
            }
            var environment = new HashMap<>(Map.of(
                    "TMPDIR",
                    folder.toString(),
                    "CHROMIUM",
                    CHROMIUM.toString(),
                    "CONSOLE_URL",
                    endpoint + "/_sealstead/console/",
                    "CONSOLE_OWN_PORT",
                    apart.server().consoleAddress().orElseThrow(),
                    "OWNER_ID",
                    LocalServer.ACCESS_KEY_ID,
                    "OWNER_SECRET",
                    LocalServer.SECRET,
                    "OTHER_ID",
                    LocalServer.ACCESS_KEY_ID,
                    "OTHER_SECRET",
                    LocalServer.SECRET,
                    "EVIL_URL",
                    evil(endpoint, s3)));
            environment.putAll(looker(endpoint));
            environment.putAll(reader(endpoint));
            environment.put("CUSTOMER_KEY", CUSTOMER_KEY);
            var session = session(endpoint);
            environment.putAll(session);
            var output = run(environment, "node", "--test", "--test-reporter=tap");
            assertThat(output).contains("# fail 0").doesNotContain("# pass 0");

            var rule = s3.getBucketEncryption(b -> b.bucket("many"))
                    .serverSideEncryptionConfiguration()
                    .rules()
                    .getFirst();
            assertThat(rule.applyServerSideEncryptionByDefault().kmsMasterKeyID())
                    .isEqualTo("alias/readme");
            assertThat(rule.bucketKeyEnabled()).isTrue();
            assertThat(s3.getObjectTagging(
                                    b -> b.bucket("my-bucket").key("<img src=x onerror=globalThis.pwned=1>evil.txt"))
                            .tagSet())
                    .singleElement()
                    .satisfies(tag -> assertThat(tag.value()).isEqualTo("a+b=c@d"));
            assertThat(s3.listMultipartUploads(b -> b.bucket("my-bucket")).uploads())
                    .as("what was cancelled is gone")
                    .isEmpty();
            server.stop();
            var log = Files.readString(folder.resolve("errors"));
            for (var secret : List.of(
                    LocalServer.SECRET,
                    CUSTOMER_KEY,
                    environment.get("LOOKER_SECRET"),
                    environment.get("READER_SECRET"),
                    session.get("SESSION_SECRET"),
                    session.get("SESSION_TOKEN"))) {
                assertThat(log).doesNotContain(secret);
            }
        }
    }
}
