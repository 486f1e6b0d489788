package sealstead.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What may not be in the console's files, whoever writes the next one.
final class ConsoleFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/sealstead/console");
    /// Ways by which text from the server could become markup or a script.
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\b|new Function|setHTML|createContextualFragment"
                    + "|srcdoc=|javascript:|text/html|set(Timeout|Interval)\\(\\s*[\"'`]");
    /// Ways by which something could be kept.
    private static final Pattern STORAGE = Pattern.compile(
            "localStorage|sessionStorage|indexedDB|document\\.cookie|serviceWorker|caches\\.|BroadcastChannel|SharedWorker"
                    + "|console\\.(log|debug|info|warn|error)");
    private static final Pattern ELSEWHERE =
            Pattern.compile("https?://(?!s3\\.amazonaws\\.com/doc/|www\\.w3\\.org/|…|localhost:PORT)");

    private static List<Path> files() throws IOException {
        try (var all = Files.list(FOLDER)) {
            return all.sorted().toList();
        }
    }

    @Test
    void all_of_the_folder_is_served_and_nothing_else() throws IOException {
        var names = new TreeSet<>(ConsoleFiles.NAMES);
        names.add(ConsoleFiles.INDEX);
        assertThat(files().stream().map(file -> file.getFileName().toString())).containsExactlyElementsOf(names);
    }

    @Test
    void nothing_from_the_server_can_become_markup_or_be_kept_or_lead_elsewhere() throws IOException {
        for (var file : files()) {
            var text = Files.readString(file);
            assertThat(MARKUP.matcher(text).results().map(found -> found.group()))
                    .as(file.toString())
                    .isEmpty();
            assertThat(STORAGE.matcher(text).results().map(found -> found.group()))
                    .as(file.toString())
                    .isEmpty();
            assertThat(ELSEWHERE.matcher(text).results().map(found -> found.group()))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    @Test
    void elements_are_made_in_one_file_alone() throws IOException {
        for (var file : files()) {
            if (!file.endsWith("dom.js")) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("createElement");
            }
        }
    }

    @Test
    void another_byte_is_another_version() {
        var files = new ConsoleFiles("eu-central-1", true);
        var page = new String(files.index(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(page).contains("data-region=\"eu-central-1\"").doesNotContain("@");
        var version = page.replaceAll("(?s).*src=\"([0-9a-f]{16})/app.js\".*", "$1");
        assertThat(files.at(version + "/app.js")).isPresent();
        assertThat(files.at(version + "/" + ConsoleFiles.INDEX)).isEmpty();
        assertThat(files.at(version + "/ConsoleFiles.class")).isEmpty();
    }
}
