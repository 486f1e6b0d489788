package sealstead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.s3.Tags;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.VersionName;
import sealstead.s3.scrub.Salvage;
import sealstead.store.Bytes;

/// What somebody sees of a salvage who looks at a terminal.
final class SalvageLineTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final ArrayList<String> told = new ArrayList<>();

    private final Salvage.Target target = new Salvage.Target() {
        @Override
        public void take(Salvage.Found found, Salvage.Content content) {
            told.add("taken " + found.key());
        }

        @Override
        public void lost(Salvage.Found found, String reason) {
            told.add("lost " + found.key());
        }

        @Override
        public void unreadable(String where, String reason) {
            told.add("unreadable " + where);
        }
    };

    private static Salvage.Found found(String key) {
        var envelope = new Envelope(
                "00".repeat(16),
                "0123456789abcdef",
                2_500_000,
                2_600_000,
                new ObjectKeys.ServiceKey("key", Bytes.EMPTY));
        var object = new StoredObject(
                VersionName.unversioned(7),
                Instant.EPOCH,
                "0".repeat(32),
                new Attributes(Map.of(), Map.of()),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.empty(),
                envelope,
                new Placement.Inline(),
                "",
                Storage.STANDARD);
        return new Salvage.Found("bucket", key, true, object);
    }

    @Test
    void it_tells_how_far_it_is_and_passes_everything_on() throws IOException {
        var line = new SalvageLine(target, new PrintStream(shown, true, StandardCharsets.UTF_8));
        line.take(found("one"), out -> {});
        line.take(found("\u001b[2J"), out -> {});
        line.lost(found("two"), "why");
        line.unreadable("three", "why");
        line.end();
        assertThat(told).containsExactly("taken one", "taken \u001b[2J", "lost two", "unreadable three");
        var lines = shown.toString(StandardCharsets.UTF_8).split("\r");
        assertThat(lines[1]).startsWith("0 versions taken (0.0 MB), 0 do not open  bucket/one ");
        assertThat(lines[2]).startsWith("1 versions taken (2.5 MB), 0 do not open  bucket/\\u001b[2J ");
        assertThat(lines[lines.length - 1])
                .startsWith("2 versions taken (5.0 MB), 2 do not open ")
                .endsWith("\n");
    }
}
