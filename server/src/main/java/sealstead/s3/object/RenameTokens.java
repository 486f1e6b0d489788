package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.time.WitnessedTime;

/// The tokens by which clients tell that they ask for the same rename again, and what became of it.
///
///     group: bucket id (8) | token
final class RenameTokens {
    private static final Table TABLE = new Table("rename-token");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    /// How long a token is known.
    private static final Duration REMEMBERED = Duration.ofHours(24);

    private final SealedStore records;
    private final WitnessedTime time;
    private final Clock clock;

    RenameTokens(SealedStore records, WitnessedTime time) {
        this.records = records;
        this.time = time;
        this.clock = time.clock();
    }

    /// A use of a token.
    ///
    /// @param parameters everything that the request says
    /// @param attempt the last one that was made
    record Use(String parameters, String attempt, boolean done, Instant begun) {}

    /// @param unchanged the guard under which it is still so
    record Found(Optional<Use> use, Guard unchanged) {}

    Found find(String bucketId, String token) throws IOException {
        return found(records.read(TABLE, group(bucketId, token), HEAD));
    }

    private static Found found(Group read) {
        return new Found(read.head().map(head -> read(head.value())), read.unchanged());
    }

    /// @return false if another request came first
    boolean begin(String bucketId, String token, Found found, String parameters, String attempt) throws IOException {
        return put(bucketId, token, found, new Use(parameters, attempt, false, clock.instant()));
    }

    /// Says that the attempt has succeeded; to be called before anything else forgets that it has.
    void succeeded(String bucketId, String token, String attempt) throws IOException {
        while (true) {
            var found = find(bucketId, token);
            var use = found.use().filter(made -> made.attempt().equals(attempt) && !made.done());
            if (use.isEmpty()
                    || put(
                            bucketId,
                            token,
                            found,
                            new Use(
                                    use.get().parameters(),
                                    attempt,
                                    true,
                                    use.get().begun()))) {
                return;
            }
        }
    }

    /// Forgets an attempt that failed, so that the token may be used for something else.
    void failed(String bucketId, String token, String attempt) throws IOException {
        var found = find(bucketId, token);
        if (found.use()
                .filter(use -> use.attempt().equals(attempt) && !use.done())
                .isPresent()) {
            records.commit(TABLE, group(bucketId, token), found.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    void forgetOld() throws IOException {
        var oldest = time.passed().minus(REMEMBERED);
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (read(row.head().value()).begun().isBefore(oldest)) {
                records.commit(TABLE, row.group(), new Guard.At(row.head().txid()), List.of(new Edit.DeleteGroup()));
            }
        });
    }

    private boolean put(String bucketId, String token, Found found, Use use) throws IOException {
        return records.commit(TABLE, group(bucketId, token), found.unchanged(), List.of(new Edit.PutHead(write(use))))
                instanceof Outcome.Applied;
    }

    static Bytes write(Use use) {
        return new RecordWriter()
                .text(1, use.parameters())
                .text(2, use.attempt())
                .flag(3, use.done())
                .number(4, use.begun().toEpochMilli())
                .toBytes();
    }

    static Use read(Bytes record) {
        var parameters = "";
        var attempt = "";
        boolean done = false;
        var begun = Instant.EPOCH;
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> parameters = in.text();
                case 2 -> attempt = in.text();
                case 3 -> done = in.flag();
                case 4 -> begun = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Use(parameters, attempt, done, begun);
    }

    private static Bytes group(String bucketId, String token) {
        return Bytes.concat(Bytes.wrap(HexFormat.of().parseHex(bucketId)), Bytes.utf8(token));
    }
}
