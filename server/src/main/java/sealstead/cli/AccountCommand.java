package sealstead.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead account ...`: the accounts of the running server.
@Command(
        name = "account",
        description = "Make and list accounts of the running server.",
        mixinStandardHelpOptions = true,
        subcommands = {AccountCommand.CreateCommand.class, AccountCommand.ListCommand.class, ServiceControlCommand.class
        })
final class AccountCommand {
    static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// `sealstead account create`: another account, with a root access key that is shown this once.
    @Command(
            name = "create",
            description = "Make an account and print its root access key.",
            mixinStandardHelpOptions = true)
    static final class CreateCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Option(names = "--id", paramLabel = "ID", description = "twelve digits; random if left out", defaultValue = "")
        private String id = "";

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var account =
                    server.client().ask("POST", "admin/accounts" + (id.isEmpty() ? "" : "?" + parameter("id", id)));
            if (output.printed(account)) {
                return 0;
            }
            for (var field : account.properties()) {
                System.out.printf("%-16s %s%n", field.getKey(), Shown.of(field.getValue()));
            }
            return 0;
        }
    }

    /// `sealstead account list`.
    @Command(name = "list", description = "List the accounts.", mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var document = server.client().get("admin/accounts");
            if (output.printed(document)) {
                return 0;
            }
            for (var account : document.path("accounts")) {
                System.out.printf(
                        "%s  %s  %s%n",
                        Shown.of(account.path("accountId")),
                        Shown.of(account.path("created")),
                        Shown.of(account.path("alias")));
            }
            return 0;
        }
    }
}
