package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sealstead.wire.PercentEncoding;

/// `sealstead kms retire-version`: destroys a version of a key under which nothing is any more.
@Command(
        name = "retire-version",
        description = {
            "Destroy the material of an older version of a KMS key, if no stored version and no open upload is under it any"
                    + " more (see `sealstead rewrap`), and no write is under way. This cannot be undone.",
            "The store sees what lies in it, and nothing else: a ciphertext that somebody got from the KMS itself (Encrypt,"
                    + " GenerateDataKey) and keeps elsewhere never opens again, and nobody can count those. --confirm says"
                    + " that you know of none. Without it, it is only looked what hangs on the version."
        },
        exitCodeList = {"2:It was not retired."},
        mixinStandardHelpOptions = true)
final class KmsRetireCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Parameters(index = "0", paramLabel = "KEY", description = "id or ARN of the KMS key")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "key material id of the version")
    private String version = "";

    @Option(
            names = "--confirm",
            description = "destroy it; no ciphertext outside the store is needed any more that is under it")
    private boolean confirm;

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        var answer = client.ask(
                "POST",
                "admin/kms/retire-version?key=" + PercentEncoding.encode(key, false) + "&version="
                        + PercentEncoding.encode(version, false) + "&confirm=" + confirm);
        var result =
                Follow.retirement(client, "admin/kms/retire-version", answer).path("result");
        if (!output.printed(result)) {
            print(result);
        }
        return result.path("retired").asBoolean() ? 0 : 2;
    }

    private static void print(JsonNode result) {
        var what = "version " + Shown.of(result.path("keyMaterialId")) + " of " + Shown.of(result.path("keyArn"));
        if (result.path("retired").asBoolean()) {
            System.out.println(
                    what + " is retired: its material is destroyed"
                            + (result.path("erased").asBoolean()
                                    ? " and erased from the files of the store"
                                    : ", and erased from the files of the store in the background (a backup may be under way)"));
            return;
        }
        System.out.printf(
                "%s is not retired: %d versions (%d bytes), %d uploads and %d writes under way are under it%n",
                what,
                result.path("versions").asLong(),
                result.path("bytes").asLong(),
                result.path("uploads").asLong(),
                result.path("writes").asLong());
        KmsImpactCommand.printPlaces(result);
        if (!result.path("complete").asBoolean()) {
            System.out.println("some records cannot be read and may be under it: see `sealstead scrub`");
        }
        if (!result.path("confirmed").asBoolean()) {
            System.out.println(
                    "nothing was asked but to look: --confirm retires it, if nothing is under it; ciphertexts"
                            + " that are kept outside the store cannot be counted");
        }
    }
}
