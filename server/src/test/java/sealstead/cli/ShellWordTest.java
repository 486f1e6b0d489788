package sealstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `eval $(sealstead env)` takes over is the value and nothing else, in the shells that there are.
final class ShellWordTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain/with+characters=0.1",
                "two  words ",
                "$(touch ran)",
                "`touch ran`",
                "'; touch ran; '",
                "\"; touch ran; \"",
                "* ? [a-z]*",
                "\\ \\\\ \\n \\052",
                "~ # ! & | > ran",
                "%s %b %%",
                "$HOME ${HOME}"
            })
    void a_value_is_taken_over_as_it_is(String value) throws Exception {
        Files.createFile(folder.resolve("export"));
        Files.createFile(folder.resolve("a"));
        Files.writeString(folder.resolve("lines"), "export FIRST=" + ShellWord.of(value) + ";\nexport SECOND='2';\n");
        for (var shell : List.of("sh", "bash")) {
            for (var eval : List.of("eval $(cat lines)", "eval \"$(cat lines)\"")) {
                var process = new ProcessBuilder(shell, "-c", eval + "; printf '%s|%s' \"$FIRST\" \"$SECOND\"")
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
                var shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                process.waitFor();
                assertThat(shown).as(shell + " " + eval).isEqualTo(value + "|2");
            }
        }
        assertThat(Files.exists(folder.resolve("ran"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "a\u001bb", "\u00e4", "a\u2028b"})
    void what_no_variable_can_take_safely_is_refused(String value) {
        assertThatThrownBy(() -> ShellWord.of(value)).isInstanceOf(IOException.class);
    }
}
