package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// CVE-2025-68926: a token that stood in the source was the key to every installation.
final class NoConstantSecretsTest {
    private static final Pattern SUSPECT = Pattern.compile(
            "\\b(AKIA|ASIA)[A-Z0-9]{16}\\b|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\\\n\\s]*[A-Za-z0-9+/]{40}"
                    + "|\"[0-9a-fA-F]{32,}\"|\"(?=[^\"]*[0-9])[A-Za-z0-9+/]{40,}={0,2}\"");
    /// The SHA-256 of nothing, which every empty request is signed with, the alphabet that secrets are drawn
    /// from, and two canonical users that AWS publishes: who bundles images (canned ACL `aws-exec-read`), and
    /// nobody.
    private static final Set<String> KNOWN = Set.of(
            "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
            "\"6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c\"",
            "\"65a011a29cdf8ec533ec3d1ccaae921c\"",
            "\"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\"");

    @Test
    void no_source_and_no_resource_holds_what_looks_like_a_key() throws IOException {
        var found = new TreeSet<String>();
        int read = 0;
        for (var root : List.of("src/main", "../crypto/src/main")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    read++;
                    SUSPECT.matcher(Files.readString(file))
                            .results()
                            .map(result -> result.group())
                            .filter(text -> !KNOWN.contains(text))
                            .forEach(text -> found.add(file + ": " + text));
                }
            }
        }
        assertThat(read).isGreaterThan(400);
        assertThat(found).isEmpty();
    }
}
