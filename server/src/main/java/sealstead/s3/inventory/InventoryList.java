package sealstead.s3.inventory;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ObjectHead;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;
import sealstead.s3.operation.listing.UrlEncoding;

/// The list itself: a line of CSV for each object, compressed, written while the bucket is walked. Everything stands in
/// the records; no object is opened and no key asked for.
final class InventoryList {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int PAGE = 100;
    private static final List<String> NAME = List.of("Bucket", "Key");
    private static final List<String> VERSION = List.of("VersionId", "IsLatest", "IsDeleteMarker");

    private final Objects objects;
    private final Expirations expirations;
    private final Bucket bucket;
    private final Inventory inventory;
    private final LongConsumer progress;

    InventoryList(Objects objects, Expirations expirations, Bucket bucket, Inventory inventory, LongConsumer progress) {
        this.objects = objects;
        this.expirations = expirations;
        this.bucket = bucket;
        this.inventory = inventory;
        this.progress = progress;
    }

    /// The names of the columns.
    String schema() {
        var columns = new StringJoiner(", ");
        NAME.forEach(columns::add);
        if (inventory.allVersions()) {
            VERSION.forEach(columns::add);
        }
        inventory.fields().forEach(field -> columns.add(field.wireName()));
        return columns.toString();
    }

    void writeTo(OutputStream out) throws IOException {
        try (var gzip = new GZIPOutputStream(out, BUFFER_BYTES);
                var lines = new BufferedWriter(new OutputStreamWriter(gzip, StandardCharsets.UTF_8))) {
            objects.walkWhole(bucket.id(), inventory.prefix(), (key, head) -> {
                add(lines, key, head);
                progress.accept(1);
            });
        }
    }

    private void add(Writer lines, String key, ObjectHead head) throws IOException {
        if (head.rename().isPresent() && objects.find(bucket.id(), key).head().isEmpty()) {
            return; // on its way to another key, where it has arrived
        }
        if (!inventory.allVersions()) {
            if (head.current() instanceof StoredObject object) {
                lines.write(line(key, object, Optional.empty(), 0));
            }
            return;
        }
        lines.write(line(key, head.current(), Optional.empty(), 0));
        var newest = head.current();
        boolean more = head.older();
        int newer = 0;
        while (more) {
            var page = objects.older(bucket.id(), key, newest.name().order(), PAGE);
            for (var version : page) {
                lines.write(line(key, version, Optional.of(newest.lastModified()), newer++));
                newest = version;
            }
            more = page.size() == PAGE;
        }
    }

    /// @param replaced when another version took its place; absent for the latest
    /// @param newer how many noncurrent versions are newer
    private String line(String key, Version version, Optional<Instant> replaced, int newer) {
        var line = new StringJoiner("\",\"", "\"", "\"\n").add(bucket.name()).add(UrlEncoding.encode(key));
        if (inventory.allVersions()) {
            line.add(version.name().id())
                    .add(Boolean.toString(replaced.isEmpty()))
                    .add(Boolean.toString(version instanceof DeleteMarker));
        }
        values(key, version, replaced, newer).forEach(line::add);
        return line.toString();
    }

    /// A delete marker has a time and nothing else.
    private Stream<String> values(String key, Version version, Optional<Instant> replaced, int newer) {
        return inventory.fields().stream().map(field -> switch (version) {
            case StoredObject object -> field.of(bucket, object, () -> expiry(key, object, replaced, newer));
            case DeleteMarker marker ->
                field == InventoryField.LAST_MODIFIED_DATE ? HttpDate.xml(marker.lastModified()) : "";
        });
    }

    private Optional<Instant> expiry(String key, StoredObject object, Optional<Instant> replaced, int newer) {
        return (replaced.isEmpty()
                        ? expirations.ofObject(bucket, key, object)
                        : expirations.ofNoncurrent(bucket, key, object, newer, replaced.get()))
                .map(Expirations.Due::date);
    }
}
