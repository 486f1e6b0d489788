package sealstead.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.store.Bytes;

/// The console's files as they stand in the jar. All but the first page are named by a folder that is the hash of
/// them all, so that a browser may keep them for good and never mixes those of two versions.
final class ConsoleFiles {
    static final String INDEX = "index.html";
    /// Beside the first page; a test holds it against the folder.
    static final List<String> NAMES = List.of(
            "admin.js",
            "app.js",
            "api.js",
            "audit.js",
            "bucket.js",
            "buckets.js",
            "chart.js",
            "console.css",
            "customer.js",
            "directory.js",
            "dom.js",
            "encryption.js",
            "explain.js",
            "icon.svg",
            "iam.js",
            "jobs.js",
            "key.js",
            "keys.js",
            "kms.js",
            "md5.js",
            "metrics.js",
            "object.js",
            "people.js",
            "s3.js",
            "session.js",
            "sigv4.js",
            "transfer.js",
            "xml.js");

    private static final int HASH_CHARACTERS = 16;

    private final Map<String, Bytes> files = new LinkedHashMap<>();
    private final String version;
    private final Bytes index;

    /// @param region that the page proposes to sign for
    /// @param links whether presigned URLs are answered at the same address
    ConsoleFiles(String region, boolean links) {
        var digest = sha256();
        for (var name : NAMES) {
            var bytes = read(name);
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(bytes);
            files.put(name, Bytes.wrap(bytes));
        }
        this.version = HexFormat.of().formatHex(digest.digest()).substring(0, HASH_CHARACTERS);
        var page = new String(read(INDEX), StandardCharsets.UTF_8)
                .replace("@version@", version)
                .replace("@region@", region)
                .replace("@links@", links ? "on" : "off");
        this.index = Bytes.wrap(page.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] read(String name) {
        try (var in = ConsoleFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the console has no file " + name);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    byte[] index() {
        return index.toArray();
    }

    /// @param path behind the console's own, such as `0123456789abcdef/app.js`
    Optional<byte[]> at(String path) {
        return path.startsWith(version + "/")
                ? Optional.ofNullable(files.get(path.substring(version.length() + 1)))
                        .map(Bytes::toArray)
                : Optional.empty();
    }

    static String type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> "text/html; charset=utf-8";
        };
    }
}
