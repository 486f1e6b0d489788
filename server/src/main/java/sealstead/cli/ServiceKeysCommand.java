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
        exitCodeList = {"2:The key was not destroyed."},
        mixinStandardHelpOptions = true)
final class ServiceKeysCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(names = "--bucket", paramLabel = "NAME", description = "the bucket", required = true)
    private String bucket = "";

    @Option(
            names = "--rotate",
            description = "give it a new key; `sealstead rewrap --service-keys` moves what is under the older ones")
    private boolean rotate;

    @Option(
            names = "--retire",
            paramLabel = "ID",
            description = "destroy an older key, if no stored version and no open upload is under it any more and no"
                    + " write is under way; this cannot be undone",
            defaultValue = "")
    private String retire = "";

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        var named = "?bucket=" + PercentEncoding.encode(bucket, false);
        if (rotate && !retire.isEmpty()) {
            throw new IllegalArgumentException("either --rotate or --retire");
        }
        if (!retire.isEmpty()) {
            return retire(client, named);
        }
        var answer = rotate
                ? client.ask("POST", "admin/service-keys/rotate" + named)
                : client.get("admin/service-keys" + named);
        if (!output.printed(answer)) {
            for (var key : answer.path("keys")) {
                System.out.println(Shown.of(key.path("id")) + "  since " + Shown.of(key.path("created")));
            }
        }
        return 0;
    }

    private int retire(AdminClient client, String named) throws IOException, InterruptedException {
        var page = "admin/service-keys/retire";
        var answer = client.ask("POST", page + named + "&service-key=" + PercentEncoding.encode(retire, false));
        var result = Follow.retirement(client, page, answer).path("result");
        boolean retired = result.path("retired").asBoolean();
        if (output.printed(result)) {
            return retired ? 0 : 2;
        }
        if (retired) {
            System.out.println(
                    "service key " + Shown.of(result.path("serviceKeyId")) + " is retired: it is destroyed"
                            + (result.path("erased").asBoolean()
                                    ? ""
                                    : ", and erased from the files of the store in the background (a backup may be under way)"));
        } else {
            System.out.printf(
                    "service key %s is not retired: %d versions (%d bytes), %d uploads and %d writes under way are"
                            + " under it%n",
                    Shown.of(result.path("serviceKeyId")),
                    result.path("versions").asLong(),
                    result.path("bytes").asLong(),
                    result.path("uploads").asLong(),
                    result.path("writes").asLong());
            if (!result.path("complete").asBoolean()) {
                System.out.println("some records cannot be read and may be under it: see `sealstead scrub`");
            }
        }
        return retired ? 0 : 2;
    }
}
