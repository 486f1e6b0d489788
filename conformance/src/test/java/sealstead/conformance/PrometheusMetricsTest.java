package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What Prometheus reads is what the administration says.
@Overlay.Never
@SuppressWarnings("unchecked")
final class PrometheusMetricsTest {
    private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(\\{.*})? (\\S+)");

    static HttpResponse<String> scrape(LocalServer server, String token) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.endpoint().resolve("/_sealstead/metrics"))
                    .header("authorization", "Bearer " + token)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Map<String, Double> samples(String text) {
        var samples = new HashMap<String, Double>();
        for (var line : text.lines().toList()) {
            if (!line.startsWith("#")) {
                var matcher = SAMPLE.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                var name = matcher.group(1) + (matcher.group(2) == null ? "" : matcher.group(2));
                assertThat(samples.put(name, Double.valueOf(matcher.group(3))))
                        .as(line)
                        .isNull();
            }
        }
        return samples;
    }

    @Test
    void coverage_jobs_calls_and_counts_are_told_to_who_brings_a_token() throws Exception {
        try (var server = new LocalServer();
                var s3 = server.s3();
                var kms = server.kms()) {
            var arn = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("told"));
            for (int i = 0; i < 3; i++) {
                var key = "k" + i;
                s3.putObject(
                        b -> b.bucket("told")
                                .key(key)
                                .serverSideEncryption("aws:kms")
                                .ssekmsKeyId(arn),
                        RequestBody.fromString("hello"));
            }
            var token = Administration.token(server, "PT1H").path("token").asText();
            assertThat(scrape(server, token + "x").statusCode()).isEqualTo(403);
            var rows =
                    Administration.ask(server, "GET admin/coverage").document().path("rows");
            assertThat(rows).hasSize(1);
            var scraped = scrape(server, token);
            assertThat(scraped.headers().firstValue("content-type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            var samples = samples(scraped.body());
            var material = rows.path(0).path("keyMaterialId").asText();
            var labels = "{bucket=\"told\",bucket_key=\"false\",key_material_id=\"" + material + "\",kms_key=\"" + arn
                    + "\",protection=\"SSE-KMS\",service_key=\"\"}";
            assertThat(samples)
                    .containsEntry("sealstead_coverage_versions" + labels, 3.0)
                    .containsEntry("sealstead_coverage_bytes" + labels, 15.0)
                    .containsKey("sealstead_coverage_key_since_seconds" + labels)
                    .containsKeys(
                            "sealstead_coverage_ended_seconds",
                            "sealstead_commits_total",
                            "sealstead_garbage_backlog",
                            "sealstead_job_runs{job=\"garbage\"}",
                            "jvm_threads_live_threads");
            assertThat(samples.get("sealstead_kms_calls_total")).isEqualTo(3.0);
            assertThat(
                            samples.get(
                                    "sealstead_kms_calls_by_reason{operation=\"GenerateDataKey\",outcome=\"made\",reason=\"put_object\"}"))
                    .isEqualTo(3.0);
        }
    }

    @Test
    void requests_are_told_by_api_operation_status_and_kind_of_bucket() throws Exception {
        try (var server = new LocalServer();
                var s3 = server.s3();
                var kms = server.kms()) {
            kms.listKeys();
            s3.createBucket(b -> b.bucket("counted"));
            for (int i = 0; i < 3; i++) {
                s3.putObject(b -> b.bucket("counted").key("k"), RequestBody.fromString("hello"));
            }
            s3.getObjectAsBytes(b -> b.bucket("counted").key("k"));
            assertThatThrownBy(() -> s3.headObject(b -> b.bucket("counted").key("missing")))
                    .isInstanceOf(S3Exception.class);
            var token = Administration.token(server, "PT1H").path("token").asText();
            var samples = samples(scrape(server, token).body());
            var put = "api=\"s3\",bucket_class=\"general-purpose\",operation=\"PutObject\",status=\"200\"";
            assertThat(samples)
                    .containsEntry("sealstead_request_seconds_count{" + put + "}", 3.0)
                    .containsEntry("sealstead_request_seconds_bucket{" + put + ",le=\"+Inf\"}", 3.0)
                    .containsEntry("sealstead_request_seconds_bucket{" + put + ",le=\"30.0\"}", 3.0)
                    .containsEntry("sealstead_request_received_bytes_total{" + put + "}", 15.0)
                    .containsEntry(
                            "sealstead_request_sent_bytes_total{" + put.replace("PutObject", "GetObject") + "}", 5.0)
                    .containsEntry(
                            "sealstead_request_seconds_count{"
                                    + put.replace("PutObject", "HeadObject").replace("200", "404") + "}",
                            1.0)
                    .containsEntry(
                            "sealstead_request_seconds_count{api=\"kms\",bucket_class=\"\",operation=\"ListKeys\",status=\"200\"}",
                            1.0);
        }
    }
}
