package sealstead.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import sealstead.custody.StoreKey;

/// The points in one place, and whose place it is.
public final class Points {
    private static final String HEAD = "backup";
    private static final String HEAD_TEXT = "sealstead-backup 1\nroot-key ";
    private static final String POINTS = "points";
    /// What a backup that is under way has copied.
    private static final String BEGUN = "begun";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /// The root key under a recovery key, if there is one.
    public static final String RECOVERY = "recovery";

    /// The store key under the root key of the last backup, twice; not there in places of a store that has it
    /// in no file.
    private static final List<String> STORE_KEYS = List.of("store-key", "store-key.copy");

    private static final int MAX_STORE_KEY_BYTES = 4096;

    private final BackupPlace place;
    private final BackupKey key;

    /// @throws IOException if it is no place of backups of this store
    public Points(BackupPlace place, BackupKey key) throws IOException {
        this.place = place;
        this.key = key;
        String head;
        try {
            head = read(place, HEAD, 1024);
        } catch (NoSuchFileException none) {
            throw new IOException(place + " has no backups: it has no file `backup`", none);
        }
        if (!head.equals(HEAD_TEXT + key.storeKeyId() + "\n")) {
            if (storeKeys(place).isEmpty() && ids().isEmpty()) {
                throw new IOException(place + " has no point and no store key: its first backup was cut off before it"
                        + " was there, or it is another store's; a backup into it goes on where it was");
            }
            throw new BackupDamagedException(
                    "the file `backup` in " + place + " does not say that these are backups of the store with key "
                            + key.storeKeyId() + ": they are another store's, or it was changed");
        }
    }

    /// Makes a place one of backups, if nothing is in it yet but what that was cut off after.
    ///
    /// @param storeKey is there before anything else, so that who has the root key sees whose place it is
    static Points begin(BackupPlace place, BackupKey key, Optional<String> storeKey) throws IOException {
        var there = place.list("");
        if (!there.containsKey(HEAD)) {
            there.remove("lock");
            STORE_KEYS.forEach(there::remove);
            if (!there.isEmpty() || !place.list(POINTS).isEmpty()) {
                throw new IOException(place + " is not empty and has no backups");
            }
            if (storeKey.isPresent()) {
                putStoreKey(place, storeKey.get());
                place.settle();
            }
            put(place, HEAD, HEAD_TEXT + key.storeKeyId() + "\n");
            place.settle();
        }
        return new Points(place, key);
    }

    /// The copies of the store key that a place has; none if it is a place of a store without one in a file.
    public static List<String> storeKeys(BackupPlace place) throws IOException {
        var copies = new ArrayList<String>();
        for (var name : STORE_KEYS) {
            storeKey(place, name).ifPresent(copies::add);
        }
        return copies;
    }

    /// One copy; empty text for one that is longer than any, absent if it is not there.
    private static Optional<String> storeKey(BackupPlace place, String name) throws IOException {
        try {
            return Optional.of(read(place, name, MAX_STORE_KEY_BYTES));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (BackupDamagedException longer) {
            return Optional.of("");
        }
    }

    /// The copies of the store key that are not as they were written, where there are to be some.
    static List<String> damagedStoreKeys(BackupPlace place) throws IOException {
        var damaged = new ArrayList<String>();
        for (var name : STORE_KEYS) {
            if (storeKey(place, name).filter(StoreKey::isWhole).isEmpty()) {
                damaged.add(name);
            }
        }
        return damaged.size() == STORE_KEYS.size() ? List.of() : damaged;
    }

    /// Puts the store key there, under the root key of now: from then on that one opens all points, and no
    /// other.
    void putStoreKey(String text) throws IOException {
        putStoreKey(place, text);
    }

    private static void putStoreKey(BackupPlace place, String text) throws IOException {
        for (var name : STORE_KEYS) {
            put(place, name, text);
            if (!read(place, name, MAX_STORE_KEY_BYTES).equals(text)) {
                throw new IOException("the file " + name + " in " + place + " is not what was written");
            }
        }
    }

    private static void put(BackupPlace place, String name, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        place.put(name, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    private static String read(BackupPlace place, String name, int most) throws IOException {
        try (var in = place.open(name)) {
            var bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new BackupDamagedException("the file " + name + " is longer than any of its kind");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /// The ids of all points, whole or not, oldest first.
    public SortedSet<String> ids() throws IOException {
        var ids = new TreeSet<String>();
        for (var name : place.list(POINTS).keySet()) {
            if (name.matches("[0-9]{6}-[0-9]{8}T[0-9]{6}Z")) {
                ids.add(name);
            }
        }
        return ids;
    }

    /// @throws BackupDamagedException if it is not what was written
    public Point read(String id) throws IOException {
        try {
            return Point.parse(id, read(place, POINTS + "/" + id, Point.MAX_BYTES), key);
        } catch (NoSuchFileException none) {
            throw new IOException("there is no point " + id + " in " + place + "; there are " + ids(), none);
        }
    }

    /// The newest point; one that is damaged is not passed over.
    public Optional<Point> newest() throws IOException {
        var ids = ids();
        return ids.isEmpty() ? Optional.empty() : Optional.of(read(ids.last()));
    }

    /// The newest point that is as it was written, for who makes another.
    ///
    /// @param damaged gets the ids of newer ones that are not
    Optional<Point> newestWhole(Consumer<String> damaged) throws IOException {
        for (var id : ids().reversed()) {
            try {
                return Optional.of(read(id));
            } catch (BackupDamagedException broken) {
                damaged.accept(id);
            }
        }
        return Optional.empty();
    }

    String nextId(Instant now) throws IOException {
        var ids = ids();
        int number = ids.isEmpty() ? 1 : 1 + Integer.parseInt(ids.last().substring(0, 6));
        return String.format(Locale.ROOT, "%06d-%s", number, TIME.format(now));
    }

    /// Adds a point, all of whose files are there and durable.
    void add(Point point) throws IOException {
        var text = point.text(key);
        put(place, POINTS + "/" + point.id(), text);
        place.settle();
        if (!read(point.id()).equals(point)) {
            throw new IOException("the manifest of point " + point.id() + " is not what was written");
        }
    }

    /// What a backup that was cut off had copied, by its lists of blobs; nothing if none was, or that cannot be
    /// told.
    List<Point.Shard> begun() throws IOException {
        try {
            return Point.parse(BEGUN, read(place, BEGUN, Point.MAX_BYTES), key).shards();
        } catch (NoSuchFileException | BackupDamagedException none) {
            return List.of();
        }
    }

    /// Remembers the lists of blobs that were copied, for the next backup if this one is cut off.
    void remember(List<Point.Shard> copied) throws IOException {
        put(
                place,
                BEGUN,
                new Point(BEGUN, key.storeKeyId(), Instant.EPOCH, 0, List.of(), copied, Point.Extra.NONE).text(key));
    }

    /// A point was added.
    void forgetBegun() throws IOException {
        place.delete(BEGUN);
    }

    /// Whether the place is there at all.
    static boolean isPlace(BackupPlace place) throws IOException {
        try (var _ = place.open(HEAD)) {
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    void remove(String id) throws IOException {
        place.delete(POINTS + "/" + id);
    }

    BackupPlace place() {
        return place;
    }

    /// The points that are as they were written, newest first.
    List<Point> whole() throws IOException {
        var whole = new ArrayList<Point>();
        for (var id : ids().reversed()) {
            try {
                whole.add(read(id));
            } catch (BackupDamagedException passedOver) {
                // Told where a backup begins.
            }
        }
        return whole;
    }
}
