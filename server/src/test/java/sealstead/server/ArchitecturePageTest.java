package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the pages of the documentation name is there.
final class ArchitecturePageTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");
    /// A line of the list of rooms.
    private static final Pattern ROW = Pattern.compile("(?m)^ {4}([a-z0-9.]+(?:\\.\\*)?) +(.+)$");

    private static final Pattern WORD = Pattern.compile("[a-z]+");
    private static final Pattern IN_TEXT = Pattern.compile("`([a-z0-9.]+)`");
    private static final int MIN_ROOMS = 60;
    private static final int MIN_INVARIANTS = 15;
    private static final int MIN_LINKS = 50;

    private static Map<String, Path> tests() throws IOException {
        var tests = new HashMap<String, Path>();
        for (var module : List.of("crypto", "server", "conformance")) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.forEach(file -> tests.put(file.getFileName().toString(), file));
            }
        }
        return tests;
    }

    @Test
    void each_invariant_names_the_test_that_fails_without_it() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/architecture.md"));
        var tests = tests();
        int invariants = 0;
        for (var line : page.substring(page.indexOf("## Invariants")).split("\n- ", -1)) {
            if (line.startsWith("## ")) {
                continue;
            }
            invariants++;
            var named = TEST.matcher(line);
            assertThat(named.find()).as(line).isTrue();
            assertThat(tests).as(line).containsKey(named.group(1) + ".java");
            assertThat(Files.readString(tests.get(named.group(1) + ".java")))
                    .as(line)
                    .contains(" " + named.group(2) + "(");
        }
        assertThat(invariants).isGreaterThan(MIN_INVARIANTS);
    }

    /// The packages of all modules that make up the server.
    private static Set<String> rooms() throws IOException {
        var rooms = new TreeSet<String>();
        for (var module : List.of("crypto", "server", "store-postgres", "store-hbase")) {
            var sources = ROOT.resolve(module).resolve("src/main/java/sealstead");
            try (var files = Files.walk(sources)) {
                files.filter(file -> file.getFileName().toString().equals("package-info.java"))
                        .map(file -> sources.relativize(file.getParent()).toString())
                        .filter(room -> !room.isEmpty())
                        .forEach(room -> rooms.add(room.replace('/', '.')));
            }
        }
        return rooms;
    }

    @Test
    void every_room_is_named_and_every_name_is_a_room() throws IOException {
        var page = Files.readString(ROOT.resolve("docs/architecture.md"));
        var named = new TreeSet<String>();
        for (var row :
                ROW.matcher(page.substring(0, page.indexOf("## "))).results().toList()) {
            if (row.group(1).endsWith(".*")) {
                var parent = row.group(1).substring(0, row.group(1).length() - 1);
                WORD.matcher(row.group(2).substring(row.group(2).indexOf(':')))
                        .results()
                        .forEach(word -> named.add(parent + word.group()));
            } else {
                named.add(row.group(1));
            }
        }
        var rooms = rooms();
        assertThat(rooms).hasSizeGreaterThan(MIN_ROOMS).containsAll(named);
        // Those beside the way are named in the text.
        IN_TEXT.matcher(page.substring(0, page.indexOf("## ")))
                .results()
                .map(word -> word.group(1))
                .forEach(named::add);
        assertThat(named).containsAll(rooms);
    }

    @Test
    void every_link_to_a_file_leads_somewhere() throws IOException {
        var pages = new ArrayList<Path>();
        try (var files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        try (var files = Files.list(ROOT)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        int links = 0;
        for (var page : pages) {
            for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
                links++;
                assertThat(page.resolveSibling(link.group(1)))
                        .as(page + ": " + link.group())
                        .exists();
            }
        }
        assertThat(links).isGreaterThan(MIN_LINKS);
    }
}
