package sealstead.cli;

import static sealstead.cli.AccountCommand.parameter;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sealstead token ...`: tokens for tools that read the administration's pages without holding the root key.
@Command(
        name = "token",
        description = "Make, list and revoke tokens that read the administration's pages, and end.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenCommand.CreateCommand.class,
            TokenCommand.ListCommand.class,
            TokenCommand.RevokeCommand.class
        })
final class TokenCommand {
    private static final String PAGE = "admin/tokens";

    /// `sealstead token create`: the token is shown this once.
    @Command(name = "create", description = "Make a token and print it.", mixinStandardHelpOptions = true)
    static final class CreateCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Option(
                names = "--expires",
                paramLabel = "DURATION",
                description = "how long it is good, ISO 8601, 90 days at most",
                defaultValue = "PT1H")
        private String expires = "PT1H";

        @Option(names = "--name", paramLabel = "NAME", description = "what it is for", defaultValue = "")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            var made = server.client()
                    .ask("POST", PAGE + "?" + parameter("expires", expires) + "&" + parameter("name", name));
            if (!output.printed(made)) {
                System.out.println(Shown.of(made.path("token")));
            }
            return 0;
        }
    }

    /// `sealstead token list`.
    @Command(name = "list", description = "List the tokens that are good.", mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var answer = server.client().get(PAGE);
            if (output.printed(answer)) {
                return 0;
            }
            for (var token : answer.path("tokens")) {
                System.out.printf(
                        "%s  %s  %s%n",
                        Shown.of(token.path("id")), Shown.of(token.path("expires")), Shown.of(token.path("name")));
            }
            return 0;
        }
    }

    /// `sealstead token revoke ID`.
    @Command(name = "revoke", description = "End a token now.", mixinStandardHelpOptions = true)
    static final class RevokeCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Parameters(paramLabel = "ID", description = "its id, as `list` prints it and as it stands in the token")
        private String id = "";

        @Override
        public Integer call() throws IOException {
            output.printed(server.client().ask("DELETE", PAGE + "?" + parameter("id", id)));
            return 0;
        }
    }
}
