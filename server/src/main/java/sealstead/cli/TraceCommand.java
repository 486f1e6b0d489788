package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead trace`: the requests of the running server, as they are answered.
@Command(
        name = "trace",
        description = "Watch the requests of the running server as they are answered, until it is interrupted.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 300;

    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(names = "--api", paramLabel = "API", description = "only of this API: s3, kms, iam, sts, s3-control, ...")
    private @Nullable String api;

    @Option(names = "--operation", paramLabel = "NAME", description = "only of this operation, such as PutObject")
    private @Nullable String operation;

    @Option(names = "--status", paramLabel = "STATUS", description = "only with this status: 403, 4xx, or failed")
    private @Nullable String status;

    @Option(names = "--principal", paramLabel = "TEXT", description = "only of principals whose ARN contains this")
    private @Nullable String principal;

    @Option(names = "--path", paramLabel = "TEXT", description = "only with this in the path, such as /bucket/")
    private @Nullable String path;

    @Option(names = "--slower", paramLabel = "MS", description = "only what took at least so many milliseconds")
    private @Nullable Long slower;

    @Option(names = "--count", paramLabel = "N", description = "stop after so many requests")
    private long count = Long.MAX_VALUE;

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        var filter = filter();
        long next = client.get("admin/trace?" + filter).path("next").asLong();
        System.err.println("watching");
        long shown = 0;
        while (shown < count) {
            var page = client.get("admin/trace?after=" + next + filter);
            next = page.path("next").asLong();
            if (page.path("missed").asLong() > 0) {
                System.err.println(page.path("missed").asLong() + " requests came too fast to be shown");
            }
            for (var request : page.path("requests")) {
                if (shown++ < count) {
                    System.out.println(output.isJson() ? request.toString() : line(request));
                }
            }
            System.out.flush();
            if (shown < count && page.path("requests").isEmpty()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return 0;
    }

    private String filter() {
        var text = new StringBuilder();
        add(text, "api", api);
        add(text, "operation", operation);
        add(text, "status", status);
        add(text, "principal", principal);
        add(text, "path", path);
        add(text, "slower", slower == null ? null : Long.toString(slower));
        return text.toString();
    }

    private static void add(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }

    private static String line(JsonNode request) {
        var error = Shown.of(request.path("error"));
        return "%s %s %-6s %s %s %d%s %.1fms %s"
                .formatted(
                        Shown.of(request.path("time")),
                        Shown.of(request.path("requestId")),
                        Shown.of(request.path("method")),
                        Shown.of(request.path("path")),
                        Shown.of(request.path("operation")),
                        request.path("status").asInt(),
                        error.isEmpty() ? "" : " " + error,
                        request.path("millis").asDouble(),
                        Shown.of(request.path("principal")));
    }
}
