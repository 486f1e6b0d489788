package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a data folder may be missing or damaged at a start, and what is said of it: never is anything made
/// anew beside what is there.
@SuppressWarnings("NullAway.Init")
final class FirstStartTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path key;
    private Path mark;

    @BeforeEach
    void first() throws IOException {
        data = folder.resolve("data");
        key = folder.resolve("data.root-key");
        mark = folder.resolve("data.mark");
        start();
        assertThat(data.resolve("format")).hasContent("sealstead-data 2");
    }

    private void start() throws IOException {
        SealsteadServer.start(
                        Config.load(Map.of(Setting.DATA, data.toString(), Setting.LISTEN, "127.0.0.1:0"), Map.of()),
                        Clock.systemUTC())
                .close();
    }

    /// What is taken away, by the first letters of: data, format, key, mark, store key. `d` takes all of the data
    /// folder.
    @ParameterizedTest
    @CsvSource({
        "f,  its file `format` is not there",
        "k,  its root key",
        "m,  is not there: they were moved",
        "d,  is a disk not mounted",
        "fk, its root key",
        "fm, its file `format` is not there",
        "km, its root key",
        "dk, is a disk not mounted",
        "fkm, its root key",
        "s,  has lost its store key",
        "sm, has lost its store key",
        "sf, its file `format` is not there",
    })
    void what_is_missing_is_not_made_anew(String taken, String said) throws IOException {
        take(taken);
        assertThatThrownBy(this::start).hasMessageContaining(said);
        assertThat(Files.exists(data.resolve("format")) && taken.contains("f")).isFalse();
        assertThat(Files.exists(key) && taken.contains("k")).isFalse();
        assertThat(Files.exists(mark) && taken.contains("m")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"dm", "dkm"})
    void what_is_wholly_new_starts(String taken) throws IOException {
        take(taken);
        start();
    }

    private void take(String taken) throws IOException {
        for (int i = 0; i < taken.length(); i++) {
            var each = taken.substring(i, i + 1);
            switch (each) {
                case "d" -> Files.move(data, folder.resolve("elsewhere"));
                case "f" -> Files.delete(data.resolve("format"));
                case "k" -> Files.delete(key);
                case "s" -> {
                    Files.delete(data.resolve("store-key"));
                    Files.delete(data.resolve("store-key.copy"));
                }
                case "m" -> Files.delete(mark);
                default -> throw new IllegalArgumentException(taken);
            }
        }
    }

    @Test
    void a_damaged_format_is_told_as_what_it_is() throws IOException {
        var format = data.resolve("format");
        Files.writeString(format, "");
        assertThatThrownBy(this::start).hasMessageContaining("is empty");
        assertThat(format).isEmptyFile();
        Files.write(format, new byte[] {(byte) 0xF3, 'e', 'a', 'l'});
        assertThatThrownBy(this::start).hasMessageContaining("was damaged");
        Files.writeString(format, "sealstead-data 0");
        assertThatThrownBy(this::start).hasMessageContaining("which never was");
        Files.writeString(format, "sealstead-data 3");
        assertThatThrownBy(this::start).hasMessageContaining("knows up to 2");
        Files.writeString(format, "sealstead-data 2");
        start();
    }

    /// A version before this one wrote the format where it stood, and could be cut off.
    @Test
    void an_empty_format_without_data_is_a_first_start_that_was_cut_off() throws IOException {
        data = folder.resolve("cut-off");
        Files.createDirectories(data);
        Files.writeString(data.resolve("format"), "");
        start();
        assertThat(data.resolve("format")).hasContent("sealstead-data 2");
    }

    @Test
    void folders_above_are_made() throws IOException {
        data = folder.resolve("not/there/yet");
        start();
        assertThat(folder.resolve("not/there/yet.root-key")).exists();
        assertThat(folder.resolve("not/there/yet.mark")).exists();
    }
}
