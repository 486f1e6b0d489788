package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Settings: flags over environment over file over defaults, and nothing unknown.
final class ConfigTest {
    @Test
    void flags_beat_the_environment_and_that_the_file(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("c"), "# remark\nregion = eu-west-1\nlisten = 127.0.0.1:1\n");
        var environment = Map.of(
                "SEALSTEAD_CONFIG", file.toString(), "SEALSTEAD_LISTEN", "127.0.0.1:2", "SEALSTEAD_DATA", "/from-env");
        var config = Config.load(Map.of(Setting.DATA, "/from-flag"), environment);
        assertThat(config.region()).isEqualTo("eu-west-1");
        assertThat(config.listen().getPort()).isEqualTo(2);
        assertThat(config.data()).isEqualTo(Path.of("/from-flag"));
        assertThat(config.rootKeyFile()).isEqualTo(Path.of("/from-flag.root-key"));
    }

    @Test
    void what_is_unknown_or_unreadable_is_an_error(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("c"), "bucket-key.max-aeg = PT5M\n");
        assertThatThrownBy(() -> Config.load(Map.of(Setting.CONFIG, file.toString()), Map.of()))
                .hasMessageContaining("unknown setting bucket-key.max-aeg");
        assertThatThrownBy(() -> Config.load(Map.of(), Map.of("SEALSTEAD_LISTNE", "x")))
                .hasMessageContaining("SEALSTEAD_LISTNE");
        for (var setting : Map.of(
                        Setting.LISTEN, "nowhere",
                        Setting.BUCKET_KEY_MAX_AGE, "soon",
                        Setting.BUCKET_KEY_MAX_USES, "many",
                        Setting.ALLOW_PLAIN_HTTP, "yes",
                        Setting.REGION, "Mars",
                        Setting.TLS_KEY, "only-one")
                .entrySet()) {
            assertThatThrownBy(() -> Config.load(Map.of(setting.getKey(), setting.getValue()), Map.of()))
                    .as(setting.toString())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void durations_and_sizes_are_what_people_type() throws IOException {
        for (var row : Map.of(
                        "10s", "PT10S", "250ms", "PT0.25S", "5m", "PT5M", "24h", "PT24H", "90d", "PT2160H", "P1D",
                        "PT24H")
                .entrySet()) {
            assertThat(Config.load(Map.of(Setting.GARBAGE_GRACE, row.getKey()), Map.of())
                            .duration(Setting.GARBAGE_GRACE))
                    .isEqualTo(java.time.Duration.parse(row.getValue()));
        }
        for (var row : Map.of(
                        "7", 7L, "512KiB", 524_288L, "64MiB", 67_108_864L, "2GiB", 2_147_483_648L, "1TiB", 1L << 40)
                .entrySet()) {
            assertThat(Config.load(Map.of(Setting.DISK_RESERVE, row.getKey()), Map.of())
                            .number(Setting.DISK_RESERVE))
                    .isEqualTo(row.getValue());
        }
        for (var bad : java.util.List.of("", "0s", "-5m", "5", "5 m", "5min", "PT", "-PT5M", "99999999999999999999d")) {
            assertThatThrownBy(() -> Config.load(Map.of(Setting.GARBAGE_GRACE, bad), Map.of()))
                    .as(bad)
                    .hasMessageContaining("garbage.grace")
                    .hasMessageContaining("a duration such as `10s`");
        }
        for (var bad : java.util.List.of("", "1KB", "1.5GiB", "-1", "999999999999999TiB")) {
            assertThatThrownBy(() -> Config.load(Map.of(Setting.DISK_RESERVE, bad), Map.of()))
                    .as(bad)
                    .hasMessageContaining("disk.reserve");
        }
        assertThat(Config.load(Map.of(Setting.SCRUB_EVERY, "0s", Setting.COVERAGE_EVERY, "0s"), Map.of())
                        .duration(Setting.COVERAGE_EVERY))
                .isZero();
    }

    @Test
    void secrets_are_masked() throws IOException {
        var config = Config.load(
                Map.of(),
                Map.of("SEALSTEAD_ROOT_SECRET_ACCESS_KEY", "hush-hush", "SEALSTEAD_PASSPHRASE", "open sesame"));
        assertThat(config.facts().toString())
                .doesNotContain("hush-hush")
                .doesNotContain("open sesame")
                .contains("********");
    }

    private static Config at(Path folder) throws IOException {
        return Config.load(
                Map.of(Setting.DATA, folder.resolve("data").toString(), Setting.LISTEN, "127.0.0.1:0"), Map.of());
    }

    @Test
    void data_without_its_root_key_is_not_given_another(@TempDir Path folder) throws IOException {
        SealsteadServer.start(at(folder), Clock.systemUTC()).close();
        var key = folder.resolve("data.root-key");
        var moved = Files.move(key, folder.resolve("elsewhere"));
        assertThatThrownBy(() -> SealsteadServer.start(at(folder), Clock.systemUTC()))
                .hasMessageContaining("root key");
        assertThat(key).doesNotExist();
        // Another server's root key does not open the mark of how far the store had got.
        SealsteadServer.start(
                        Config.load(
                                Map.of(Setting.DATA, folder.resolve("other").toString(), Setting.LISTEN, "127.0.0.1:0"),
                                Map.of()),
                        Clock.systemUTC())
                .close();
        Files.copy(folder.resolve("other.root-key"), key, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        assertThatThrownBy(() -> SealsteadServer.start(at(folder), Clock.systemUTC()))
                .hasMessageContaining("or is another store");
        Files.delete(key);
        Files.move(moved, key);
        SealsteadServer.start(at(folder), Clock.systemUTC()).close();
    }

    @Test
    void a_root_key_under_a_passphrase_opens_the_server_with_it_only(@TempDir Path folder) throws IOException {
        var settings = Map.of(Setting.DATA, folder.resolve("data").toString(), Setting.LISTEN, "127.0.0.1:0");
        var sealed = new java.util.EnumMap<>(settings);
        sealed.put(Setting.PASSPHRASE, "correct horse battery staple");
        SealsteadServer.start(Config.load(sealed, Map.of()), Clock.systemUTC()).close();
        assertThat(Files.readString(folder.resolve("data.root-key"))).contains("custody: passphrase");
        assertThatThrownBy(() -> SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC()))
                .hasMessageContaining("passphrase");
        sealed.put(Setting.PASSPHRASE, "wrong");
        assertThatThrownBy(() -> SealsteadServer.start(Config.load(sealed, Map.of()), Clock.systemUTC()))
                .hasMessageContaining("does not open the root key");
        sealed.put(Setting.PASSPHRASE, "correct horse battery staple");
        SealsteadServer.start(Config.load(sealed, Map.of()), Clock.systemUTC()).close();
    }

    @Test
    void every_word_that_a_row_has_means_something_and_no_other_is_taken() throws IOException {
        for (var setting : Setting.values()) {
            for (var word : setting.choices()) {
                var config = Config.load(Map.of(setting, word), Map.of());
                config.isLocal();
                config.console();
                config.newBuckets();
                config.sigv2();
                config.logFormat();
                config.loggedRequests();
                config.auditOptions();
            }
            if (setting.kind() == Setting.Kind.CHOICE) {
                assertThatThrownBy(() -> Config.load(Map.of(setting, "Sealstead"), Map.of()))
                        .as(setting.key())
                        .hasMessageContaining(
                                setting.key() + " (--" + setting.key() + ") is not " + setting.expected());
            }
        }
    }

    @Test
    void addresses_fractions_and_urls_are_looked_at() {
        for (var wrong : Map.of(
                        Setting.LISTEN, "127.0.0.1:99999",
                        Setting.CONSOLE_LISTEN, "127.0.0.1",
                        Setting.TRACES_SAMPLE, "1.5",
                        Setting.TRACES_OTLP, "ftp://127.0.0.1/",
                        Setting.STORE_S3_ENDPOINT, "127.0.0.1:9000",
                        Setting.STORE_HBASE_BLOBS, "/folder",
                        Setting.AUDIT_FOLDER, "a\0b")
                .entrySet()) {
            assertThatThrownBy(() -> Config.load(Map.of(wrong.getKey(), wrong.getValue()), Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(wrong.getKey().key());
        }
    }
}
