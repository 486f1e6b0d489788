package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sealstead.wire.PercentEncoding;

/// `sealstead kms ...`: what the running server's KMS did, and the end of its keys.
@Command(
        name = "kms",
        description = "Ask the running server's KMS.",
        mixinStandardHelpOptions = true,
        subcommands = {
            KmsCommand.LedgerCommand.class,
            KmsCommand.HealthCommand.class,
            KmsImpactCommand.class,
            KmsCommand.ConfirmDeletionCommand.class,
            KmsRetireCommand.class
        })
final class KmsCommand {
    /// `sealstead kms ledger`: the calls that were made, and those that bucket keys saved.
    @Command(
            name = "ledger",
            description = "Print KMS calls made, refused and saved since the server started.",
            mixinStandardHelpOptions = true)
    static final class LedgerCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var document = server.client().get("admin/kms/ledger");
            if (output.printed(document)) {
                return 0;
            }
            System.out.printf(
                    "%-16s %-8s %10s  %-18s %-24s %s%n", "operation", "outcome", "calls", "reason", "bucket", "key");
            for (var row : document.path("rows")) {
                System.out.printf(
                        "%-16s %-8s %10d  %-18s %-24s %s%n",
                        Shown.of(row.path("operation")),
                        Shown.of(row.path("outcome")),
                        row.path("calls").asLong(),
                        Shown.of(row.path("reason")),
                        Shown.of(row.path("bucket")),
                        Shown.of(row.path("keyArn")));
            }
            var totals = document.path("totals");
            System.out.println("made " + totals.path("MADE").asLong() + ", refused "
                    + totals.path("REFUSED").asLong() + ", saved by bucket keys "
                    + totals.path("SAVED").asLong());
            return 0;
        }
    }

    /// `sealstead kms health`: has the server look at its KMS now.
    @Command(
            name = "health",
            description = "Have the KMS make, open and refuse a data key.",
            exitCodeList = {"1:The KMS fails at one of them, or could not be asked."},
            mixinStandardHelpOptions = true)
    static final class HealthCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Override
        public Integer call() throws IOException {
            var health = server.client().get("admin/kms/health");
            output.print(health);
            return health.path("generate").asBoolean()
                            && health.path("decrypt").asBoolean()
                            && health.path("mismatch").asBoolean()
                    ? 0
                    : 1;
        }
    }

    /// `sealstead kms confirm-deletion`: lets a key be deleted that is in use.
    @Command(
            name = "confirm-deletion",
            description = "Let ScheduleKeyDeletion delete a key that is in use, within an hour and once, where"
                    + " kms.refuse-deletion-in-use is set. Prints first what would be lost.",
            mixinStandardHelpOptions = true)
    static final class ConfirmDeletionCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Parameters(index = "0", paramLabel = "KEY", description = "id or ARN of the KMS key")
        private String key = "";

        @Override
        public Integer call() throws IOException {
            var client = server.client();
            var named = "?key=" + PercentEncoding.encode(key, false);
            var impact = client.get("admin/kms/impact" + named);
            if (!output.isJson()) {
                KmsImpactCommand.print(impact); // before it is confirmed, for who wants to stop it
            }
            client.ask("POST", "admin/kms/confirm-deletion" + named);
            if (!output.printed(impact)) {
                System.out.println("its deletion can be scheduled within an hour");
            }
            return 0;
        }
    }
}
