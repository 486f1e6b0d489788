package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sealstead.migration.Place;
import sealstead.wire.PercentEncoding;

/// `sealstead prove`: a stored version as it lies on the disk, for readers from outside.
@Command(
        name = "prove",
        description = {
            "Write a bundle of a stored version: its sealed bytes as they lie on the disk, its envelope, and all that is"
                    + " needed to open it but keys. docs/prove/read_bundle.py opens it with its data key, or with the"
                    + " customer's key (SSE-C), and nothing of Sealstead.",
            "--with-data-key has the server open the data key and write it beside the bundle, into keys.json: whoever has"
                    + " that reads the version for ever. It is recorded in the audit trail."
        },
        mixinStandardHelpOptions = true)
final class ProveCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Parameters(index = "0", paramLabel = "s3://BUCKET/KEY", description = "the object")
    private String object = "";

    @Option(
            names = "--version-id",
            paramLabel = "ID",
            description = "the version; the current one without it",
            defaultValue = "")
    private String versionId = "";

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "a folder that is not there yet")
    private Path to = Path.of("");

    @Option(names = "--with-data-key", description = "write the unwrapped data key too; recorded in the audit trail")
    private boolean withDataKey;

    @Override
    public Integer call() throws IOException {
        var place = Place.parse(object);
        var client = server.ofRootKey(server.config());
        var named = "?bucket=" + PercentEncoding.encode(place.bucket(), false) + "&key="
                + PercentEncoding.encode(place.prefix(), false) + "&version="
                + PercentEncoding.encode(versionId, false);
        var bundle = (ObjectNode) client.get("admin/prove" + named);
        // The same version in all that follows, whatever becomes the current one.
        var same = "?bucket=" + PercentEncoding.encode(place.bucket(), false) + "&key="
                + PercentEncoding.encode(place.prefix(), false) + "&version="
                + PercentEncoding.encode(bundle.path("versionId").asText(), false) + "&object-id="
                + PercentEncoding.encode(
                        bundle.path("envelope").path("objectId").asText(), false);
        try {
            Files.createDirectory(to);
        } catch (FileAlreadyExistsException there) {
            throw new IOException(to + " is there already: a bundle is written into a new folder", there);
        }
        long bytes = 0;
        int number = 0;
        for (var piece : bundle.path("pieces")) {
            var file = String.format(Locale.ROOT, "piece-%05d", number);
            var page = "admin/prove/bytes" + same + "&piece=" + number;
            bytes += write(client, page, (ObjectNode) piece, file);
            number++;
        }
        Files.writeString(to.resolve("bundle.json"), bundle.toPrettyString() + "\n", StandardCharsets.UTF_8);
        if (withDataKey) {
            var keys = client.ask("POST", "admin/prove/data-key" + same);
            var file = to.resolve("keys.json");
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, keys.toPrettyString() + "\n", StandardCharsets.UTF_8);
        }
        var document = Console.document()
                .put("folder", to.toString())
                .put("pieces", number)
                .put("bytes", bytes)
                .put("dataKey", withDataKey);
        if (bundle.has("listNotProven")) {
            document.set("listNotProven", bundle.path("listNotProven"));
        }
        if (output.printed(document)) {
            return 0;
        }
        System.out.printf(
                "%s: %d pieces, %d sealed bytes%s%n",
                to, number, bytes, withDataKey ? ", and the data key in keys.json: guard it" : "");
        if (bundle.has("listNotProven")) {
            System.out.println(
                    "It is not proven that these are all its pieces: " + Shown.of(bundle.path("listNotProven")));
        }
        return 0;
    }

    /// As it comes, a megabyte at a time.
    private long write(AdminClient client, String page, ObjectNode piece, String file) throws IOException {
        long expected = piece.path("storedBytes").asLong();
        var digest = sha256();
        long position = 0;
        try (OutputStream out = Files.newOutputStream(to.resolve(file), StandardOpenOption.CREATE_NEW)) {
            while (position < expected) {
                JsonNode answer = client.get(page + "&position=" + position);
                var some = Base64.getDecoder().decode(answer.path("bytes").asText());
                if (some.length == 0) {
                    throw new IOException("the ciphertext ends after " + position + " bytes instead of " + expected);
                }
                digest.update(some);
                out.write(some);
                position += some.length;
            }
        }
        piece.put("file", file).put("sha256", HexFormat.of().formatHex(digest.digest()));
        return position;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
