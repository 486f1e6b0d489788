package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What shells complete of the command line.
@SuppressWarnings("NullAway.Init")
final class CompletionTest {
    @TempDir
    private Path folder;

    private static String script(String shell) throws IOException, InterruptedException {
        return Program.run(Program.sealstead("completion", shell));
    }

    @Test
    void bash_completes_commands_and_options() throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("completion"), script("bash"));
        assertThat(completed(file, "sealstead", "cov")).isEqualTo("coverage");
        assertThat(completed(file, "sealstead", "trace", "--sl")).isEqualTo("--slower");
        assertThat(completed(file, "sealstead", "server", "--log.f")).isEqualTo("--log.format");
    }

    private static String completed(Path script, String... words) throws IOException, InterruptedException {
        var line = "source " + script + "; COMP_WORDS=(" + String.join(" ", words) + "); COMP_CWORD="
                + (words.length - 1) + "; _complete_sealstead 2>/dev/null; echo \"${COMPREPLY[@]}\"";
        return Program.run(List.of("bash", "-c", line)).strip();
    }

    @Test
    void zsh_takes_what_bash_takes_and_fish_has_its_own() throws IOException, InterruptedException {
        assertThat(script("zsh")).isEqualTo(script("bash"));
        var fish = script("fish");
        assertThat(fish.lines()).allMatch(line -> line.startsWith("complete -c sealstead "));
        assertThat(fish)
                .contains("-a coverage -d ")
                .contains("__fish_seen_subcommand_from trace' -l slower -r -d ")
                .contains("__fish_seen_subcommand_from kms; and __fish_seen_subcommand_from impact'");
    }
}
