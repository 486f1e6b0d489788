package sealstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What is true of every command, whoever adds one; and docs/commands.md, which `-Dsealstead.docs=write` writes anew.
@SuppressWarnings("NullAway.Init")
final class CommandsTest {
    private static final Path PAGE = Path.of("../docs/commands.md");

    /// These print a script, a page or how a server starts, and no facts.
    private static final Set<String> WITHOUT_FACTS =
            Set.of("sealstead server", "sealstead completion", "sealstead man", "sealstead rehearse");

    @TempDir
    private Path folder;

    /// All commands, those above before those below.
    private static Stream<CommandLine> all(CommandLine line) {
        return Stream.concat(
                Stream.of(line),
                line.getSubcommands().entrySet().stream()
                        .filter(each -> each.getKey().equals(each.getValue().getCommandName()))
                        .flatMap(each -> all(each.getValue())));
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }

    private static boolean doesSomething(CommandLine line) {
        return line.getCommand() instanceof Callable;
    }

    @Test
    void every_command_that_tells_of_something_does_it_in_json_too() {
        assertThat(all(Commands.line())
                        .filter(CommandsTest::doesSomething)
                        .filter(line -> line.getCommandSpec().findOption("--json") == null)
                        .map(CommandsTest::name))
                .containsExactlyInAnyOrderElementsOf(WITHOUT_FACTS);
    }

    @Test
    void no_command_has_another_way_to_json() {
        assertThat(all(Commands.line())
                        .map(CommandLine::getCommandSpec)
                        .filter(command -> command.findOption("--json") != null)
                        .filter(command -> command.mixins().values().stream()
                                .noneMatch(mixin -> mixin.userObject() instanceof Console)))
                .isEmpty();
    }

    /// A command is found among all, or made alone, by each of its names; what it says is the same.
    @Test
    void a_command_alone_is_what_it_is_among_all() {
        var whole = Commands.line();
        assertThat(whole.getSubcommands()).isNotEmpty().allSatisfy((name, among) -> {
            var line = Commands.line(name, "--help").getSubcommands();
            assertThat(line.values().stream().distinct()).hasSize(1);
            SettingOptions.addTo(among);
            assertThat(line.values())
                    .allSatisfy(alone -> assertThat(alone.getUsageMessage()).isEqualTo(among.getUsageMessage()));
            assertThat(line).containsKey(name);
        });
        assertThat(Commands.line("nothing", "--help").getSubcommands().keySet())
                .isEqualTo(whole.getSubcommands().keySet());
        assertThat(Commands.line("--help").getUsageMessage()).isEqualTo(whole.getUsageMessage());
    }

    @Test
    void every_command_says_what_its_exit_statuses_mean() {
        assertThat(all(Commands.line())).allSatisfy(line -> {
            var said = new StringWriter();
            line.usage(new PrintWriter(said, true));
            assertThat(said.toString()).as(name(line)).contains("Exit status:", "64");
            assertThat(line.getCommandSpec().usageMessage().exitCodeList()).containsKeys("0", "1", "64");
            // Said once, where the list is.
            assertThat(String.join(" ", line.getCommandSpec().usageMessage().description()))
                    .as(name(line))
                    .doesNotContainIgnoringCase("exit status");
        });
    }

    @Test
    void words_that_cannot_be_understood_are_told_from_what_a_command_found() {
        assertThat(all(Commands.line()).filter(CommandsTest::doesSomething)).allSatisfy(line -> {
            var words = new ArrayList<>(List.of(name(line).split(" ")));
            words.removeFirst();
            words.add("--no-such-option");
            var whole = Commands.line();
            whole.setErr(new PrintWriter(new StringWriter()));
            assertThat(whole.execute(words.toArray(String[]::new)))
                    .as(name(line))
                    .isEqualTo(Commands.USAGE);
        });
    }

    @Test
    void man_renders_every_page_without_a_warning() throws IOException, InterruptedException {
        assertThat(Commands.line().execute("man", "--to", folder.toString())).isZero();
        var pages = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            files.map(Path::toString).sorted().forEach(pages::add);
        }
        assertThat(pages).hasSize((int) all(Commands.line())
                .filter(line -> !line.getCommandSpec().usageMessage().hidden())
                .count());
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/groff")), "issue 27: there is no groff on this machine");
        var command = new ArrayList<>(List.of("groff", "-man", "-Tutf8", "-ww", "-K", "utf8"));
        command.addAll(pages);
        var errors = folder.resolveSibling(folder.getFileName() + ".err");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(errors)).isEmpty();
        assertThat(rendered.replaceAll(".\b", "")) // bold is struck twice
                .contains("sealstead-backup-list", "EXIT STATUS", "--lengths-only");
    }

    @Test
    void the_page_says_what_the_commands_say() throws IOException {
        var page = new StringBuilder("""
                # Commands

                This page is made from what `--help`, `sealstead man` and `sealstead completion` are made of. With `--json` a command that
                tells of something prints one JSON document (`audit read` and `trace`: one a line) on standard output, and nothing else
                there; what goes wrong is on standard error, in words, with or without it. What a long command has done so far is on
                standard error too, if that is a terminal.

                | exit status | of every command |
                |---|---|
                | 0 | it was done, and what was looked at is well |
                | 1 | it was not done, or something is not well; what is wrong is told |
                | 2 | it was done, and what was looked for is not well: of the commands that say so below |
                | 64 | the command line cannot be understood; nothing was done |

                | command | what it does | exit status of its own |
                |---|---|---|
                """);
        all(Commands.line())
                .filter(CommandsTest::doesSomething)
                .filter(line -> !line.getCommandSpec().usageMessage().hidden())
                .forEach(line -> page.append("| `%s` | %s | %s |%n"
                        .formatted(name(line), first(line), String.join("; ", ownStatuses(line)))));
        if ("write".equals(System.getProperty("sealstead.docs"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }

    private static String first(CommandLine line) {
        return line.getCommandSpec().usageMessage().description()[0].replace("|", "\\|");
    }

    private static List<String> ownStatuses(CommandLine line) {
        var usual = Commands.statuses(new CommandLine(new Main()).getCommandSpec());
        return line.getCommandSpec().usageMessage().exitCodeList().entrySet().stream()
                .filter(each -> !each.getValue().equals(usual.get(each.getKey())))
                .map(each -> each.getKey() + ": " + each.getValue())
                .toList();
    }
}
