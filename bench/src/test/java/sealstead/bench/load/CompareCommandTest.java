package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

final class CompareCommandTest {
    private static final String ID = "AKIABENCHBENCHBENCH0";
    private static final String SECRET = "bench-secret-of-no-value-0123456789abcdef";

    @TempDir
    private Path folder = Path.of("");

    private SealsteadServer start(String name) throws IOException {
        var settings = Map.of(
                Setting.LISTEN,
                "127.0.0.1:0",
                Setting.DATA,
                folder.resolve(name).toString(),
                Setting.ROOT_ACCESS_KEY_ID,
                ID,
                Setting.ROOT_SECRET_ACCESS_KEY,
                SECRET);
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    @Test
    void each_cell_is_measured_on_all_and_the_others_have_ratios() throws IOException {
        var json = folder.resolve("result.json");
        try (var one = start("one");
                var other = start("other")) {
            int exit = new CommandLine(new CompareCommand())
                    .execute(
                            "--peer=one=" + one.endpoint() + "," + ID + "," + SECRET + ","
                                    + ProcessHandle.current().pid(),
                            "--peer=other=" + other.endpoint() + "," + ID + "," + SECRET,
                            "--op=PUT,GET",
                            "--mode=SSE_S3",
                            "--size=4k",
                            "--concurrency=2",
                            "--rounds=2",
                            "--warm-up=0",
                            "--seconds=0.05",
                            "--json=" + json);
            assertThat(exit).isZero();
        }
        var measured = new ArrayList<String>();
        for (var cell : new ObjectMapper().readTree(json.toFile()).path("cells")) {
            assertThat(cell.has("serverCpuRatio")).isFalse(); // the other's processes were not named
            measured.add(cell.path("cell").path("work").asText() + " "
                    + cell.path("endpoint").asText() + " " + cell.has("rateRatio"));
        }
        assertThat(measured)
                .containsExactlyInAnyOrder("PUT one false", "PUT other true", "GET one false", "GET other true");
    }

    @Test
    void a_peer_is_an_address_credentials_and_processes() {
        var peer = Endpoint.parse("minio=https://host:9000,KEY,se/cr=et+,12+34", "eu-west-1");
        assertThat(peer.name()).isEqualTo("minio");
        assertThat(peer.uri()).hasToString("https://host:9000");
        assertThat(peer.accessKeyId()).isEqualTo("KEY");
        assertThat(peer.secretAccessKey()).isEqualTo("se/cr=et+");
        assertThat(peer.region()).isEqualTo("eu-west-1");
        assertThat(peer.pids()).isEqualTo(List.of(12L, 34L));
        assertThat(Endpoint.parse("a=directory+http://b,c,d", "us-east-1").directory())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host,KEY,secret",
                "=http://host,KEY,secret",
                "a=http://host,KEY",
                "a=b,c,d,e,f",
                "a=b,c,d,x"
            })
    void what_is_no_peer_is_refused(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text, "us-east-1")).isInstanceOf(IllegalArgumentException.class);
    }
}
