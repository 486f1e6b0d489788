package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Faults that are made on purpose come when they are asked for, in the words of AWS, and only where the setting allows
/// them.
@Overlay.Never
@SuppressWarnings("NullAway.Init")
final class FaultsTest {
    @Server(@Server.With(setting = Setting.TEST_FAULTS, value = "true"))
    private LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private S3Client s3;

    @BeforeEach
    void start() {
        s3.createBucket(b -> b.bucket("faults"));
    }

    private void faults(String document) throws IOException {
        assertThat(Administration.ask(server, "PUT admin/faults", document).status())
                .isEqualTo(200);
    }

    private int put(String protection) {
        try {
            s3.putObject(
                    b -> b.bucket("faults").key("k").serverSideEncryption(protection), RequestBody.fromString("x"));
            return 200;
        } catch (S3Exception refused) {
            return refused.statusCode();
        }
    }

    @Test
    void throttling_is_counted_and_ends() throws IOException {
        faults("""
                [{"api":"s3","operation":"PutObject","kind":"throttle","after":1,"times":1}]""");
        var answers = new int[] {put("AES256"), put("AES256"), put("AES256")};
        // The SDK tries again by itself, unless it is told not to: each attempt is a call.
        assertThat(answers).containsOnly(200);
        var seen = Administration.ask(server, "GET admin/faults").document().path("faults");
        assertThat(seen.path(0).path("calls").asLong()).isEqualTo(4);
        faults("[]");
        assertThat(Administration.ask(server, "GET admin/faults").document().path("faults"))
                .isEmpty();
    }

    @Test
    void an_outage_of_kms_is_one_for_the_objects_under_its_keys_and_for_no_others() throws IOException {
        faults("""
                [{"api":"kms","kind":"outage"}]""");
        assertThat(put("aws:kms")).isEqualTo(503);
        assertThat(put("AES256")).isEqualTo(200);
        try (var kms = server.kms()) {
            assertThatThrownBy(kms::createKey)
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            refused -> assertThat(refused.statusCode()).isEqualTo(503));
        }
        faults("[]");
        assertThat(put("aws:kms")).isEqualTo(200);
    }

    @Test
    void time_passes_and_requests_are_signed_by_the_clients_clock_nevertheless() throws IOException {
        var before = Instant.now();
        var moved = Administration.ask(server, "POST admin/faults/time?by=P400D");
        assertThat(Instant.parse(moved.document().path("now").asText())).isAfter(before.plus(Duration.ofDays(399)));
        assertThat(put("AES256")).isEqualTo(200);
        assertThat(s3.headObject(b -> b.bucket("faults").key("k")).lastModified())
                .isAfter(before.plus(Duration.ofDays(399)));
    }

    @Test
    void what_makes_no_sense_changes_nothing() throws IOException {
        for (var document : new String[] {
            "{}",
            "[{\"api\":\"\",\"kind\":\"outage\"}]",
            "[{\"api\":\"s3\",\"kind\":\"flood\"}]",
            "[{\"api\":\"s3\",\"kind\":\"latency\",\"latencyMillis\":99999999}]",
            "[{\"api\":\"s3\",\"kind\":\"latency\",\"after\":-1}]"
        }) {
            assertThat(Administration.ask(server, "PUT admin/faults", document).status())
                    .as(document)
                    .isEqualTo(400);
        }
        assertThat(Administration.ask(server, "POST admin/faults/time?by=-PT1H").status())
                .isEqualTo(400);
        assertThat(put("AES256")).isEqualTo(200);
        try (var ordinary = new LocalServer()) {
            assertThat(Administration.ask(ordinary, "PUT admin/faults", "[]").status())
                    .isEqualTo(400);
            assertThat(Administration.ask(ordinary, "POST admin/faults/time?by=PT1H")
                            .status())
                    .isEqualTo(400);
        }
    }
}
