package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.wire.PercentEncoding;

/// `sealstead service-keys`: the SSE-S3 keys of a bucket.
@Command(
        name = "service-keys",
        description =
                "List the SSE-S3 keys of a bucket, oldest first; new data comes under the last. Each bucket gets a"
                        + " new one by itself when its last is older than service-key.max-age.",
        mixinStandardHelpOptions = true)
final class ServiceKeysCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(names = "--endpoint", paramLabel = "URL", description = "where the server is", defaultValue = "")
    private String endpoint = "";

    @Option(names = "--bucket", paramLabel = "NAME", description = "the bucket", required = true)
    private String bucket = "";

    @Option(
            names = "--rotate",
            description = "give it a new key; `sealstead rewrap --service-keys` moves what is under the older ones")
    private boolean rotate;

    @Option(names = "--json", description = "print the answer as it came")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        var config = settings.load();
        var client = new AdminClient(config, AdminClient.endpoint(config, endpoint));
        var named = "?bucket=" + PercentEncoding.encode(bucket, false);
        var answer = rotate
                ? client.ask("POST", "admin/service-keys/rotate" + named)
                : client.get("admin/service-keys" + named);
        if (json) {
            System.out.println(Shown.json(answer));
        } else {
            for (var key : answer.path("keys")) {
                System.out.println(Shown.of(key.path("id")) + "  since " + Shown.of(key.path("created")));
            }
        }
        return 0;
    }
}
