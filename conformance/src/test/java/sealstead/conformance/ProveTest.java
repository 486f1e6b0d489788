package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// A bundle of a stored version opens outside, with its key and a reader in another language that was written from
/// docs/format.md.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ProveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path READER = Path.of("../docs/prove/read_bundle.py");

    @TempDir
    private static Path folder;

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static String arn;

    @BeforeAll
    static void start() {
        try (KmsClient kms = server.kms()) {
            arn = kms.createKey().keyMetadata().arn();
        }
        s3.createBucket(b -> b.bucket("proved"));
        s3.putBucketEncryption(b -> b.bucket("proved")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                                .blockedEncryptionTypes(e -> e.encryptionTypeWithStrings("NONE")))));
    }

    private static byte[] random(int bytes) {
        var body = new byte[bytes];
        new Random(bytes).nextBytes(body);
        return body;
    }

    /// Writes a bundle by the command line.
    private static Path prove(String bucket, String key, String... more) throws IOException, InterruptedException {
        var to = Files.createTempDirectory(folder, "bundle").resolve("b");
        var command = new ArrayList<>(List.of("prove", "s3://" + bucket + "/" + key, "--to", to.toString()));
        command.addAll(Arrays.asList(more));
        new Shell(server, folder).sealstead(command.toArray(String[]::new));
        return to;
    }

    private record Read(int status, String said) {}

    /// Has the reader open a bundle into a file.
    private static Read read(Path bundle, Path out, String... keys) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3",
                READER.toAbsolutePath().toString(),
                bundle.toString()));
        command.addAll(Arrays.asList(keys));
        var process = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
        var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Read(process.exitValue(), said);
    }

    private static void checkOpens(Path bundle, byte[] body, String... keys) throws IOException, InterruptedException {
        var out = Files.createTempFile(folder, "out", "");
        var read = read(bundle, out, keys);
        assertThat(read.status()).as(read.said()).isZero();
        assertThat(Files.readAllBytes(out)).isEqualTo(body);
    }

    private static String[] keys(Kind kind, Path bundle) {
        return kind == Kind.SSE_C
                ? new String[] {"--customer-key", Kind.CUSTOMER_KEY}
                : new String[] {"--keys", bundle.resolve("keys.json").toString()};
    }

    private static Path proveWithKeys(Kind kind, String bucket, String key) throws IOException, InterruptedException {
        return kind == Kind.SSE_C ? prove(bucket, key) : prove(bucket, key, "--with-data-key");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SSE_KMS_MANAGED")
    void an_object_of_each_scheme_opens_outside(Kind kind) throws Exception {
        // Two segments and a little in the outermost layer, in a blob; and nothing, in the record.
        for (int bytes : new int[] {131_500, 0}) {
            var body = random(bytes);
            var key = "one é " + kind + bytes;
            s3.putObject(b -> kind.on(b.bucket("proved").key(key), arn), RequestBody.fromBytes(body));
            var bundle = proveWithKeys(kind, "proved", key);
            checkOpens(bundle, body, keys(kind, bundle));
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"SSE_KMS_BUCKET_KEY", "DSSE_KMS", "SSE_C"})
    void an_object_in_parts_opens_outside(Kind kind) throws Exception {
        var id = s3.createMultipartUpload(b -> kind.on(b.bucket("proved").key("parts" + kind), arn))
                .uploadId();
        var body = random(5 * 1024 * 1024 + 3000);
        var parts = new ArrayList<CompletedPart>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            var some = part == 1
                    ? Arrays.copyOf(body, 5 * 1024 * 1024)
                    : Arrays.copyOfRange(body, 5 * 1024 * 1024, body.length);
            var tag = s3.uploadPart(
                            b -> kind.on(b.bucket("proved")
                                    .key("parts" + kind)
                                    .uploadId(id)
                                    .partNumber(part)),
                            RequestBody.fromBytes(some))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(part).eTag(tag).build());
        }
        s3.completeMultipartUpload(b ->
                kind.on(b.bucket("proved").key("parts" + kind)).uploadId(id).multipartUpload(m -> m.parts(parts)));
        var bundle = proveWithKeys(kind, "proved", "parts" + kind);
        assertThat(Files.exists(bundle.resolve("piece-00001"))).isTrue();
        checkOpens(bundle, body, keys(kind, bundle));
        checkNoOtherListOpens(kind, bundle);
    }

    private interface Edit {
        void on(ArrayNode pieces);
    }

    /// Pieces out of order, one left out, one doubled, one under another number; the lengths of the whole
    /// fit each time.
    private static void checkNoOtherListOpens(Kind kind, Path bundle) throws Exception {
        var file = bundle.resolve("bundle.json");
        var written = Files.readString(file);
        var edits = List.<Edit>of(
                pieces -> pieces.insert(0, pieces.remove(1)),
                pieces -> pieces.remove(1),
                pieces -> pieces.add(pieces.get(1).deepCopy()),
                pieces -> ((ObjectNode) pieces.get(1)).put("number", 3));
        boolean proven = kind != Kind.SSE_C;
        var out = Files.createTempFile(folder, "out", "");
        for (int i = 0; i < edits.size(); i++) {
            var edited = (ObjectNode) JSON.readTree(written);
            assertThat(edited.has("listMac")).isEqualTo(proven);
            var pieces = (ArrayNode) edited.path("pieces");
            edits.get(i).on(pieces);
            long bytes = 0;
            for (var piece : pieces) {
                bytes += piece.path("plaintextBytes").asLong();
            }
            ((ObjectNode) edited.path("envelope")).put("plaintextBytes", bytes);
            Files.writeString(file, edited.toString());
            var read = read(bundle, out, keys(kind, bundle));
            // That one is missing is all that nobody but the customer could prove.
            assertThat(read.status()).as("edit " + i + ": " + read.said()).isEqualTo(proven || i != 1 ? 1 : 0);
        }
        var old = (ObjectNode) JSON.readTree(written);
        old.remove("listMac");
        Files.writeString(file, old.toString());
        var read = read(bundle, out, keys(kind, bundle));
        assertThat(read.status()).isZero();
        assertThat(read.said()).contains("warning: nothing proves");
    }

    @Test
    void a_bundle_is_not_written_where_something_is() throws Exception {
        s3.putObject(b -> b.bucket("proved").key("there"), RequestBody.fromString("x"));
        var said = new Shell(server, folder).trySealstead("prove", "s3://proved/there", "--to", folder.toString());
        assertThat(said.code()).isNotZero();
        assertThat(said.text()).contains("is there already");
    }

    @Test
    void an_object_to_which_something_was_appended_and_that_was_renamed_opens_outside() throws Exception {
        try (var directory = DirectoryBuckets.client(server)) {
            var bucket = DirectoryBuckets.create(directory, "proved");
            var body = random(100_000);
            directory.putObject(b -> b.bucket(bucket).key("was"), RequestBody.fromBytes(Arrays.copyOf(body, 300)));
            directory.putObject(
                    b -> b.bucket(bucket).key("was").writeOffsetBytes(300L),
                    RequestBody.fromBytes(Arrays.copyOfRange(body, 300, 40_300)));
            directory.putObject(
                    b -> b.bucket(bucket).key("was").writeOffsetBytes(40_300L),
                    RequestBody.fromBytes(Arrays.copyOfRange(body, 40_300, body.length)));
            directory.renameObject(b -> b.bucket(bucket).key("is").renameSource("was"));
            var bundle = prove(bucket, "is", "--with-data-key");
            assertThat(Files.exists(bundle.resolve("piece-00002"))).isTrue();
            checkOpens(bundle, body, keys(Kind.SSE_S3, bundle));
        }
    }

    @Test
    void without_the_key_or_with_a_changed_byte_it_does_not_open() throws Exception {
        var body = random(70_000);
        s3.putBucketVersioning(
                b -> b.bucket("proved").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
        var version = s3.putObject(
                        b -> Kind.SSE_KMS.on(b.bucket("proved").key("changed"), arn), RequestBody.fromBytes(body))
                .versionId();
        s3.deleteObject(b -> b.bucket("proved").key("changed"));
        var bundle = prove("proved", "changed", "--version-id", version, "--with-data-key");
        var out = Files.createTempFile(folder, "out", "");
        var keys = keys(Kind.SSE_KMS, bundle);
        checkOpens(bundle, body, keys);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle.resolve("keys.json"))))
                .isEqualTo("rw-------");
        assertThat(read(bundle, out).said()).contains("the data key is needed");
        assertThat(read(bundle, out, "--data-key", "00".repeat(32)).status()).isEqualTo(1);
        var piece = bundle.resolve("piece-00000");
        var sealed = Files.readAllBytes(piece);
        for (int at : new int[] {0, 20, 100, 66_000, sealed.length - 1}) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            Files.write(piece, changed);
            assertThat(read(bundle, out, keys).status()).as("byte " + at).isEqualTo(1);
        }
        Files.write(piece, Arrays.copyOf(sealed, 65_536));
        assertThat(read(bundle, out, keys).status())
                .as("cut off between two segments")
                .isEqualTo(1);

        // The key is given only when it is asked for, and then it is told.
        assertThat(Files.exists(
                        prove("proved", "changed", "--version-id", version).resolve("keys.json")))
                .isFalse();
        Administration.ask(server, "GET admin/audit/verify"); // which has it written
        assertThat(TrailFiles.events(
                        server.dataFolder().resolve("audit"), server.server().rootKey()))
                .filteredOn(event -> event.path("eventName").asText().equals("DiscloseDataKey")
                        && event.path("requestParameters").path("key").asText().equals("changed"))
                .hasSize(1);
    }

    @Test
    void a_token_for_tools_does_not_open_it() throws Exception {
        s3.putObject(b -> b.bucket("proved").key("private"), RequestBody.fromString("x"));
        var token = Administration.token(server, "PT1H").path("token").asText();
        assertThat(asked(token, "coverage")).isEqualTo(200);
        assertThat(asked(token, "prove?bucket=proved&key=private")).isEqualTo(403);
    }

    private static int asked(String token, String page) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/_sealstead/admin/" + page)
                .header("authorization", "Bearer " + token)
                .send()
                .status();
    }
}
