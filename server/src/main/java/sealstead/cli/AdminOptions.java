package sealstead.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Config;
import sealstead.server.Setting;

/// Where the running server is, and as whom it is asked: on its own machine as the holder of the root key, without
/// any set-up; from elsewhere, or with `--profile`, by credentials as the AWS CLI finds them.
final class AdminOptions {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "where the server is (default: AWS_ENDPOINT_URL or the profile's endpoint_url where"
                    + " credentials are used, else where the settings have it listen)",
            defaultValue = "")
    private String endpoint = "";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "ask by the credentials of this AWS profile, not by the root key")
    private @Nullable String profile;

    Config config() throws IOException {
        return settings.load();
    }

    /// As whoever can be, the holder of the root key first.
    AdminClient client() throws IOException {
        var config = config();
        if (profile == null && Files.isReadable(config.rootKeyFile())) {
            return ofRootKey(config);
        }
        var credentials = SignedChannel.Credentials.find(Optional.ofNullable(profile), System.getenv());
        if (credentials.isEmpty()) {
            if (profile == null) {
                return ofRootKey(config); // which says that it is not there
            }
            throw new IOException("the AWS profile " + profile + " has no credentials");
        }
        var found = endpoint.isEmpty() ? credentials.get().endpoint() : Optional.of(endpoint);
        var url = found.orElseGet(() -> listening(config));
        return new AdminClient(new SignedChannel(URI.create(url), credentials.get()), url);
    }

    /// As the holder of the root key, for what nobody else may ask.
    AdminClient ofRootKey(Config config) {
        return new AdminClient(config, url(config));
    }

    /// Where the server is, for who is on its machine.
    String url(Config config) {
        return endpoint.isEmpty() ? listening(config) : endpoint;
    }

    /// Whether the server is looked for where the settings have it listen.
    boolean isOfSettings() {
        return endpoint.isEmpty();
    }

    private static String listening(Config config) {
        var listen = config.listen();
        boolean tls = config.text(Setting.TLS_CERTIFICATE).isPresent();
        return (tls ? "https://" : "http://") + listen.getHostString() + ":" + listen.getPort();
    }
}
