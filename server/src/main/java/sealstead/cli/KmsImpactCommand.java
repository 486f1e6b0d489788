package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sealstead.wire.PercentEncoding;

/// `sealstead kms impact`: what could not be read any more if a key went away.
@Command(
        name = "impact",
        description =
                "Tell how many stored versions, bytes and open uploads are under a KMS key, by bucket, which buckets"
                        + " give it to new objects, and some of what would be lost with it. Ciphertexts that are kept outside the"
                        + " store cannot be counted.",
        exitCodeList = {"2:Not everything could be looked at."},
        mixinStandardHelpOptions = true)
final class KmsImpactCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "id or ARN of the KMS key")
    private String key = "";

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException {
        var impact = server.client().get("admin/kms/impact?key=" + PercentEncoding.encode(key, false));
        if (!output.printed(impact)) {
            print(impact);
        }
        return impact.path("complete").asBoolean() ? 0 : 2;
    }

    static void print(JsonNode impact) {
        System.out.printf(
                "under %s: %d versions (%d bytes) and %d uploads%n",
                Shown.of(impact.path("keyArn")),
                impact.path("versions").asLong(),
                impact.path("bytes").asLong(),
                impact.path("uploads").asLong());
        printPlaces(impact);
        if (!impact.path("complete").asBoolean()) {
            System.out.println(
                    "at least: not everything could be looked at, in time or at all (see `sealstead scrub`)");
        }
    }

    /// The buckets, and some of what is in them.
    static void printPlaces(JsonNode found) {
        for (var bucket : found.path("buckets")) {
            System.out.printf(
                    "%-30s %10d versions %16d bytes %6d uploads%s%n",
                    Shown.of(bucket.path("bucket")),
                    bucket.path("versions").asLong(),
                    bucket.path("bytes").asLong(),
                    bucket.path("uploads").asLong(),
                    bucket.path("byDefault").asBoolean() ? "  the default of new objects" : "");
        }
        for (var sample : found.path("samples")) {
            var upload = Shown.of(sample.path("uploadId"));
            System.out.printf(
                    "  such as %s/%s %s%n",
                    Shown.of(sample.path("bucket")),
                    Shown.of(sample.path("key")),
                    upload.isEmpty() ? "version " + Shown.of(sample.path("versionId")) : "upload " + upload);
        }
    }
}
