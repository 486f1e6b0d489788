package sealstead.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `sealstead completion`: what a shell needs to complete commands and options.
@Command(
        name = "completion",
        description = "Print a completion script: `source <(sealstead completion bash)`, or for fish"
                + " `sealstead completion fish | source`.",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private Shell shell = Shell.bash;

    @Override
    public Integer call() {
        var root = Commands.line();
        root.getSubcommands().values().forEach(SettingOptions::addTo);
        System.out.print(shell == Shell.fish ? fish(root) : AutoComplete.bash("sealstead", root));
        return 0;
    }

    private static String fish(CommandLine root) {
        var text = new StringBuilder("complete -c sealstead -f\n");
        addFish(text, root, List.of());
        return text.toString();
    }

    private static void addFish(StringBuilder text, CommandLine line, List<String> path) {
        var when = new StringBuilder();
        for (var word : path) {
            when.append(when.isEmpty() ? "" : "; and ")
                    .append("__fish_seen_subcommand_from ")
                    .append(word);
        }
        var names = String.join(" ", line.getSubcommands().keySet());
        for (var sub : line.getSubcommands().values()) {
            var here = when + (when.isEmpty() ? "" : "; and ") + "not __fish_seen_subcommand_from " + names;
            text.append("complete -c sealstead -n ")
                    .append(quoted(here))
                    .append(" -a ")
                    .append(sub.getCommandName())
                    .append(" -d ")
                    .append(quoted(first(sub.getCommandSpec().usageMessage().description())))
                    .append('\n');
        }
        for (var option : line.getCommandSpec().options()) {
            if (option.hidden()) {
                continue;
            }
            text.append("complete -c sealstead");
            if (!when.isEmpty()) {
                text.append(" -n ").append(quoted(when.toString()));
            }
            for (var name : option.names()) {
                text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            text.append(option.arity().max() > 0 ? " -r" : "")
                    .append(" -d ")
                    .append(quoted(first(option.description())))
                    .append('\n');
        }
        for (var sub : line.getSubcommands().values()) {
            var deeper = new java.util.ArrayList<>(path);
            deeper.add(sub.getCommandName());
            addFish(text, sub, deeper);
        }
    }

    private static String first(String... lines) {
        return lines.length == 0 ? "" : lines[0].replaceAll("%[sn%]|\\$\\{[^}]*}", "");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
