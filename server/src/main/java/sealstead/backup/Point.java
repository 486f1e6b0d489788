package sealstead.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a store was at one moment: the names, lengths and hashes of all its files, under a tag of the store key.
/// The lists of blobs are files of their own, one for each shelf, so that this stays small and what has not
/// changed is not written again.
///
/// @param id `NNNNNN-` and the time, so that names sort as they were made
/// @param sequence the number of the last change that is in it
/// @param files records and audit trail
/// @param shelves a list for each shelf of blobs
public record Point(String id, String storeKeyId, Instant made, long sequence, List<Entry> files, List<Shelf> shelves) {
    private static final String FIRST_LINE = "sealstead-backup-point 1";
    private static final String TAG = "tag ";
    static final int MAX_BYTES = 64 * 1024 * 1024;

    public Point {
        files = List.copyOf(files);
        shelves = List.copyOf(shelves);
    }

    /// What a file is for.
    enum Kind {
        RECORD,
        AUDIT
    }

    /// A file of the store.
    record Entry(Kind kind, String name, long bytes, String sha256) {
        /// Where it is kept; equal files are kept once.
        String place() {
            return Point.place(sha256);
        }
    }

    /// The blobs of one shelf.
    ///
    /// @param blobBytes of all blobs in it
    /// @param bytes of the list
    /// @param sha256 of the list
    record Shelf(int number, long blobs, long blobBytes, long bytes, String sha256) {
        String place() {
            return Point.place(sha256);
        }

        /// The folder of its blobs.
        String folder() {
            return String.format("blobs/%02x", number);
        }
    }

    static String place(String sha256) {
        return "files/" + sha256.substring(0, 2) + "/" + sha256;
    }

    /// Blobs in it.
    public long blobs() {
        return shelves.stream().mapToLong(Shelf::blobs).sum();
    }

    /// Bytes in it.
    public long bytes() {
        return shelves.stream().mapToLong(Shelf::blobBytes).sum()
                + files.stream().mapToLong(Entry::bytes).sum();
    }

    String text(BackupKey key) {
        var text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("id ").append(id).append('\n');
        text.append("root-key ").append(storeKeyId).append('\n');
        text.append("made ").append(made).append('\n');
        text.append("sequence ").append(sequence).append('\n');
        for (var file : files) {
            text.append(file.kind() == Kind.RECORD ? "record " : "audit ")
                    .append(file.name())
                    .append(' ')
                    .append(file.bytes())
                    .append(' ')
                    .append(file.sha256())
                    .append('\n');
        }
        for (var shelf : shelves) {
            text.append("shelf ")
                    .append(shelf.number())
                    .append(' ')
                    .append(shelf.blobs())
                    .append(' ')
                    .append(shelf.blobBytes())
                    .append(' ')
                    .append(shelf.bytes())
                    .append(' ')
                    .append(shelf.sha256())
                    .append('\n');
        }
        return text + TAG + key.tag(text.toString()) + "\n";
    }

    /// @param id by which it was found
    /// @throws BackupDamagedException if it is not what the holder of the key wrote under that id
    static Point parse(String id, String text, BackupKey key) throws BackupDamagedException {
        int end = text.lastIndexOf(TAG);
        if (!text.startsWith(FIRST_LINE + "\n") || end < 0 || !text.endsWith("\n")) {
            throw new BackupDamagedException(
                    "the manifest points/" + id + " does not begin or end as one of this version does");
        }
        var signed = text.substring(0, end);
        if (!key.isTag(signed, text.substring(end + TAG.length()).strip())) {
            throw new BackupDamagedException("the manifest points/" + id + " is not what the holder of store key "
                    + key.storeKeyId() + " wrote: it was changed, or belongs to another store");
        }
        try {
            var point = parse(signed);
            if (!point.id.equals(id) || !point.storeKeyId.equals(key.storeKeyId())) {
                throw new BackupDamagedException("the manifest points/" + id + " is that of point " + point.id);
            }
            return point;
        } catch (RuntimeException unreadable) {
            throw new BackupDamagedException(
                    "the manifest points/" + id + " has a line that this version does not know");
        }
    }

    private static Point parse(String signed) {
        var id = "";
        var root = "";
        var made = Instant.EPOCH;
        long sequence = 0;
        var files = new ArrayList<Entry>();
        var shelves = new ArrayList<Shelf>();
        for (var line : signed.lines().skip(1).toList()) {
            var words = line.split(" ", -1);
            switch (words[0]) {
                case "id" -> id = words[1];
                case "root-key" -> root = words[1];
                case "made" -> made = Instant.parse(words[1]);
                case "sequence" -> sequence = Long.parseLong(words[1]);
                case "record" -> files.add(new Entry(Kind.RECORD, words[1], Long.parseLong(words[2]), words[3]));
                case "audit" -> files.add(new Entry(Kind.AUDIT, words[1], Long.parseLong(words[2]), words[3]));
                case "shelf" ->
                    shelves.add(new Shelf(
                            Integer.parseInt(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            words[5]));
                default -> throw new IllegalArgumentException(words[0]);
            }
        }
        return new Point(id, root, made, sequence, files, shelves);
    }
}
