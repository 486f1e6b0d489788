package sealstead.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sealstead.audit.AuditReader;
import sealstead.crypto.KernelRandom;
import sealstead.server.RootKeys;
import sealstead.wire.Printable;

/// `sealstead audit ...`: the audit trail of the running server.
@Command(
        name = "audit",
        description = "Look after the audit trail.",
        mixinStandardHelpOptions = true,
        subcommands = {AuditCommand.VerifyCommand.class, AuditCommand.ReadCommand.class})
final class AuditCommand {
    /// `sealstead audit verify`: whether every line is there as it was written.
    @Command(
            name = "verify",
            description = "Verify the chain of the audit trail, past every fault.",
            exitCodeList = {"1:There is a fault, or it could not be looked for."},
            mixinStandardHelpOptions = true)
    static final class VerifyCommand implements Callable<Integer> {
        @Mixin
        private final AdminOptions server = new AdminOptions();

        @Mixin
        private final Console output = new Console();

        @Option(names = "--archived", description = "older files were taken away: begin with the first there is")
        private boolean archived;

        @Override
        public Integer call() throws IOException {
            var verdict = server.client().get("admin/audit/verify?archived=" + archived);
            boolean well = verdict.path("well").asBoolean();
            if (output.printed(verdict)) {
                return well ? 0 : 1;
            }
            verdict.path("notes").forEach(note -> System.out.println("note: " + Shown.of(note)));
            if (verdict.path("notRecorded").asLong() > 0) {
                System.out.println(
                        verdict.path("notRecorded").asLong() + " events were not recorded; the trail says so");
            }
            verdict.path("otherGateways")
                    .forEach(other -> System.out.println("gateway " + Shown.of(other.path("gateway")) + ": line "
                            + other.path("last").asLong() + " was written; its files "
                            + (other.path("verified").asBoolean()
                                    ? "are here and were looked at"
                                    : "are with it: verify them there")));
            if (well) {
                System.out.println("lines " + verdict.path("first").asLong() + " to "
                        + verdict.path("last").asLong() + " are there as they were written");
                return 0;
            }
            verdict.path("faults").forEach(fault -> System.out.println("fault: " + Shown.of(fault)));
            System.out.println("the audit trail is not as it was written; faults: "
                    + verdict.path("faultCount").asLong());
            return 1;
        }
    }

    /// `sealstead audit read`: the trail as plain JSON, opened with the root key. It asks no server, so that it
    /// also reads what was archived.
    @Command(
            name = "read",
            description = "Print the audit trail as lines of JSON.",
            exitCodeList = {"1:A line does not open, or the trail could not be read."},
            mixinStandardHelpOptions = true)
    static final class ReadCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Option(names = "--from", paramLabel = "N", description = "begin with line number N", defaultValue = "1")
        private long from = 1;

        @Parameters(
                paramLabel = "FILE",
                description = "files of a trail, such as archived ones; by default those of audit.folder",
                arity = "0..*")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws IOException {
            var config = settings.load();
            var damaged = new ArrayList<String>();
            new AuditReader(config.auditFolder(), RootKeys.read(config), new KernelRandom())
                    .read(files, from, output::printLine, damaged::add);
            damaged.forEach(where -> System.err.println("sealstead: " + Printable.of(where) + " does not open"));
            return damaged.isEmpty() ? 0 : 1;
        }
    }
}
