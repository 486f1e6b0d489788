package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.wire.PercentEncoding;

/// `sealstead scrub`, or `sealstead verify`: looks whether everything that the running server stores is there
/// and opens.
@Command(
        name = "scrub",
        aliases = "verify",
        description =
                "Look at every record and all ciphertext of the running server, and tell what is damaged or lost.",
        exitCodeList = {"2:Something is damaged or lost."},
        mixinStandardHelpOptions = true)
final class ScrubCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(names = "--lengths-only", description = "look at the length of ciphertext and do not open it")
    private boolean lengthsOnly;

    @Option(
            names = "--kms",
            description =
                    "open also what is under KMS keys, on behalf of each bucket's account: a KMS call and an audit"
                            + " event each")
    private boolean kms;

    @Option(
            names = "--bucket",
            paramLabel = "NAME",
            description = "look at the objects and uploads of this bucket only",
            defaultValue = "")
    private String bucket = "";

    @Option(
            names = "--sample",
            paramLabel = "PERCENT",
            description =
                    "open so many of the objects, chosen at random anew each time; of all others records and lengths are"
                            + " looked at",
            defaultValue = "100")
    private double sample;

    @Option(
            names = "--found",
            description = "do not look, but name the damage that looks have found and none has found gone since (the"
                    + " oldest thousand)")
    private boolean found;

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        if (found) {
            return printFound(client.get("admin/scrub/found"));
        }
        client.ask(
                "POST",
                "admin/scrub?open=" + !lengthsOnly + "&kms=" + kms + "&sample=" + sample + "&bucket="
                        + PercentEncoding.encode(bucket, false));
        var report = Follow.toItsEnd(
                        () -> client.get("admin/scrub"),
                        state -> String.format(
                                Locale.ROOT,
                                "%,d records",
                                state.path("progress").asLong()))
                .path("report");
        if (!output.printed(report)) {
            print(report);
        }
        return report.path("whole").asBoolean() ? 0 : 2;
    }

    private int printFound(JsonNode answer) {
        if (!output.printed(answer)) {
            for (var each : answer.path("damage")) {
                System.out.printf(
                        "%-10s %s: %s (found %s)%n",
                        Shown.of(each.path("kind")),
                        Shown.of(each.path("where")),
                        Shown.of(each.path("detail")),
                        Shown.of(each.path("since")));
            }
            System.out.println(answer.path("count").asLong() + " in all");
        }
        return answer.path("count").asLong() > 0 ? 2 : 0;
    }

    private static void print(JsonNode report) {
        for (var finding : report.path("findings")) {
            System.out.printf(
                    "%-10s %s: %s%n",
                    Shown.of(finding.path("kind")), Shown.of(finding.path("where")), Shown.of(finding.path("detail")));
        }
        System.out.printf(
                "%d records, %d objects (%d opened, %d from outside), %d parts, %d blobs, %d bytes read: %s%n",
                report.path("records").asLong(),
                report.path("objects").asLong(),
                report.path("opened").asLong(),
                report.path("fromOutside").asLong(),
                report.path("parts").asLong(),
                report.path("blobs").asLong(),
                report.path("bytes").asLong(),
                report.path("whole").asBoolean() ? "whole" : "damaged");
    }
}
