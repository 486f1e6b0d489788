package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Config;
import sealstead.server.Setting;

/// `sealstead health`: whether the running server serves, for who watches it where there is no curl, such as a
/// container.
@Command(
        name = "health",
        description = "Tell whether the running server serves, and which part of it does not. Needs no credentials.",
        exitCodeList = {"2:The server answers, and does not serve."},
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 64 * 1024;

    enum About {
        live,
        ready,
        kms
    }

    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Option(
            names = "--about",
            paramLabel = "WHAT",
            description = "live: the process answers; ready: it serves (the default); kms: as the KMS was seen last",
            defaultValue = "ready")
    private About about = About.ready;

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var config = server.config();
        var url = server.url(config) + "/_sealstead/health/" + about;
        try (var client = client(config)) {
            var response = client.send(
                    HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            boolean well = response.statusCode() == 200;
            var answer = JSON.readTree(response.body());
            if (!output.printed(answer)) {
                print(answer, well);
            }
            return well ? 0 : 2;
        } catch (ConnectException nobody) {
            throw new IOException("no server answers at " + url, nobody);
        }
    }

    private HttpClient client(Config config) throws IOException {
        var builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
        var certificate = config.text(Setting.TLS_CERTIFICATE);
        if (certificate.isPresent() && server.isOfSettings()) {
            builder.sslContext(OwnCertificate.only(Path.of(certificate.get())));
        }
        return builder.build();
    }

    private void print(JsonNode answer, boolean well) {
        System.out.println(about + ": " + (well ? "yes" : "no"));
        for (var fault : answer.path("faults")) {
            System.out.println("  " + Shown.of(fault.path("part")) + " is " + Shown.of(fault.path("severity")) + ": "
                    + Shown.of(fault.path("reason")));
        }
    }
}
