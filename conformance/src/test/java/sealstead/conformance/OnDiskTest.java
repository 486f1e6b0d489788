package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.EncryptionType;

/// The canary: after a server has kept every kind of secret, none of them is found in any file of its data
/// folder, nor in anything it logged (the peers' GHSA-xrrf-67jm-3c2r, CVE-2018-16889).
@SuppressWarnings("unchecked")
final class OnDiskTest {
    /// Descriptions, tags of keys and encryption contexts stand in CloudTrail's records, and so in the audit trail,
    /// sealed.
    private static final String AUDITED = "audited-canary-0123456789";

    private static final int PIECE_BYTES = 1 << 20;
    private static final String CANARY = "CANARY-7f3a9c-DO-NOT-FIND";

    @Test
    void no_plaintext_and_no_secret_reaches_disk_or_log() throws Exception {
        var logged = new ByteArrayOutputStream();
        var handler = capture(logged);
        var out = System.out;
        var err = System.err;
        System.setOut(new PrintStream(logged, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try (var server = new LocalServer(Map.of(Setting.AUDIT_EVENTS, "all"))) {
            var customerKey = "customer-key-canary-0123456789ab";
            var dataKey = useEverything(server, customerKey);
            var secrets = new ArrayList<>(List.of(
                    CANARY,
                    LocalServer.SECRET,
                    customerKey,
                    Base64.getEncoder().encodeToString(customerKey.getBytes(StandardCharsets.UTF_8)),
                    new String(dataKey, StandardCharsets.ISO_8859_1)));
            for (var line : Files.readAllLines(Path.of(server.dataFolder() + ".root-key"))) {
                if (line.startsWith("key: ")) {
                    secrets.add(line.substring(5));
                    secrets.add(new String(Base64.getDecoder().decode(line.substring(5)), StandardCharsets.ISO_8859_1));
                }
            }
            assertThat(secrets).hasSize(7);
            var forbidden = new HashMap<String, String>();
            secrets.forEach(secret -> forbidden.put(secret, " holds a secret"));
            forbidden.put(AUDITED, " tells what the sealed audit trail alone may tell");
            assertThat(search(server, forbidden)).isGreaterThan(3);
            server.stop();
            assertThat(search(server, forbidden)).isGreaterThan(3);
            var log = logged.toString(StandardCharsets.ISO_8859_1);
            for (var secret : secrets) {
                assertThat(log.contains(secret)).as("the log holds a secret").isFalse();
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
            Logger.getLogger("").removeHandler(handler);
        }
    }

    private static Handler capture(ByteArrayOutputStream logged) {
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.writeBytes((record.getMessage() + java.util.Arrays.toString(record.getParameters()) + "\n")
                        .getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger("").addHandler(handler);
        return handler;
    }

    /// @return the plaintext of a data key that the KMS gave
    private static byte[] useEverything(LocalServer server, String customerKey) throws IOException {
        try (var s3 = server.s3();
                var kms = server.kms()) {
            var key = kms.createKey(
                            b -> b.description(AUDITED).tags(t -> t.tagKey("t").tagValue(AUDITED)))
                    .keyMetadata();
            s3.createBucket(b -> b.bucket("canary"));
            s3.putBucketEncryption(b -> b.bucket("canary")
                    .serverSideEncryptionConfiguration(
                            c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
            var base64 = Base64.getEncoder().encodeToString(customerKey.getBytes(StandardCharsets.UTF_8));
            var md5 =
                    Base64.getEncoder().encodeToString(Raw.digest("MD5", customerKey.getBytes(StandardCharsets.UTF_8)));
            for (var body : List.of(CANARY, CANARY.repeat(10_000))) {
                var suffix = "-" + body.length();
                for (var algorithm : List.of("AES256", "aws:kms", "aws:kms:dsse")) {
                    for (boolean bucketKey : new boolean[] {true, false}) {
                        s3.putObject(
                                b -> {
                                    b.bucket("canary")
                                            .key(algorithm + bucketKey + suffix)
                                            .metadata(Map.of("note", CANARY))
                                            .contentDisposition(CANARY)
                                            .serverSideEncryption(algorithm);
                                    if (!algorithm.equals("AES256")) {
                                        b.ssekmsKeyId(key.arn())
                                                .ssekmsEncryptionContext(Base64.getEncoder()
                                                        .encodeToString(("{\"who\":\"" + AUDITED + "\"}")
                                                                .getBytes(StandardCharsets.UTF_8)));
                                    }
                                    if (algorithm.equals("aws:kms")) {
                                        b.bucketKeyEnabled(bucketKey);
                                    }
                                },
                                RequestBody.fromString(body));
                    }
                }
                s3.putObject(
                        b -> b.bucket("canary")
                                .key("customer" + suffix)
                                .sseCustomerAlgorithm("AES256")
                                .sseCustomerKey(base64)
                                .sseCustomerKeyMD5(md5),
                        RequestBody.fromString(body));
                s3.getObjectAsBytes(b -> b.bucket("canary").key("aws:kmstrue" + suffix));
            }
            Raw.request(server.endpoint(), "GET", "/canary/customer-25")
                    .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
                    .header("x-amz-server-side-encryption-customer-key", base64)
                    .secret("wrong")
                    .sign()
                    .send();
            return kms.generateDataKey(b -> b.keyId(key.keyId()).keySpec("AES_256"))
                    .plaintext()
                    .asByteArray();
        }
    }

    /// Looks through every file, a piece at a time: what is reserved of the disk is large by itself.
    ///
    /// @param forbidden what is looked for, and what it would mean
    /// @return how many files there are
    private static int search(LocalServer server, Map<String, String> forbidden) throws IOException {
        int files = 0;
        try (var walk = Files.walk(server.dataFolder())) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                search(file, forbidden);
                files++;
            }
        }
        return files;
    }

    private static void search(Path file, Map<String, String> forbidden) throws IOException {
        int longest = forbidden.keySet().stream().mapToInt(String::length).max().orElseThrow();
        var before = "";
        try (var in = Files.newInputStream(file)) {
            for (var piece = in.readNBytes(PIECE_BYTES); piece.length > 0; piece = in.readNBytes(PIECE_BYTES)) {
                var text = before + new String(piece, StandardCharsets.ISO_8859_1);
                forbidden.forEach((what, why) ->
                        assertThat(text.contains(what)).as(file + why).isFalse());
                before = text.substring(Math.max(0, text.length() - longest + 1));
            }
        }
    }
}
