package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// What commands print for programs, of a server that runs and of one that does not.
@SuppressWarnings("NullAway.Init")
final class CommandOutputTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final LocalServer SERVER = new LocalServer();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "health",
                "env",
                "account list",
                "token list",
                "token create",
                "garbage",
                "kms health",
                "certificate public-key",
                "audit verify",
                "ask GET admin/counters"
            })
    void it_is_one_json_document_and_nothing_else(String command) throws IOException, InterruptedException {
        var words = (command + " --json").split(" ");
        var said = new Shell(SERVER, folder).sealstead(words);
        assertThat(JSON.readTree(said).isObject()).as(said).isTrue();
    }

    @Test
    void settings_are_one_too() throws IOException, InterruptedException {
        var said = new Shell(SERVER, folder).offline("config", "--json", "--region", "eu-north-1");
        var region = JSON.readTree(said.text()).path("region");
        assertThat(region.path("value").asText()).isEqualTo("eu-north-1");
        assertThat(region.path("origin").asText()).isNotEmpty();
    }

    @Test
    void health_tells_a_server_that_serves_from_none() throws IOException, InterruptedException {
        var shell = new Shell(SERVER, folder);
        assertThat(shell.sealstead("health")).isEqualTo("ready: yes");
        var ended = shell.offline("health", "--endpoint", "http://127.0.0.1:1");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.text()).contains("no server answers");
    }

    @Test
    void a_root_key_that_was_made_apart_is_the_servers() throws IOException, InterruptedException {
        var key = folder.resolve("made");
        var shell = new Shell(SERVER, folder);
        assertThat(shell.offline("root-key", "create", "--to", key.toString()).code())
                .isZero();
        var again = shell.offline("root-key", "create", "--to", key.toString());
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.text()).contains("is there already");
        var settings = Map.of(
                Setting.LISTEN, "127.0.0.1:0",
                Setting.DATA, folder.resolve("data").toString(),
                Setting.ROOT_KEY_FILE, key.toString());
        var before = Files.readString(key);
        for (int start = 0; start < 2; start++) {
            try (var server = SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC())) {
                assertThat(server.accounts().isFresh()).isEqualTo(start == 0);
            }
        }
        assertThat(key).hasContent(before.strip());
    }
}
