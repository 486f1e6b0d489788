package sealstead.store.postgres;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The settings of this engine, checked.
///
/// @param url of JDBC, without user and password
/// @param sslMode `verify-full`, or `disable`
/// @param rootCertificate the file with the authority that the database's certificate is of
record PostgresSettings(
        String url,
        String user,
        String password,
        String sslMode,
        Optional<String> rootCertificate,
        int connections,
        Optional<URI> s3Endpoint,
        String s3Region,
        String s3Bucket,
        String s3Prefix,
        String s3AccessKeyId,
        String s3SecretAccessKey) {
    private static final int MAX_CONNECTIONS = 1000;

    static PostgresSettings of(Map<String, String> settings) throws IOException {
        var url = need(settings, "store.postgres.url");
        if (!url.startsWith("postgresql://")
                || url.toLowerCase(Locale.ROOT).matches(".*(password=|user=|//[^/]*@).*")) {
            throw new IOException("store.postgres.url is postgresql://HOST:PORT/DATABASE, without user and password");
        }
        var tls = settings.getOrDefault("store.postgres.tls", "verify-full");
        if (!tls.equals("verify-full") && !tls.equals("off")) {
            throw new IOException("store.postgres.tls is verify-full or off, not " + tls);
        }
        var prefix = settings.getOrDefault("store.s3.prefix", "");
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix += "/";
        }
        return new PostgresSettings(
                "jdbc:" + url,
                need(settings, "store.postgres.user"),
                settings.getOrDefault("store.postgres.password", ""),
                tls.equals("off") ? "disable" : "verify-full",
                Optional.ofNullable(settings.get("store.postgres.tls-authority")),
                connections(settings.getOrDefault("store.postgres.connections", "32")),
                endpoint(settings),
                settings.getOrDefault("store.s3.region", "us-east-1"),
                need(settings, "store.s3.bucket"),
                prefix,
                need(settings, "store.s3.access-key-id"),
                need(settings, "store.s3.secret-access-key"));
    }

    private static String need(Map<String, String> settings, String name) throws IOException {
        var value = settings.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IOException("store.engine = postgres needs " + name);
        }
        return value;
    }

    private static int connections(String text) throws IOException {
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (number < 2 || number > MAX_CONNECTIONS) {
            throw new IOException("store.postgres.connections is a number from 2 to " + MAX_CONNECTIONS);
        }
        return number;
    }

    private static Optional<URI> endpoint(Map<String, String> settings) throws IOException {
        var text = settings.getOrDefault("store.s3.endpoint", "");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.matches("https?://[^/]+/?")) {
            throw new IOException("store.s3.endpoint is http:// or https:// and a host");
        }
        return Optional.of(URI.create(text));
    }

    /// Secrets stay inside.
    @Override
    public String toString() {
        return url + " and s3://" + s3Bucket + "/" + s3Prefix;
    }
}
