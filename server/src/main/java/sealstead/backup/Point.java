package sealstead.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a store was at one moment: the names, lengths and hashes of all its files, under a tag of the store key.
/// The lists of blobs are files of their own, one for each shard, so that this stays small and what has not
/// changed is not written again.
///
/// @param id `NNNNNN-` and the time, so that names sort as they were made
/// @param sequence the number of the last change that is in it
/// @param files records and audit trail
/// @param shards a list for each shard of blobs
/// @param extra what manifests of version 2 have besides
public record Point(
        String id, String storeKeyId, Instant made, long sequence, List<Entry> files, List<Shard> shards, Extra extra) {
    private static final String FIRST_LINE = "sealstead-backup-point ";
    private static final String VERSION_1 = FIRST_LINE + "1";
    private static final String VERSION_2 = FIRST_LINE + "2";
    private static final String TAG = "tag ";
    static final int MAX_BYTES = 64 * 1024 * 1024;

    public Point {
        files = List.copyOf(files);
        shards = List.copyOf(shards);
    }

    /// What a file is for.
    enum Kind {
        RECORD("record"),
        AUDIT("audit"),
        BLOB("blob");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        static Kind of(String word) {
            for (var kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(word);
        }
    }

    /// What is missing in it, since the store itself had lost it or could not read it; and the sealed root key.
    ///
    /// @param missing the first thousand
    /// @param missingMore how many more
    /// @param recovery what the file `recovery` was, if there was one
    record Extra(List<Missing> missing, long missingMore, Optional<Sealed> recovery) {
        static final Extra NONE = new Extra(List.of(), 0, Optional.empty());

        Extra {
            missing = List.copyOf(missing);
        }

        private boolean isNone() {
            return missing.isEmpty() && recovery.isEmpty();
        }
    }

    /// A file of the store that is not in the point.
    ///
    /// @param name of a blob its id
    record Missing(Kind kind, String name) {}

    /// A file by its length and hash.
    record Sealed(long bytes, String sha256) {}

    /// A file of the store.
    record Entry(Kind kind, String name, long bytes, String sha256) {
        /// Where it is kept; equal files are kept once.
        String place() {
            return Point.place(sha256);
        }
    }

    /// The blobs of one shard.
    ///
    /// @param blobBytes of all blobs in it
    /// @param bytes of the list
    /// @param sha256 of the list
    record Shard(int number, long blobs, long blobBytes, long bytes, String sha256) {
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
        return shards.stream().mapToLong(Shard::blobs).sum();
    }

    /// Bytes in it.
    public long bytes() {
        return shards.stream().mapToLong(Shard::blobBytes).sum()
                + files.stream().mapToLong(Entry::bytes).sum();
    }

    String text(BackupKey key) {
        var text = new StringBuilder(extra.isNone() ? VERSION_1 : VERSION_2).append('\n');
        text.append("id ").append(id).append('\n');
        text.append("root-key ").append(storeKeyId).append('\n');
        text.append("made ").append(made).append('\n');
        text.append("sequence ").append(sequence).append('\n');
        for (var file : files) {
            text.append(file.kind().word)
                    .append(' ')
                    .append(file.name())
                    .append(' ')
                    .append(file.bytes())
                    .append(' ')
                    .append(file.sha256())
                    .append('\n');
        }
        for (var shard : shards) {
            text.append("shelf ")
                    .append(shard.number())
                    .append(' ')
                    .append(shard.blobs())
                    .append(' ')
                    .append(shard.blobBytes())
                    .append(' ')
                    .append(shard.bytes())
                    .append(' ')
                    .append(shard.sha256())
                    .append('\n');
        }
        for (var missing : extra.missing()) {
            text.append("missing ")
                    .append(missing.kind().word)
                    .append(' ')
                    .append(missing.name())
                    .append('\n');
        }
        if (extra.missingMore() > 0) {
            text.append("missing-more ").append(extra.missingMore()).append('\n');
        }
        extra.recovery()
                .ifPresent(file -> text.append("recovery ")
                        .append(file.bytes())
                        .append(' ')
                        .append(file.sha256())
                        .append('\n'));
        return text + TAG + key.tag(text.toString()) + "\n";
    }

    /// @param id by which it was found
    /// @throws BackupDamagedException if it is not what the holder of the key wrote under that id
    static Point parse(String id, String text, BackupKey key) throws BackupDamagedException {
        int end = text.lastIndexOf(TAG);
        boolean known = text.startsWith(VERSION_1 + "\n") || text.startsWith(VERSION_2 + "\n");
        if (!known || end < 0 || !text.endsWith("\n")) {
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
        var shards = new ArrayList<Shard>();
        var missing = new ArrayList<Missing>();
        long missingMore = 0;
        Optional<Sealed> recovery = Optional.empty();
        for (var line : signed.lines().skip(1).toList()) {
            var words = line.split(" ", -1);
            switch (words[0]) {
                case "id" -> id = words[1];
                case "root-key" -> root = words[1];
                case "made" -> made = Instant.parse(words[1]);
                case "sequence" -> sequence = Long.parseLong(words[1]);
                case "record", "audit" ->
                    files.add(new Entry(Kind.of(words[0]), words[1], Long.parseLong(words[2]), words[3]));
                case "missing" -> missing.add(new Missing(Kind.of(words[1]), words[2]));
                case "missing-more" -> missingMore = Long.parseLong(words[1]);
                case "recovery" -> recovery = Optional.of(new Sealed(Long.parseLong(words[1]), words[2]));
                case "shelf" ->
                    shards.add(new Shard(
                            Integer.parseInt(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            words[5]));
                default -> throw new IllegalArgumentException(words[0]);
            }
        }
        return new Point(id, root, made, sequence, files, shards, new Extra(missing, missingMore, recovery));
    }
}
