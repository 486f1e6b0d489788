package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sealstead.shred.SignedCertificate;
import sealstead.store.Bytes;
import sealstead.wire.PercentEncoding;

/// `sealstead certificate ...`: what became unreadable when key material was destroyed, signed.
@Command(
        name = "certificate",
        description = "Show, fetch and check the certificates of KMS keys and versions that were destroyed.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CertificateCommand.ListCommand.class,
            CertificateCommand.GetCommand.class,
            CertificateCommand.PublicKeyCommand.class,
            CertificateCommand.VerifyCommand.class
        })
final class CertificateCommand {
    /// `sealstead certificate list`.
    @Command(
            name = "list",
            description = "List the certificates of the running server.",
            mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var list = server.client().get("admin/certificates");
            if (output.printed(list)) {
                return 0;
            }
            for (var row : list.path("certificates")) {
                var version = Shown.of(row.path("keyVersion"));
                System.out.printf(
                        "%s  %s%s%s%n",
                        Shown.of(row.path("id")),
                        Shown.of(row.path("keyArn")),
                        version.isEmpty() ? "" : " version " + version,
                        switch (row.path("state").asText()) {
                            case "signed" -> "";
                            case "destroyed" ->
                                "  (destroyed; it is signed when the material is erased from the files of the store, which"
                                        + " waits: a backup may be under way)";
                            default -> "  (prepared: the material is not destroyed yet)";
                        });
            }
            return 0;
        }
    }

    /// `sealstead certificate get`.
    @Command(
            name = "get",
            description = "Write a certificate into a file, and on request the list whose digest it has.",
            mixinStandardHelpOptions = true)
    static final class GetCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Parameters(index = "0", paramLabel = "ID", description = "as `certificate list` has it")
        private String id = "";

        @Option(names = "--to", paramLabel = "FILE", required = true, description = "where the certificate goes")
        private Path to = Path.of("");

        @Option(
                names = "--list",
                paramLabel = "FILE",
                description =
                        "where the list of all versions and uploads goes: bucket, key (percent-encoded), `version` or"
                                + " `upload`, its id and bytes, with tabs between; its SHA-256 is in the certificate")
        private @Nullable Path list;

        @Override
        public Integer call() throws IOException {
            var client = server.client();
            var named = "?id=" + PercentEncoding.encode(id, false);
            var file =
                    client.get("admin/certificates/file" + named).path("file").asText();
            Files.writeString(to, file, StandardCharsets.US_ASCII);
            if (list != null) {
                writeList(client, named, list);
            }
            var written = Console.document().put("certificate", to.toString());
            output.printed(list == null ? written : written.put("list", list.toString()));
            return 0;
        }

        private static void writeList(AdminClient client, String named, Path list) throws IOException {
            try (var out = Files.newBufferedWriter(list)) {
                for (long chunk = 0; ; chunk++) {
                    var text = client.get("admin/certificates/list" + named + "&chunk=" + chunk)
                            .path("text")
                            .asText();
                    if (text.isEmpty()) {
                        return;
                    }
                    out.write(text);
                }
            }
        }
    }

    /// `sealstead certificate public-key`.
    @Command(
            name = "public-key",
            description = "Print the public key by which this server's certificates are checked, in base64.",
            mixinStandardHelpOptions = true)
    static final class PublicKeyCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var answer = server.client().get("admin/certificates/public-key");
            if (!output.printed(answer)) {
                System.out.println(Shown.of(answer.path("publicKey")));
            }
            return 0;
        }
    }

    /// `sealstead certificate verify`.
    @Command(
            name = "verify",
            description =
                    "Check a certificate offline and print what it says: that nothing of it was changed and, as far as"
                            + " given, that key and list are the right ones.",
            exitCodeList = {"1:Something of it was changed, or key or list are others."},
            mixinStandardHelpOptions = true)
    static final class VerifyCommand implements Callable<Integer> {
        @Mixin
        private final Console output = new Console();

        @Parameters(index = "0", paramLabel = "FILE", description = "the certificate")
        private Path file = Path.of("");

        @Option(
                names = "--public-key",
                paramLabel = "KEY",
                description =
                        "the server's public key in base64, or a file that has it, from where you trust it; without it"
                                + " the certificate is only checked against the key that it names itself",
                defaultValue = "")
        private String publicKey = "";

        @Option(names = "--list", paramLabel = "FILE", description = "the list, to compare its digest")
        private @Nullable Path list;

        @Override
        public Integer call() throws IOException {
            var verified = SignedCertificate.verify(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .orElseThrow(() -> new IOException("the certificate was changed, or is none"));
            var certificate = verified.certificate();
            if (!output.isJson()) {
                output.print(certificate); // what it says, though a check may fail
            }
            if (!publicKey.isEmpty() && !verified.publicKey().equals(given())) {
                throw new IOException(
                        "the certificate is signed by another key: " + SignedCertificate.keyId(verified.publicKey()));
            }
            if (list != null) {
                check(certificate, list);
            }
            var keyId = SignedCertificate.keyId(verified.publicKey());
            var document = Console.document()
                    .put("keyId", keyId)
                    .put("keyIsGiven", !publicKey.isEmpty())
                    .put("listIsGiven", list != null);
            document.set("certificate", certificate);
            if (output.printed(document)) {
                return 0;
            }
            System.out.println("signed by the key " + keyId
                    + (publicKey.isEmpty()
                            ? ", which the certificate itself names: compare it with the server's (--public-key)"
                            : ", which is the one given"));
            if (list != null) {
                System.out.println("the list is the one that it tells of");
            }
            return 0;
        }

        private Bytes given() throws IOException {
            var text = Files.exists(Path.of(publicKey)) ? Files.readString(Path.of(publicKey)) : publicKey;
            try {
                return Bytes.wrap(Base64.getDecoder().decode(text.strip()));
            } catch (IllegalArgumentException malformed) {
                throw new IOException("the public key is not base64", malformed);
            }
        }

        private static void check(JsonNode certificate, Path list) throws IOException {
            try (var in = new DigestInputStream(Files.newInputStream(list), MessageDigest.getInstance("SHA-256"))) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
                var digest = HexFormat.of().formatHex(in.getMessageDigest().digest());
                if (!digest.equals(certificate.path("list").path("sha256").asText())) {
                    throw new IOException("the list is another: its SHA-256 is " + digest);
                }
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
