package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;

/// Looks at what a server does until it is over, and shows on a terminal how far it is.
final class Follow {
    private static final int LOOK_MILLIS = 200;

    private Follow() {}

    /// Asks how far it is.
    @FunctionalInterface
    interface Look<T> {
        T look() throws IOException;
    }

    /// @param line how far it is, for a terminal
    /// @return what was seen when it was over
    static <T> T until(Predicate<T> over, Look<T> looking, Function<T, String> line)
            throws IOException, InterruptedException {
        while (true) {
            var seen = looking.look();
            if (ImportBar.isSeen()) {
                System.err.print("\r" + line.apply(seen));
            }
            if (over.test(seen)) {
                if (ImportBar.isSeen()) {
                    System.err.println();
                }
                return seen;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// What a server has begun and tells of on a page, to its end.
    ///
    /// @throws IOException if it failed, in its words
    static JsonNode toItsEnd(Look<JsonNode> page, Function<JsonNode, String> line)
            throws IOException, InterruptedException {
        var ended = until(state -> !state.path("running").asBoolean(), page, line);
        var failure = Shown.of(ended.path("failure"));
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
        return ended;
    }

    /// A retirement, which a server tells of under the number of its run.
    static JsonNode retirement(AdminClient client, String page, JsonNode begun)
            throws IOException, InterruptedException {
        var run = begun.path("run");
        return toItsEnd(
                () -> {
                    var now = client.get(page);
                    if (!now.path("run").equals(run)) {
                        throw new IOException("the server has begun another retirement since; look at its audit trail");
                    }
                    return now;
                },
                state -> "retiring");
    }
}
