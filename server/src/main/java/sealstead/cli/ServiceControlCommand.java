package sealstead.cli;

import static sealstead.cli.AccountCommand.parameter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead account scp ...`: service control policies, as an organisation would attach them. Every level that has
/// policies must allow what the account does; an account without any is not limited.
@Command(
        name = "scp",
        description = "Limit an account by service control policies.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ServiceControlCommand.PutCommand.class,
            ServiceControlCommand.ListCommand.class,
            ServiceControlCommand.DeleteCommand.class
        })
final class ServiceControlCommand {
    private static final String PAGE = "admin/service-control?";

    /// Which policy.
    static final class Which {
        @Option(names = "--account", paramLabel = "ID", required = true, description = "the account")
        private String account = "";

        @Option(names = "--name", paramLabel = "NAME", description = "the policy's name", defaultValue = "account")
        private String name = "";

        @Option(
                names = "--level",
                paramLabel = "N",
                description = "0 for the organisation's root, more for units below it",
                defaultValue = "0")
        private int level;

        String query() {
            return PAGE + parameter("account", account) + "&" + parameter("name", name) + "&level=" + level;
        }
    }

    /// `sealstead account scp put`.
    @Command(name = "put", description = "Put a policy on an account.", mixinStandardHelpOptions = true)
    static final class PutCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final Which which = new Which();

        @Option(names = "--file", paramLabel = "F", required = true, description = "the policy document")
        private Path file = Path.of("");

        @Override
        public Integer call() throws IOException {
            output.printed(server.client().ask("PUT", which.query(), Files.readString(file)));
            return 0;
        }
    }

    /// `sealstead account scp list`.
    @Command(name = "list", description = "List an account's policies.", mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Option(names = "--account", paramLabel = "ID", required = true, description = "the account")
        private String account = "";

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var document = server.client().get(PAGE + parameter("account", account));
            if (output.printed(document)) {
                return 0;
            }
            for (var policy : document.path("policies")) {
                System.out.printf(
                        "%d  %s  %s%n",
                        policy.path("level").asInt(), Shown.of(policy.path("name")), Shown.of(policy.path("document")));
            }
            return 0;
        }
    }

    /// `sealstead account scp delete`.
    @Command(name = "delete", description = "Take a policy from an account.", mixinStandardHelpOptions = true)
    static final class DeleteCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final Which which = new Which();

        @Override
        public Integer call() throws IOException {
            output.printed(server.client().ask("DELETE", which.query()));
            return 0;
        }
    }
}
