package sealstead.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import sealstead.backup.BackupKey;
import sealstead.backup.BackupPlace;
import sealstead.backup.Point;
import sealstead.backup.Points;
import sealstead.backup.Prune;
import sealstead.backup.Restore;
import sealstead.crypto.KernelRandom;
import sealstead.custody.StoreKey;
import sealstead.store.local.EmptyFolder;

/// What is done with backups by who holds the root key; no server is needed.
public final class Restoring implements AutoCloseable {
    private final Config config;
    private final BackupPlace place;
    private final StoreKey store;
    private final BackupKey key;
    private final Points points;

    /// @param config whose root key it is, and whose data folder a point can be put into
    /// @throws IOException if the root key cannot be read, or there are no backups of it
    public Restoring(Config config, BackupPlace place) throws IOException {
        this.config = config;
        this.place = place;
        var copies = Points.storeKeys(place);
        var root = RootKeys.ofFile(config);
        this.store = copies.isEmpty() ? StoreKey.itself(root) : StoreKey.open(copies, place.toString(), root);
        this.key = new BackupKey(store);
        this.points = new Points(place, key);
    }

    /// The points there are.
    public Points points() {
        return points;
    }

    /// A point by its name, or the newest.
    public Point point(Optional<String> id) throws IOException {
        return id.isPresent()
                ? points.read(id.get())
                : points.newest().orElseThrow(() -> new IOException("there are no points in " + place));
    }

    /// What the operator has decided beforehand.
    ///
    /// @param damage whether what is whole is wanted although something is not
    /// @param loss whether it is known that less is there than the data folder's mark says
    public record Accepted(boolean damage, boolean loss) {}

    /// What came of it.
    ///
    /// @param whole whether it is a data folder now
    public record Outcome(Restore.Report report, boolean whole) {}

    /// Puts a point into the data folder of the configuration, which must be empty.
    public Outcome restore(Point point, Accepted accepted, LongConsumer progress) throws IOException {
        config.requireLocal("restore");
        var marking = Marks.of(config, store);
        var random = new KernelRandom();
        var marked = EmptyFolder.marked(marking);
        if (marked.isPresent() && !accepted.loss()) {
            throw new IOException("there is the mark " + marking.file() + " of the store that was in " + config.data()
                    + ": it had acknowledged changes up to " + marked.get() + ", and point " + point.id() + " ends at "
                    + point.sequence() + ". Is the folder itself really lost? --accept-loss goes on with the point");
        }
        try (var folder = EmptyFolder.open(config.data())) {
            boolean done = false;
            try {
                var report = Restore.into(folder, points, point, progress);
                done = report.isWhole() || accepted.damage();
                if (done) {
                    var storeKey = store.text(random);
                    if (storeKey.isPresent()) {
                        folder.storeKey(storeKey.get());
                    }
                    folder.finish(marking, report.recordsDamaged(), random);
                }
                return new Outcome(report, done);
            } finally {
                if (!done) {
                    folder.giveUp();
                }
            }
        }
    }

    public Restore.Report verify(Point point, LongConsumer progress) throws IOException {
        return Restore.verify(points, point, progress);
    }

    public Prune.Dropped prune(int keep) throws IOException {
        return Prune.run(points, keep);
    }

    /// Drops one point by its name, damaged or not.
    public Prune.Dropped drop(String id) throws IOException {
        return Prune.drop(points, id);
    }

    /// @param points oldest first, whether they can be read or not
    public record Listed(List<Named> points) {
        public Listed {
            points = List.copyOf(points);
        }

        public boolean whole() {
            return points.stream().allMatch(point -> point.whole().isPresent());
        }
    }

    /// A point by its name.
    ///
    /// @param whole what it says, if it can be read
    /// @param damage why not, else empty
    public record Named(String id, Optional<Point> whole, String damage) {
        @Override
        public String toString() {
            return whole.map(point -> id + " change " + point.sequence() + ", " + point.blobs() + " blobs, "
                            + point.bytes() + " bytes")
                    .orElse(id + " damaged: " + damage);
        }
    }

    public Listed list() throws IOException {
        var named = new ArrayList<Named>();
        for (var id : points.ids()) {
            try {
                named.add(new Named(id, Optional.of(points.read(id)), ""));
            } catch (IOException damaged) {
                named.add(new Named(id, Optional.empty(), String.valueOf(damaged.getMessage())));
            }
        }
        return new Listed(named);
    }

    /// The folder that a point is put into.
    public Path data() {
        return config.data();
    }

    @Override
    public void close() throws IOException {
        key.close();
        place.close();
    }
}
