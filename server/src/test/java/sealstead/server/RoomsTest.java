package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What each room of the server has.
final class RoomsTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");

    /// The packages of a folder that have a file of such a name.
    private static Set<String> packages(Path folder, Predicate<String> wanted) throws IOException {
        var packages = new TreeSet<String>();
        try (var files = Files.walk(folder)) {
            files.filter(file -> wanted.test(file.getFileName().toString()))
                    .map(file -> folder.relativize(file.getParent()).toString().replace('/', '.'))
                    .forEach(packages::add);
        }
        return packages;
    }

    /// So that the quick loop, which starts no server, says something of each.
    @Test
    void each_room_has_a_test_that_needs_no_server() throws IOException {
        var rooms = packages(MAIN, name -> name.endsWith(".java") && !name.equals("package-info.java"));
        assertThat(rooms).hasSizeGreaterThan(50);
        assertThat(packages(TESTS, name -> name.endsWith("Test.java"))).containsAll(rooms);
    }
}
