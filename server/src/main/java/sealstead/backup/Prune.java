package sealstead.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Drops the oldest points of a place, or one by its name, and what only they name. A point that is damaged
/// goes only by its name. First their manifests go, so that no point is ever there whose files are not;
/// what a prune that was cut off leaves behind, the next one finds.
public final class Prune {
    private static final int SHARDS = 256;

    private Prune() {}

    /// What went.
    public record Dropped(List<String> points, long files, long bytes) {
        public Dropped {
            points = List.copyOf(points);
        }
    }

    /// @param keep how many of the newest points stay, at least one
    /// @throws BackupDamagedException if what the points name cannot be told; nothing was deleted then
    public static Dropped run(Points points, int keep) throws IOException {
        if (keep < 1) {
            throw new IllegalArgumentException("at least one point stays");
        }
        var ids = new ArrayList<>(points.ids());
        var old = ids.subList(0, Math.max(0, ids.size() - keep));
        for (var id : old) {
            read(points, id);
        }
        return drop(points, old, ids.subList(old.size(), ids.size()));
    }

    /// @param id of the point that goes, damaged or not
    /// @throws IllegalArgumentException if there is no such point, or no other
    public static Dropped drop(Points points, String id) throws IOException {
        var stay = new ArrayList<>(points.ids());
        if (!stay.remove(id)) {
            throw new IllegalArgumentException("there is no point " + id);
        }
        if (stay.isEmpty()) {
            throw new IllegalArgumentException("at least one point stays");
        }
        return drop(points, List.of(id), stay);
    }

    private static Point read(Points points, String id) throws IOException {
        try {
            return points.read(id);
        } catch (BackupDamagedException damaged) {
            throw new BackupDamagedException("point " + id + " is damaged (" + damaged.getMessage()
                    + "): nothing is dropped until it is, by its name: backup prune --drop " + id);
        }
    }

    private static Dropped drop(Points points, List<String> old, List<String> kept) throws IOException {
        var stay = new ArrayList<Point>();
        for (var id : kept) {
            stay.add(read(points, id));
        }
        var files = new HashSet<String>();
        for (var point : stay) {
            point.files().forEach(file -> files.add(file.place()));
            for (var shard : point.shards()) {
                files.add(shard.place());
                requireWhole(points.place(), shard);
            }
        }
        for (var id : old) {
            points.remove(id);
        }
        points.place().settle();
        var sweep = new Sweep(points.place());
        for (int i = 0; i < SHARDS; i++) {
            sweep.folder(String.format(Locale.ROOT, "files/%02x", i), files);
            sweep.folder(String.format(Locale.ROOT, "blobs/%02x", i), blobs(points.place(), stay, i));
        }
        points.place().settle();
        return new Dropped(old, sweep.files, sweep.bytes);
    }

    private static void requireWhole(BackupPlace place, Point.Shard shard) throws IOException {
        boolean whole;
        try {
            whole = Digested.of(place.open(shard.place()), (buffer, n) -> {}).is(shard.bytes(), shard.sha256());
        } catch (java.nio.file.NoSuchFileException gone) {
            whole = false;
        }
        if (!whole) {
            throw new BackupDamagedException("the list of " + shard.folder() + " (" + shard.place()
                    + ") is not what was written: what may go cannot be told");
        }
    }

    private static Set<String> blobs(BackupPlace place, List<Point> stay, int number) throws IOException {
        var names = new HashSet<String>();
        var read = new HashSet<String>();
        for (var point : stay) {
            for (var shard : point.shards()) {
                if (shard.number() == number && read.add(shard.sha256())) {
                    try (var reader = new BlobList.Reader(place.open(shard.place()))) {
                        for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                            names.add(shard.folder() + "/" + entry.get().id());
                        }
                    }
                }
            }
        }
        return names;
    }

    private static final class Sweep {
        private final BackupPlace place;
        private long files;
        private long bytes;

        Sweep(BackupPlace place) {
            this.place = place;
        }

        void folder(String folder, Set<String> named) throws IOException {
            for (var each : place.list(folder).entrySet()) {
                var name = folder + "/" + each.getKey();
                if (!named.contains(name)) {
                    place.delete(name);
                    files++;
                    bytes += each.getValue();
                }
            }
        }
    }
}
