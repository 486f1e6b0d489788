package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead audit ...`: the audit trail of the running server.
@Command(
        name = "audit",
        description = "Look after the audit trail.",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.VerifyCommand.class)
final class AuditCommand {
    /// `sealstead audit verify`: whether every line is there as it was written.
    @Command(
            name = "verify",
            description = "Verify the chain of the audit trail; exit status 1 if a line was removed or changed.",
            mixinStandardHelpOptions = true)
    static final class VerifyCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Option(names = "--archived", description = "older files were taken away: begin with the first there is")
        private boolean archived;

        @Option(names = "--endpoint", paramLabel = "URL", description = "where the server is", defaultValue = "")
        private String endpoint = "";

        @Override
        public Integer call() throws IOException {
            var config = settings.load();
            var verdict = new AdminClient(config, AdminClient.endpoint(config, endpoint))
                    .get("admin/audit/verify?archived=" + archived);
            if (verdict.path("well").asBoolean()) {
                System.out.println("lines " + verdict.path("first").asLong() + " to "
                        + verdict.path("last").asLong() + " are there as they were written");
                return 0;
            }
            System.out.println(
                    "the audit trail is broken: " + verdict.path("fault").asText());
            return 1;
        }
    }
}
