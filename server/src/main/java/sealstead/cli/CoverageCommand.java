package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.wire.PercentEncoding;

/// `sealstead coverage`: which stored versions are under which version of which key.
@Command(
        name = "coverage",
        description = "Tell how many stored versions, bytes and open uploads are under which version of which key, by"
                + " bucket.",
        exitCodeList = {"2:Some records cannot be read."},
        mixinStandardHelpOptions = true)
final class CoverageCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(names = "--bucket", paramLabel = "NAME", description = "of this bucket only", defaultValue = "")
    private String bucket = "";

    @Option(
            names = "--key",
            paramLabel = "KEY[@VERSION]",
            description = "under this KMS key only: its id or ARN, and the key material id of one version of it",
            defaultValue = "")
    private String key = "";

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        var report = client.get("admin/coverage?bucket=" + PercentEncoding.encode(bucket, false) + "&key="
                + PercentEncoding.encode(key, false));
        if (!output.printed(report)) {
            print(report);
        }
        return report.path("complete").asBoolean() ? 0 : 2;
    }

    private static void print(JsonNode report) {
        long versions = 0;
        long bytes = 0;
        long uploads = 0;
        for (var row : report.path("rows")) {
            versions += row.path("versions").asLong();
            bytes += row.path("bytes").asLong();
            uploads += row.path("uploads").asLong();
            System.out.printf(
                    "%-30s %-8s %10d versions %16d bytes %6d uploads  %s%n",
                    Shown.of(row.path("bucket")),
                    Shown.of(row.path("protection")),
                    row.path("versions").asLong(),
                    row.path("bytes").asLong(),
                    row.path("uploads").asLong(),
                    key(row));
        }
        System.out.printf(
                "%d versions, %d bytes, %d uploads, %d delete markers%s%n",
                versions,
                bytes,
                uploads,
                report.path("deleteMarkers").asLong(),
                report.path("complete").asBoolean() ? "" : "; some records cannot be read: see `sealstead scrub`");
    }

    private static String key(JsonNode row) {
        var key = Shown.of(row.path("keyArn"));
        if (!key.isEmpty()) {
            key += " version " + Shown.of(row.path("keyMaterialId"));
            key += row.path("bucketKey").asBoolean() ? ", bucket keys" : "";
        }
        var service = Shown.of(row.path("serviceKeyId"));
        if (!service.isEmpty()) {
            key += (key.isEmpty() ? "" : ", ") + "service key " + service;
        }
        var since = Shown.of(row.path("keySince"));
        return since.isEmpty() ? key : key + ", since " + since;
    }
}
