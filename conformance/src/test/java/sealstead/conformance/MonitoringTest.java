package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.cli.AdminClient;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// The dashboard and the alert rules speak of metrics that there are, and a real Prometheus reads and takes them.
@SuppressWarnings("NullAway.Init")
final class MonitoringTest {
    private static final Path FOLDER = Path.of("../monitoring");
    private static final Pattern NAME = Pattern.compile("\\b(?:sealstead|jvm|process)_[a-z0-9_]+\\b");
    /// What has rows only while something is wrong, or while buckets are replicated.
    private static final Set<String> SOMETIMES =
            Set.of("sealstead_fault", "sealstead_replication_waiting", "sealstead_replication_failed");

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Traces go where nobody takes them: they too are counted.
    @Server(@Server.With(setting = Setting.TRACES_OTLP, value = "http://127.0.0.1:1/v1/traces"))
    private static LocalServer server;

    private static String token;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        try (var s3 = server.s3();
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("watched"));
            s3.putObject(
                    b -> b.bucket("watched")
                            .key("k")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromString("x"));
        }
        var admin = new AdminClient(server.server().rootKey(), server.endpoint().toString());
        token = admin.ask("POST", "admin/tokens?expires=PT1H&name=monitoring")
                .path("token")
                .asText();
        admin.get("admin/coverage");
    }

    @Test
    void what_dashboard_and_alerts_speak_of_is_there() throws IOException, InterruptedException {
        var scraped = PrometheusMetricsTest.scrape(server, token).body();
        var there = new TreeSet<>(SOMETIMES);
        for (var line : scraped.lines().filter(line -> !line.startsWith("#")).toList()) {
            there.add(line.replaceFirst("[{ ].*", ""));
        }
        for (var file : List.of("alerts.yml", "grafana-dashboard.json")) {
            var spoken = new TreeSet<String>();
            NAME.matcher(Files.readString(FOLDER.resolve(file))).results().forEach(match -> spoken.add(match.group()));
            assertThat(spoken).as(file).isNotEmpty();
            assertThat(there).as(file).containsAll(spoken);
        }
    }

    /// The expressions of the dashboard, as Grafana would ask them.
    private static List<String> expressions() throws IOException {
        var dashboard = JSON.readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
        var all = new ArrayList<String>();
        for (var panel : dashboard.path("panels")) {
            for (var target : panel.path("targets")) {
                all.add(target.path("expr")
                        .asText()
                        .replace("$__rate_interval", "1m")
                        .replace("$instance", ".*"));
            }
        }
        assertThat(all).hasSizeGreaterThan(15);
        return all;
    }

    @Test
    void prometheus_reads_the_server_and_takes_the_rules() throws IOException, InterruptedException {
        var there = Program.run(List.of("sh", "-c", "command -v prometheus; command -v promtool; true"));
        Assumptions.assumeTrue(there.lines().count() == 2, "there is no Prometheus on this machine");
        assertThat(Program.run(List.of(
                        "promtool",
                        "check",
                        "rules",
                        FOLDER.resolve("alerts.yml").toString())))
                .contains("SUCCESS");
        assertThat(Program.run(List.of(
                        "promtool",
                        "test",
                        "rules",
                        FOLDER.resolve("alerts-test.yml").toString())))
                .contains("SUCCESS");
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("token"), token);
        Files.copy(FOLDER.resolve("alerts.yml"), folder.resolve("alerts.yml"));
        var config = Files.readString(FOLDER.resolve("prometheus.yml"))
                .replace(
                        "/etc/prometheus/sealstead-token",
                        folder.resolve("token").toString())
                .replace("127.0.0.1:9000", server.endpoint().getAuthority())
                .replace("scrape_interval: 15s", "scrape_interval: 1s");
        var file = Files.writeString(folder.resolve("prometheus.yml"), config);
        var process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        try (var client = HttpClient.newHttpClient()) {
            var api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
            while (!value(client, api, "up{job=\"sealstead\"}").equals("1")) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("prometheus.log")))
                        .isTrue();
                Thread.sleep(200);
            }
            assertThat(value(client, api, "sealstead_commits_total")).isNotEmpty();
            for (var expression : expressions()) {
                assertThat(query(client, api, expression).path("status").asText())
                        .as(expression)
                        .isEqualTo("success");
            }
            var groups = get(client, api.resolve("rules")).path("data").path("groups");
            assertThat(groups.path(0).path("rules")).hasSizeGreaterThan(8);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String value(HttpClient client, URI api, String expression)
            throws IOException, InterruptedException {
        return query(client, api, expression)
                .path("data")
                .path("result")
                .path(0)
                .path("value")
                .path(1)
                .asText();
    }

    private static JsonNode query(HttpClient client, URI api, String expression)
            throws IOException, InterruptedException {
        return get(client, api.resolve("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)));
    }

    /// Nothing while it is not up yet.
    private static JsonNode get(HttpClient client, URI uri) throws InterruptedException {
        ObjectNode nothing = JSON.createObjectNode();
        try {
            var answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException notYet) {
            return nothing;
        }
    }
}
