package sealstead.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sealstead.conformance.RecordedDisk.Change;
import sealstead.store.Bytes;

/// What programs see of a disk, and what is really on it, as far as syncs promise: the changes of a
/// [RecordedDisk] go in, and folders as they may be after a power cut come out.
final class DiskImage {
    /// How much a sync brings to the disk besides the bytes of its own file.
    enum FileSystem {
        /// As ext4 with ordered data: all names that were made before.
        ORDERED,
        /// As POSIX has it: nothing; the names in a folder come with the folder's own sync.
        STRICT
    }

    /// What of the changes that wait for a sync is on the disk.
    enum Cut {
        /// None.
        NOTHING_MORE,
        /// Some of them, the last perhaps torn.
        SOME_MORE
    }

    private static final class Content {
        private byte[] bytes = {};
        private int length;

        private void put(long at, byte[] data) {
            int end = (int) at + data.length;
            grow(end);
            System.arraycopy(data, 0, bytes, (int) at, data.length);
            length = Math.max(length, end);
        }

        private void cut(long at) {
            if (at < length) {
                Arrays.fill(bytes, (int) at, length, (byte) 0);
            } else {
                grow((int) at);
            }
            length = (int) at;
        }

        private void grow(int size) {
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
            }
        }

        private void apply(Change change) {
            switch (change.kind()) {
                case 'T' -> cut(0);
                case 'L' -> cut(change.at());
                default -> put(change.at(), change.data().readOnlyArray());
            }
        }

        private Content copy() {
            var copy = new Content();
            copy.bytes = bytes.clone();
            copy.length = length;
            return copy;
        }
    }

    /// A file, or a folder if it has no content.
    private static final class Node {
        private final @Nullable Content durable;
        private final List<Change> waiting = new ArrayList<>();

        private Node(@Nullable Content durable) {
            this.durable = durable;
        }
    }

    /// A name that is given, or taken if there is no node.
    private record Naming(String path, @Nullable Node node) {}

    private final String root;
    private final FileSystem system;
    private final Map<String, Node> seen = new TreeMap<>();
    private final Map<String, Node> durable = new TreeMap<>();
    private final List<Naming> namings = new ArrayList<>();

    DiskImage(Path root, FileSystem system) {
        this.root = root.toString();
        this.system = system;
        var top = new Node(null);
        seen.put(this.root, top);
        durable.put(this.root, top);
    }

    void apply(Change change) {
        var path = change.path();
        switch (change.kind()) {
            case 'C' -> file(path);
            case 'D' -> give(path, new Node(null));
            case 'T', 'L', 'W' -> file(path).waiting.add(change);
            case 'U' -> take(path);
            case 'R' -> {
                give(change.otherPath(), file(path));
                take(path);
            }
            case 'H' -> give(change.otherPath(), file(path));
            case 'G' -> flush(path);
            case 'F' -> {
                var node = file(path);
                if (node.durable != null) {
                    node.waiting.forEach(node.durable::apply);
                }
                node.waiting.clear();
                if (system == FileSystem.ORDERED) {
                    flush("");
                }
            }
            default -> throw new IllegalStateException("a change of kind " + change.kind());
        }
    }

    private Node file(String path) {
        var there = seen.get(path);
        if (there == null) {
            there = new Node(new Content());
            give(path, there);
        }
        return there;
    }

    private void give(String path, Node node) {
        seen.put(path, node);
        namings.add(new Naming(path, node));
    }

    private void take(String path) {
        seen.remove(path);
        namings.add(new Naming(path, null));
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /// @param folder whose names are on the disk from now on; empty for all
    private void flush(String folder) {
        namings.removeIf(naming -> {
            boolean ofIt = folder.isEmpty()
                    || system == FileSystem.ORDERED
                    || folder(naming.path()).equals(folder);
            if (ofIt) {
                apply(durable, naming);
            }
            return ofIt;
        });
    }

    private static void apply(Map<String, Node> names, Naming naming) {
        if (naming.node() == null) {
            names.remove(naming.path());
        } else {
            names.put(naming.path(), naming.node());
        }
    }

    /// Writes what a power cut leaves.
    void write(Path to, Cut cut, Random random) throws IOException {
        var names = new TreeMap<>(durable);
        if (cut == Cut.SOME_MORE && !namings.isEmpty()) {
            namings.subList(0, random.nextInt(namings.size() + 1)).forEach(naming -> apply(names, naming));
        }
        for (var entry : names.entrySet()) {
            var place = Path.of(to + entry.getKey().substring(root.length()));
            var content = entry.getValue().durable;
            if (content == null) {
                if (entry.getKey().equals(root) || hasFolder(place)) {
                    Files.createDirectories(place);
                }
            } else if (hasFolder(place)) {
                var left = cut == Cut.SOME_MORE ? torn(content, entry.getValue().waiting, random) : content;
                Files.write(place, Arrays.copyOf(left.bytes, left.length));
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    private static boolean hasFolder(Path place) {
        var above = place.getParent();
        return above != null && Files.isDirectory(above);
    }

    private static Content torn(Content content, List<Change> waiting, Random random) {
        if (waiting.isEmpty()) {
            return content;
        }
        var left = content.copy();
        for (var change : waiting.subList(0, random.nextInt(waiting.size() + 1))) {
            boolean isWrite = change.kind() == 'W';
            if (isWrite && random.nextInt(10) < 2) {
                continue; // blocks reach the disk in any order
            }
            boolean isTorn = isWrite && random.nextInt(10) < 3;
            left.apply(
                    isTorn
                            ? new Change(
                                    'W',
                                    change.nanos(),
                                    change.path(),
                                    Bytes.wrap(Arrays.copyOf(
                                            change.data().readOnlyArray(),
                                            random.nextInt(change.data().size() + 1))),
                                    change.at())
                            : change);
        }
        return left;
    }
}
