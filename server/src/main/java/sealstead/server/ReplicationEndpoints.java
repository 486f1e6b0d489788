package sealstead.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sealstead.migration.FarBuckets;

/// The file that names buckets at other endpoints: `NAME.endpoint = URL` and so on, a line each. It holds secrets, so
/// nobody but its owner may read it.
final class ReplicationEndpoints {
    private static final Set<String> FIELDS =
            Set.of("endpoint", "region", "bucket", "access-key-id", "secret-access-key", "accounts");
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final boolean plainHttp;
    private final Map<String, Map<String, String>> read = new TreeMap<>();

    private ReplicationEndpoints(Path file, boolean plainHttp) {
        this.file = file;
        this.plainHttp = plainHttp;
    }

    /// @param plainHttp whether plaintext may travel over plain HTTP beyond loopback
    static Map<String, FarBuckets.Entry> read(Path file, boolean plainHttp) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        if (!OWNERS.containsAll(permissions)) {
            throw new IOException(file + " holds secrets and may be read by others than its owner: chmod 600 " + file);
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is too long");
        }
        var endpoints = new ReplicationEndpoints(file, plainHttp);
        int number = 0;
        for (var line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            var text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                endpoints.add(text, file + ":" + number);
            }
        }
        var entries = new HashMap<String, FarBuckets.Entry>();
        for (var one : endpoints.read.entrySet()) {
            entries.put(one.getKey(), endpoints.entry(one.getKey(), one.getValue()));
        }
        return entries;
    }

    private void add(String line, String where) throws IOException {
        int equals = line.indexOf('=');
        var name = equals < 0 ? "" : line.substring(0, equals).strip();
        int dot = name.lastIndexOf('.');
        if (dot < 0 || !FIELDS.contains(name.substring(dot + 1))) {
            throw new IOException(where + ": not of the form `NAME.FIELD = value` with one of the fields "
                    + String.join(", ", FIELDS.stream().sorted().toList()));
        }
        var bucket = name.substring(0, dot);
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IOException(where + ": not a name that a bucket can have: " + bucket);
        }
        var value = line.substring(equals + 1).strip();
        var before = read.computeIfAbsent(bucket, any -> new HashMap<>()).put(name.substring(dot + 1), value);
        if (before != null || value.isEmpty()) {
            throw new IOException(where + ": " + name + (value.isEmpty() ? " is empty" : " is there twice"));
        }
    }

    private FarBuckets.Entry entry(String name, Map<String, String> fields) throws IOException {
        for (var field : FIELDS) {
            if (!fields.containsKey(field)) {
                throw new IOException(file + ": there is no " + name + "." + field);
            }
        }
        var accounts = List.of(fields.getOrDefault("accounts", "").split("\\s*,\\s*"));
        for (var account : accounts) {
            if (!account.matches("[0-9]{12}")) {
                throw new IOException(file + ": " + name + ".accounts has something else than ids of accounts");
            }
        }
        return new FarBuckets.Entry(
                endpoint(name, fields.getOrDefault("endpoint", "")),
                fields.getOrDefault("region", ""),
                fields.getOrDefault("bucket", ""),
                fields.getOrDefault("access-key-id", ""),
                fields.getOrDefault("secret-access-key", ""),
                Set.copyOf(accounts));
    }

    private URI endpoint(String name, String text) throws IOException {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + ": " + name + ".endpoint is not a URL", malformed);
        }
        var host = uri.getHost();
        boolean http = "http".equals(uri.getScheme());
        if (host == null || !(http || "https".equals(uri.getScheme()))) {
            throw new IOException(file + ": " + name + ".endpoint is not a URL of http or https");
        }
        if (http && !plainHttp && !LOOPBACK.contains(host)) {
            throw new IOException(
                    file + ": " + name + ".endpoint is plain HTTP beyond loopback, over which objects would"
                            + " travel as plaintext; " + Setting.ALLOW_PLAIN_HTTP.key() + " allows it");
        }
        return uri;
    }
}
