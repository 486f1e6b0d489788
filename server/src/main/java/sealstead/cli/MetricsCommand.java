package sealstead.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sealstead metrics BUCKET`: what the bucket's metrics configurations have counted.
@Command(
        name = "metrics",
        description =
                "Print the requests that a bucket's metrics configurations have counted since the server started.",
        mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Parameters(paramLabel = "BUCKET", description = "the bucket's name")
    private String bucket = "";

    @Override
    public Integer call() throws IOException {
        var counts = server.client()
                .get("admin/metrics/requests?bucket=" + URLEncoder.encode(bucket, StandardCharsets.UTF_8));
        output.print(counts);
        return 0;
    }
}
