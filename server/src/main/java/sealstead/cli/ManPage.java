package sealstead.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A manual page in the language of man(7).
final class ManPage {
    private final StringBuilder text = new StringBuilder();

    private ManPage() {}

    /// `sealstead-backup-list`
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    static String of(CommandSpec command) {
        var page = new ManPage();
        page.write(command);
        return page.text.toString();
    }

    private void write(CommandSpec command) {
        var usage = command.usageMessage();
        var description = usage.description();
        var first = description.length == 0 ? "" : plain(description[0]);
        int end = first.indexOf(". ");
        line(".TH " + quoted(name(command).toUpperCase(java.util.Locale.ROOT)) + " 1 \"\" \"Sealstead\" \"Sealstead\"");
        section("NAME");
        line(escaped(name(command) + " - " + (end < 0 ? first : first.substring(0, end)).replaceAll("[.:]$", "")));
        section("SYNOPSIS");
        line(".B " + escaped(command.qualifiedName()));
        line(synopsis(command));
        section("DESCRIPTION");
        for (var paragraph : description) {
            line(".PP");
            line(escaped(plain(paragraph)));
        }
        if (!command.positionalParameters().isEmpty()
                || command.options().stream().anyMatch(o -> !o.hidden())) {
            section("OPTIONS");
            for (var parameter : command.positionalParameters()) {
                item(".I " + quoted(escaped(parameter.paramLabel())), parameter.description());
            }
            command.options().stream().filter(option -> !option.hidden()).forEach(this::option);
        }
        commands(command);
        section("EXIT STATUS");
        Commands.statuses(command).forEach((status, meaning) -> item(".B " + status, meaning));
        section("SEE ALSO");
        line(command.parent() == null ? seeAlso("man") : seeAlso(name(command.parent())));
    }

    private static String seeAlso(String page) {
        return ".BR " + escaped(page) + " (1)";
    }

    private static String synopsis(CommandSpec command) {
        var words = new StringBuilder();
        if (!command.subcommands().isEmpty()) {
            words.append(command.userObject() instanceof java.util.concurrent.Callable ? "[COMMAND] " : "COMMAND ");
        }
        for (var option : command.options()) {
            if (option.required()) {
                words.append(option.longestName())
                        .append(' ')
                        .append(option.paramLabel())
                        .append(' ');
            }
        }
        words.append("[OPTION...]");
        for (var parameter : command.positionalParameters()) {
            var label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
            words.append(' ').append(parameter.required() ? label : "[" + label + "]");
        }
        return escaped(words.toString());
    }

    private void option(OptionSpec option) {
        var names = String.join(", ", option.names());
        item(
                ".B " + quoted(escaped(names + (option.arity().max() > 0 ? " " + option.paramLabel() : ""))),
                option.description());
    }

    private void commands(CommandSpec command) {
        boolean any = false;
        for (var each : command.subcommands().entrySet()) {
            var sub = each.getValue().getCommandSpec();
            if (sub.usageMessage().hidden() || !each.getKey().equals(sub.name())) {
                continue;
            }
            if (!any) {
                section("COMMANDS");
                any = true;
            }
            item(seeAlso(name(sub)), sub.usageMessage().description());
        }
    }

    private void item(String head, String... description) {
        line(".TP");
        line(head);
        var said = description.length == 0 ? "" : plain(description[0]);
        line(said.isEmpty() ? "\\&" : escaped(said));
    }

    private void section(String title) {
        line(".SH " + quoted(title));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /// A description without what picocli would put into it.
    private static String plain(String description) {
        return description
                .replace("%%", "%")
                .replaceAll("%[sn]|\\$\\{[^}]*}", " ")
                .strip();
    }

    /// No word of it is taken for a request, and hyphens can be copied into a shell.
    private static String escaped(String words) {
        var safe = words.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    private static String quoted(String word) {
        return "\"" + word.replace("\"", "\\(dq") + "\"";
    }
}
