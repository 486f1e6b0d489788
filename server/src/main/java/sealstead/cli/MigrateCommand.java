package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.moving.MismatchException;
import sealstead.moving.Progress;
import sealstead.server.Config;
import sealstead.server.MoveReports;
import sealstead.server.Moving;
import sealstead.server.Setting;

/// `sealstead migrate`: takes a store to another engine, or back to a data folder.
@Command(
        name = "migrate",
        exitCodeList = {"2:Something arrived other than it left, and the store has not left; run it again."},
        mixinStandardHelpOptions = true,
        description = {
            "Take the whole store to another engine, or from there to a data folder: as it is, under the same keys,"
                    + " compared by digests. A running server serves meanwhile, stops for the end of it, and is then"
                    + " started with the settings of the target; it goes on when this command is stopped.",
            "What is interrupted is begun again with the same options, and goes on."
        })
final class MigrateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MISMATCH = 2;

    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(
            names = "--to",
            paramLabel = "NAME=VALUE",
            description =
                    "a setting of the server that is to serve the store, such as store.engine=postgres; all others"
                            + " are as they are here. Its data folder must be another one")
    private final Map<String, String> to = new LinkedHashMap<>();

    @Option(
            names = "--to-config",
            paramLabel = "FILE",
            description = "a file with all its settings, for secrets among others; --to goes before it")
    private @Nullable String toConfig;

    @Option(names = "--cancel", description = "end the move that is under way in the running server")
    private boolean cancel;

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var from = server.config();
        if (cancel) {
            server.ofRootKey(from).ask("POST", "admin/migrate/cancel");
            return 0;
        }
        if (to.isEmpty() && toConfig == null) {
            throw new IOException(
                    "say where to: --to store.engine=postgres and its other settings, or --to-config FILE");
        }
        var target = target(from);
        return Moving.isServed(from) ? online(from, target) : offline(from, target);
    }

    /// As a server that is started with it here would have it.
    private Config target(Config from) throws IOException {
        if (toConfig == null) {
            return from.with(to, "--to");
        }
        Map<Setting, String> file = new EnumMap<>(Setting.class);
        file.put(Setting.CONFIG, toConfig);
        return Config.load(file, System.getenv()).with(to, "--to");
    }

    private int offline(Config from, Config target) throws IOException, InterruptedException {
        tell("no server has the store: it is moved as it lies there");
        var progress = new Progress();
        var watching = Thread.ofVirtual().start(() -> watch(progress));
        try (var moving = Moving.offline(from, target, progress, step -> {})) {
            print(MoveReports.document(moving.run()));
            return 0;
        } catch (MismatchException other) {
            System.err.println("sealstead: " + sealstead.wire.Printable.of(String.valueOf(other.getMessage())));
            return MISMATCH;
        } finally {
            watching.interrupt();
            watching.join();
        }
    }

    /// Shows how far it is until it is told that it is over.
    private static void watch(Progress progress) {
        try {
            Follow.until(seen -> false, () -> progress, MigrateCommand::line);
        } catch (IOException | InterruptedException ended) {
            end();
        }
    }

    private static String line(Progress progress) {
        return line(progress.phase().name().toLowerCase(Locale.ROOT), progress.seen());
    }

    private static String line(String phase, Progress.Seen seen) {
        return String.format(
                Locale.ROOT,
                "%-9s %,d records, %,d blobs (%.1f MB) copied; %,d records, %,d blobs compared",
                phase,
                seen.groups(),
                seen.blobs(),
                seen.copiedBytes() / 1e6,
                seen.verifiedGroups(),
                seen.verifiedBlobs());
    }

    private int online(Config from, Config target) throws IOException, InterruptedException {
        tell("the server serves the store meanwhile");
        var client = server.ofRootKey(from);
        var settings = JsonNodeFactory.instance.objectNode();
        target.exposeValues().forEach(settings::put);
        // The server may run in another folder.
        settings.put(Setting.DATA.key(), target.data().toString())
                .put(Setting.ROOT_KEY_FILE.key(), target.rootKeyFile().toString())
                .put(Setting.MARK_FILE.key(), target.markFile().toString())
                .put(Setting.AUDIT_FOLDER.key(), target.auditFolder().toString());
        client.ask("POST", "admin/migrate", settings.toString());
        return followed(from, client);
    }

    private int followed(Config from, AdminClient client) throws IOException, InterruptedException {
        var move = new Followed(from, client);
        var seen = Follow.until(Seen::isOver, move::look, Seen::line);
        if (seen.hasLeft()) {
            print(seen.left);
            return 0;
        }
        if (!seen.served) {
            throw new IOException("the server has ended, and the store has not left: its log tells why");
        }
        var failure = Shown.of(seen.state.path("failure"));
        System.err.println("sealstead: "
                + (failure.isEmpty() ? "the server was started anew, and the store has not left" : failure));
        return seen.state.path("mismatch").asBoolean() ? MISMATCH : 1;
    }

    /// One look at a move.
    ///
    /// @param move its id; empty as long as the target is being opened
    /// @param served whether a server has the store
    /// @param left the word that a server left when the store had left; empty if there is none
    /// @param state how far the server is; empty if it answers no more
    private record Seen(String move, boolean served, JsonNode left, JsonNode state) {
        boolean hasLeft() {
            return !move.isEmpty() && left.path("move").asText().equals(move);
        }

        boolean isOver() {
            return hasLeft()
                    || !served
                    || !(state.isEmpty() || state.path("running").asBoolean());
        }

        String line() {
            return state.isEmpty()
                    ? "bringing the last changes"
                    : MigrateCommand.line(
                            Shown.of(state.path("phase")),
                            new Progress.Seen(
                                    state.path("groups").asLong(),
                                    state.path("blobs").asLong(),
                                    state.path("copiedBytes").asLong(),
                                    state.path("verifiedGroups").asLong(),
                                    state.path("verifiedBlobs").asLong()));
        }
    }

    /// A move that a running server makes, and ends with its own end.
    private final class Followed {
        private final Config from;
        private final AdminClient client;
        private String move = "";
        private boolean stopping;

        Followed(Config from, AdminClient client) {
            this.from = from;
            this.client = client;
        }

        Seen look() throws IOException {
            boolean served = Moving.isServed(from);
            var left = told(from);
            var state = stopping || !served ? JsonNodeFactory.instance.objectNode() : state(client);
            var seen = new Seen(state.path("move").asText(move), served, left, state);
            move = seen.move;
            if (state.isEmpty() && !stopping && !seen.isOver()) {
                stopping = true;
                end();
                tell("the server stops, and brings the last changes");
            }
            return seen;
        }
    }

    /// How far the server is; empty if it answers no more.
    private static JsonNode state(AdminClient client) {
        try {
            return client.get("admin/migrate");
        } catch (IOException stopping) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    /// What the server has left word of, where the store was.
    private static JsonNode told(Config from) throws IOException {
        var told = Moving.told(from);
        return told.isEmpty() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(told.get());
    }

    private void tell(String line) {
        if (!output.isJson()) {
            System.out.println(line);
        }
    }

    private static void end() {
        if (ImportBar.isSeen()) {
            System.err.println();
        }
    }

    private void print(JsonNode report) {
        if (output.printed(report)) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "move %s: the store that was in %s is in %s%n",
                Shown.of(report.path("move")),
                Shown.of(report.path("from")),
                Shown.of(report.path("to")));
        System.out.printf(
                Locale.ROOT,
                "%,d records in %,d groups, %,d bytes, digest %s on both sides%n",
                report.path("records").asLong(),
                report.path("groups").asLong(),
                report.path("recordBytes").asLong(),
                Shown.of(report.path("recordDigest")));
        System.out.printf(
                Locale.ROOT,
                "%,d blobs, %,d bytes, digest %s on both sides%n",
                report.path("blobs").asLong(),
                report.path("blobBytes").asLong(),
                Shown.of(report.path("blobDigest")));
        System.out.printf(
                Locale.ROOT,
                "%,d files of the audit trail, %,d bytes%n",
                report.path("auditFiles").asLong(),
                report.path("auditBytes").asLong());
        System.out.println(
                "start the server with the settings of the target; where the store was, none starts any more");
    }
}
