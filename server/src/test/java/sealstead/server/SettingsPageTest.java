package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// docs/settings.md is made from the rows; `-Dsealstead.docs=write` writes it anew.
final class SettingsPageTest {
    private static final Path PAGE = Path.of("../docs/settings.md");

    @Test
    void the_page_says_what_the_rows_say() throws IOException {
        var page = new StringBuilder("""
                # Settings

                This page is made from `sealstead.server.Setting`. Flags (`--name VALUE`) over environment over the file
                (`--config`, `name = value` a line) over defaults. Secrets have no flag. `sealstead config` prints what is in force and
                where it comes from, `--check` only what is wrong, `--example` a file to begin with.

                | name | environment | default | what it is | must be |
                |---|---|---|---|---|
                """);
        for (var setting : Setting.values()) {
            page.append("| `%s` | `%s` | %s | %s | %s |\n"
                    .formatted(
                            setting.key(),
                            setting.environmentName(),
                            setting.byDefault().isEmpty() ? "" : "`" + setting.byDefault() + "`",
                            setting.meaning().replace("|", "\\|"),
                            setting.isSecret() ? "a secret" : setting.expected()));
        }
        if ("write".equals(System.getProperty("sealstead.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }

    @Test
    void every_default_is_usable() throws IOException {
        assertThat(Config.load(Map.of(), Map.of()).facts()).hasSameSizeAs(Setting.values());
    }
}
