package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sealstead account ...`: the running server's accounts.
@Command(
        name = "account",
        description = "Make and list accounts, and limit them by service control policies.",
        mixinStandardHelpOptions = true,
        subcommands = AccountCommand.Scp.class)
final class AccountCommand {
    /// Where the server is, and how its answer is printed.
    static final class Asking {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Option(names = "--endpoint", paramLabel = "URL", description = "where the server is", defaultValue = "")
        private String endpoint = "";

        @Option(names = "--json", description = "print the answer as it came")
        private boolean json;

        JsonNode ask(String method, String path) throws IOException {
            var config = settings.load();
            var document = new AdminClient(config, AdminClient.endpoint(config, endpoint)).ask(method, "admin/" + path);
            if (json) {
                System.out.println(document.toPrettyString());
            }
            return document;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Command(
            name = "create",
            description = "Make an account and print its root access key, which is not shown again.",
            mixinStandardHelpOptions = true)
    int create(
            @Mixin Asking server,
            @Option(names = "--id", paramLabel = "N", description = "its twelve digits", defaultValue = "") String id)
            throws IOException {
        var made = server.ask("POST", "accounts?id=" + encoded(id));
        if (!server.json) {
            for (var name : new String[] {"accountId", "accessKeyId", "secretAccessKey"}) {
                System.out.printf("%-16s %s%n", name, made.path(name).asText());
            }
        }
        return 0;
    }

    @Command(name = "list", description = "List the accounts, without secrets.", mixinStandardHelpOptions = true)
    int list(@Mixin Asking server) throws IOException {
        var found = server.ask("GET", "accounts");
        if (!server.json) {
            for (var row : found.path("accounts")) {
                System.out.printf(
                        "%s  %s  %s%n",
                        row.path("accountId").asText(),
                        row.path("created").asText(),
                        row.path("alias").asText());
            }
        }
        return 0;
    }

    /// `sealstead account scp ...`
    @Command(
            name = "scp",
            description = "Service control policies: what nobody in an account may exceed.",
            mixinStandardHelpOptions = true)
    static final class Scp {
        @Command(name = "put", description = "Put a policy on an account.", mixinStandardHelpOptions = true)
        int put(
                @Mixin Asking server,
                @Parameters(paramLabel = "ACCOUNT") String account,
                @Parameters(paramLabel = "NAME") String name,
                @Parameters(paramLabel = "FILE", description = "the policy document") Path file,
                @Option(names = "--level", description = "0 for the organisation's root", defaultValue = "0") int level)
                throws IOException {
            server.ask("POST", scp(account, name, level) + "&document=" + encoded(Files.readString(file)));
            return 0;
        }

        @Command(name = "list", description = "Print an account's policies.", mixinStandardHelpOptions = true)
        int list(@Mixin Asking server, @Parameters(paramLabel = "ACCOUNT") String account) throws IOException {
            var found = server.ask("GET", "accounts/scp?id=" + encoded(account));
            if (!server.json) {
                for (var row : found.path("policies")) {
                    System.out.printf(
                            "level %d  %s%n%s%n",
                            row.path("level").asInt(),
                            row.path("name").asText(),
                            row.path("document").asText());
                }
            }
            return 0;
        }

        @Command(name = "delete", description = "Take a policy from an account.", mixinStandardHelpOptions = true)
        int delete(
                @Mixin Asking server,
                @Parameters(paramLabel = "ACCOUNT") String account,
                @Parameters(paramLabel = "NAME") String name,
                @Option(names = "--level", description = "0 for the organisation's root", defaultValue = "0") int level)
                throws IOException {
            server.ask("DELETE", scp(account, name, level));
            return 0;
        }

        private static String scp(String account, String name, int level) {
            return "accounts/scp?id=" + encoded(account) + "&name=" + encoded(name) + "&level=" + level;
        }
    }
}
