package sealstead.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import sealstead.store.BlobId;
import sealstead.store.local.EmptyFolder;

/// Takes a point out of its place, and looks at every byte of it on the way.
public final class Restore {
    private static final int MAX_NAMED = 1000;

    private final BackupPlace place;
    private final Point point;
    private final Optional<EmptyFolder> folder;
    private final LongConsumer progress;
    private final boolean newest;
    private final List<String> damage = new ArrayList<>();
    private long damaged;
    private boolean recordsDamaged;

    private Restore(Points points, Point point, Optional<EmptyFolder> folder, LongConsumer progress)
            throws IOException {
        this.place = points.place();
        requirePlace();
        var ids = points.ids();
        this.newest = !ids.isEmpty() && ids.last().equals(point.id());
        this.point = point;
        this.folder = folder;
        this.progress = progress;
    }

    /// What was found.
    ///
    /// @param damaged how many files are not as they were written
    /// @param damage the first thousand of them, in words
    /// @param recordsDamaged whether files of the records are among them
    public record Report(long damaged, List<String> damage, boolean recordsDamaged) {
        public Report {
            damage = List.copyOf(damage);
        }

        public boolean isWhole() {
            return damaged == 0;
        }
    }

    /// Looks at every byte of a point.
    ///
    /// @param progress hears how many bytes were read
    public static Report verify(Points points, Point point, LongConsumer progress) throws IOException {
        return new Restore(points, point, Optional.empty(), progress).run();
    }

    /// Puts a point into an empty folder, damaged files as they are: their whole segments open still.
    ///
    /// @param progress hears how many bytes were written
    public static Report into(EmptyFolder folder, Points points, Point point, LongConsumer progress)
            throws IOException {
        return new Restore(points, point, Optional.of(folder), progress).run();
    }

    private Report run() throws IOException {
        for (var file : point.files()) {
            if (!take(file.place(), target(file), file.bytes(), file.sha256(), what(file))) {
                recordsDamaged |= file.kind() == Point.Kind.RECORD;
            }
        }
        for (var shard : point.shards()) {
            shard(shard);
        }
        missing();
        recovery();
        Points.damagedStoreKeys(place).forEach(name -> found(name, name, "does not open; its copy does"));
        return new Report(damaged, damage, recordsDamaged);
    }

    /// That the place itself went away is no damage of a point.
    private void requirePlace() throws IOException {
        if (!Points.isPlace(place)) {
            throw new IOException(place + " is not there any more, or is another: it has no file `backup`");
        }
    }

    /// What the store itself had lost when the point was made.
    private void missing() throws IOException {
        for (var each : point.extra().missing()) {
            boolean record = each.kind() == Point.Kind.RECORD;
            recordsDamaged |= record;
            if (record && folder.isPresent()) {
                Files.createFile(folder.get().record(each.name())); // as what cannot be found of it is left
            }
            found(
                    switch (each.kind()) {
                        case RECORD -> "records/" + each.name();
                        case AUDIT -> "audit/" + each.name();
                        case BLOB -> "blob " + each.name();
                    },
                    "point " + point.id(),
                    "is not in it: the store could not read it");
        }
        damaged += point.extra().missingMore();
    }

    /// The newest point says what the place's sealed root key is.
    private void recovery() throws IOException {
        if (point.extra().recovery().isPresent() && newest) {
            var file = point.extra().recovery().get();
            take(
                    Points.RECOVERY,
                    OutputStream.nullOutputStream(),
                    file.bytes(),
                    file.sha256(),
                    "the root key under the recovery key");
        }
    }

    private static String what(Point.Entry file) {
        return (file.kind() == Point.Kind.RECORD ? "records/" : "audit/") + file.name();
    }

    private Optional<Path> target(Point.Entry file) throws IOException {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        if (file.kind() == Point.Kind.RECORD) {
            return Optional.of(folder.get().record(file.name()));
        }
        if (!file.name().matches("audit-[0-9]{12}\\.(jsonl|sealed)")) {
            throw new IOException("a file of the audit trail is not called " + file.name());
        }
        return Optional.of(folder.get().other("audit", file.name()));
    }

    private void shard(Point.Shard shard) throws IOException {
        var list = new ByteArrayOutputStream();
        if (!take(shard.place(), list, shard.bytes(), shard.sha256(), "the list of " + shard.folder())) {
            // Whatever blobs there are: a record that names one will tell whether it is the right one.
            for (var name : new TreeMap<>(place.list(shard.folder())).entrySet()) {
                if (name.getKey().matches("[0-9a-f]{32}")) {
                    blob(shard, BlobId.parse(name.getKey()), name.getValue(), "");
                }
            }
            return;
        }
        try (var reader = new BlobList.Reader(new java.io.ByteArrayInputStream(list.toByteArray()))) {
            for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                blob(shard, entry.get().id(), entry.get().bytes(), entry.get().sha256());
            }
        }
    }

    private void blob(Point.Shard shard, BlobId id, long bytes, String sha256) throws IOException {
        var name = shard.folder() + "/" + id;
        var target = folder.isPresent() ? Optional.of(folder.get().blob(id)) : Optional.<Path>empty();
        take(name, target, bytes, sha256, name);
    }

    private boolean take(String name, Optional<Path> target, long bytes, String sha256, String what)
            throws IOException {
        if (target.isEmpty()) {
            return take(name, OutputStream.nullOutputStream(), bytes, sha256, what);
        }
        try (var file = FileChannel.open(
                        target.get(),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(file)) {
            boolean whole = take(name, out, bytes, sha256, what);
            file.force(true);
            return whole;
        }
    }

    /// @param sha256 empty if it is not known
    /// @return whether it is as it was written
    private boolean take(String name, OutputStream out, long bytes, String sha256, String what) throws IOException {
        InputStream in;
        try {
            in = place.open(name);
        } catch (NoSuchFileException gone) {
            requirePlace();
            found(what, name, "is not there");
            return false;
        }
        var passed = new Digested();
        try (in) {
            var buffer = new byte[Digested.BUFFER_BYTES];
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                passed.add(buffer, 0, n);
                if (passed.bytes() > bytes) {
                    break; // more than there was: none of it is wanted
                }
                out.write(buffer, 0, n);
                progress.accept(n);
            }
        } catch (UnreadableException broken) {
            found(what, name, "cannot be read: " + broken.getMessage());
            return false;
        }
        if (passed.bytes() != bytes) {
            found(what, name, "has " + (passed.bytes() > bytes ? "more" : "fewer") + " than its " + bytes + " bytes");
            return false;
        }
        if (!sha256.isEmpty() && !passed.sha256().equals(sha256)) {
            found(what, name, "is not what was written: its hash is another");
            return false;
        }
        return true;
    }

    /// What is read failed, not what is written.
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1;

        UnreadableException(IOException broken) {
            super(broken.getMessage(), broken);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws UnreadableException {
        try {
            return in.read(buffer);
        } catch (IOException broken) {
            throw new UnreadableException(broken);
        }
    }

    private void found(String what, String name, String how) {
        damaged++;
        if (damage.size() < MAX_NAMED) {
            damage.add(what.equals(name) ? name + " " + how : what + " (" + name + ") " + how);
        }
    }
}
