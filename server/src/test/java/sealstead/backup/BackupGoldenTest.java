package sealstead.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.custody.StoreKey;
import sealstead.golden.GoldenFile;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// Manifests of both versions, and a list of blobs.
@SuppressWarnings("NullAway.Init")
final class BackupGoldenTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    private final BackupKey key = new BackupKey(StoreKey.itself(
            SecretBytes.copyOf("a root key, of thirty-two bytes.".getBytes(StandardCharsets.US_ASCII))));

    @TempDir
    private Path folder;

    private Point point(Point.Extra extra) {
        return new Point(
                "000001-20261129T000000Z",
                key.storeKeyId(),
                Instant.parse("2026-11-29T00:00:00Z"),
                4711,
                List.of(
                        new Point.Entry(Point.Kind.RECORD, "000012.sst", 100, HASH),
                        new Point.Entry(Point.Kind.AUDIT, "audit-000000000001.sealed", 200, HASH)),
                List.of(new Point.Shard(17, 2, 70_000, 300, HASH)),
                extra);
    }

    private void check(String name, Point point) throws IOException {
        var text = point.text(key);
        var frozen = GoldenFile.of(name, () -> Bytes.utf8(text)).toUtf8();
        assertThat(text).isEqualTo(frozen);
        assertThat(Point.parse(point.id(), frozen, key)).isEqualTo(point);
    }

    @Test
    void a_manifest() throws IOException {
        check("backup-point-1", point(Point.Extra.NONE));
    }

    @Test
    void a_manifest_with_what_is_missing() throws IOException {
        check(
                "backup-point-2",
                point(new Point.Extra(
                        List.of(new Point.Missing(Point.Kind.BLOB, "0007955a0102030411121314151617ff")),
                        5,
                        Optional.of(new Point.Sealed(400, HASH)))));
    }

    @Test
    void a_list_of_blobs() throws IOException {
        var entry = new BlobList.Entry(new BlobId(1, 2, 3), 40_000, HASH);
        var file = folder.resolve("list");
        try (var list = new BlobList.Writer(file)) {
            list.add(entry);
        }
        var text = Files.readString(file);
        var frozen = GoldenFile.of("backup-blobs", () -> Bytes.utf8(text));
        assertThat(text).isEqualTo(frozen.toUtf8());
        try (var list = new BlobList.Reader(new ByteArrayInputStream(frozen.toArray()))) {
            assertThat(list.next()).contains(entry);
            assertThat(list.next()).isEmpty();
        }
    }
}
