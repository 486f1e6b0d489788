package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.wire.PercentEncoding;

/// `sealstead rewrap`: puts everything under a KMS key, one version of it or older service keys under another.
@Command(
        name = "rewrap",
        description = "Put the data keys of everything that is under a KMS key, or under its older versions, under the"
                + " newest version or another key. No stored byte and nothing that a client sees changes but the key. The"
                + " server goes on when this command is stopped, and after a restart.",
        exitCodeList = {"2:Something was not moved."},
        mixinStandardHelpOptions = true)
final class RewrapCommand implements Callable<Integer> {
    private static final Set<String> OVER = Set.of("done", "cancelled", "paused");

    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(
            names = "--from",
            paramLabel = "KEY[@VERSION]",
            description =
                    "id or ARN of the KMS key, and the key material id of one version; without one all versions, or"
                            + " all but the newest if the key stays the same",
            defaultValue = "")
    private String from = "";

    @Option(names = "--to", paramLabel = "KEY", description = "another KMS key", defaultValue = "")
    private String to = "";

    @Option(
            names = "--service-keys",
            description = "instead of --from: what SSE-S3 and the outer layer of DSSE-KMS have under older service keys"
                    + " comes under the newest of its bucket")
    private boolean serviceKeys;

    @Option(
            names = "--reencrypt",
            description =
                    "give each version a new data key as well and seal it anew: for when a data key, or the old version"
                            + " of its key, may be in other hands. What a client sees stays the same")
    private boolean reencrypt;

    @Option(names = "--bucket", paramLabel = "NAME", description = "in this bucket only", defaultValue = "")
    private String bucket = "";

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "keys that begin so only", defaultValue = "")
    private String prefix = "";

    @Option(names = "--rate", paramLabel = "N", description = "versions a second at most", defaultValue = "0")
    private long rate;

    @Option(names = "--dry-run", description = "count and change nothing")
    private boolean dryRun;

    @Option(names = "--list", description = "show all orders")
    private boolean list;

    @Option(names = "--show", paramLabel = "ID", description = "show one order", defaultValue = "")
    private String show = "";

    @Option(names = "--pause", paramLabel = "ID", description = "pause an order", defaultValue = "")
    private String pause = "";

    @Option(names = "--resume", paramLabel = "ID", description = "go on with a paused order", defaultValue = "")
    private String resume = "";

    @Option(names = "--cancel", paramLabel = "ID", description = "end an order where it is", defaultValue = "")
    private String cancel = "";

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        if (list) {
            var orders = client.get("admin/rewrap");
            if (!output.printed(orders)) {
                orders.path("orders").forEach(RewrapCommand::print);
            }
            return 0;
        }
        if (!show.isEmpty()) {
            return told(client.get("admin/rewrap?id=" + encoded(show)));
        }
        if (!pause.isEmpty()) {
            return told(client.ask("POST", "admin/rewrap/pause?id=" + encoded(pause)));
        }
        if (!cancel.isEmpty()) {
            return told(client.ask("POST", "admin/rewrap/cancel?id=" + encoded(cancel)));
        }
        if (!resume.isEmpty()) {
            return followed(client, client.ask("POST", "admin/rewrap/resume?id=" + encoded(resume)));
        }
        if (from.isEmpty() && !serviceKeys) {
            throw new IOException("say what to move: --from KEY[@VERSION] or --service-keys");
        }
        return followed(
                client,
                client.ask(
                        "POST",
                        "admin/rewrap?service-keys=" + serviceKeys + "&reencrypt=" + reencrypt + "&from="
                                + encoded(from) + "&to=" + encoded(to) + "&bucket=" + encoded(bucket)
                                + "&prefix=" + encoded(prefix) + "&rate=" + rate + "&dry-run=" + dryRun + "&by="
                                + encoded(System.getProperty("user.name", ""))));
    }

    private static String encoded(String text) {
        return PercentEncoding.encode(text, false);
    }

    private int followed(AdminClient client, JsonNode order) throws IOException, InterruptedException {
        var id = order.path("id").asText();
        if (OVER.contains(order.path("state").asText())) {
            return told(order);
        }
        return told(Follow.until(
                now -> OVER.contains(now.path("state").asText()),
                () -> client.get("admin/rewrap?id=" + encoded(id)),
                now -> String.format(
                        Locale.ROOT,
                        "%,d found, %,d moved, %,d failed",
                        now.path("found").asLong(),
                        now.path("versions").asLong() + now.path("uploads").asLong(),
                        now.path("failed").asLong())));
    }

    private int told(JsonNode order) {
        if (!output.printed(order)) {
            print(order);
        }
        return order.path("remaining").asLong() + order.path("unsettled").asLong() == 0 ? 0 : 2;
    }

    private static void print(JsonNode order) {
        System.out.printf(
                "%s %s: from %s to %s, %d found, %d versions (%d bytes) and %d uploads moved, %d KMS calls, %d failed%s%n",
                Shown.of(order.path("id")),
                Shown.of(order.path("state")),
                Shown.of(order.path("from")),
                Shown.of(order.path("to")),
                order.path("found").asLong(),
                order.path("versions").asLong(),
                order.path("bytes").asLong(),
                order.path("uploads").asLong(),
                order.path("kmsCalls").asLong(),
                order.path("failed").asLong(),
                order.path("dryRun").asBoolean() ? " (dry run)" : "");
        if (order.path("unsettled").asLong() > 0) {
            System.out.printf(
                    "  %d writes under the key came while it was looked for: give the order again when they are over%n",
                    order.path("unsettled").asLong());
        }
        for (var failure : order.path("failures")) {
            System.out.printf("  %s: %s%n", Shown.of(failure.path("where")), Shown.of(failure.path("why")));
        }
    }
}
