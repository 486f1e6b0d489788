package sealstead.s3.scrub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.crypto.CipherPool;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.wire.Clipped;

/// The damage that looks at what is stored have found and none has found gone since. It lasts over a restart.
/// What one look found is gone when a look at least as thorough has come to its end without it, or any look has
/// opened that very version whole. So many are kept by name; of what is beyond, only how many there are, until
/// a look at least as thorough counts anew.
public final class FoundDamage {
    private static final Table TABLE = Table.small("damage");
    private static final Bytes UNNAMED = Bytes.utf8("unnamed");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    static final int MAX_NAMED = 10_000;
    private static final int MAX_TEXT = 2000;

    private final SealedStore records;
    private final Clock clock;
    private final int most;
    private final Map<Bytes, Damage> named = new HashMap<>();
    private Optional<Unnamed> unnamed = Optional.empty();
    /// What has changed and is not kept yet.
    private final Set<Bytes> unwritten = new HashSet<>();

    public FoundDamage(SealedStore records, Clock clock) throws IOException {
        this(records, clock, MAX_NAMED);
    }

    /// @param most how many are kept by name
    FoundDamage(SealedStore records, Clock clock, int most) throws IOException {
        this.records = records;
        this.clock = clock;
        this.most = most;
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            var value = row.head().value();
            if (row.group().equals(UNNAMED)) {
                unnamed = Optional.of(readUnnamed(value));
            } else {
                named.put(row.group(), readNamed(value));
            }
        });
    }

    /// What was found.
    ///
    /// @param by how thorough the look was
    public record Damage(
            Scrub.Kind kind, String subject, String where, String detail, Instant since, Scrub.Options by) {}

    public record Unnamed(long count, Scrub.Options by) {}

    /// What one look found.
    static final class Found {
        private final Map<Bytes, Scrub.Finding> named = new LinkedHashMap<>();
        private final Map<Bytes, String> subjects = new HashMap<>();
        private final Set<Bytes> opened = new HashSet<>();
        private final Set<Bytes> passedOver = new HashSet<>();
        private final int most;
        private final Set<Bytes> known;
        private long beyond;

        private Found(int most, Set<Bytes> known) {
            this.most = most;
            this.known = Set.copyOf(known);
        }

        /// @param subject what is damaged, by a name that stays the same as long as it is the same
        void found(String subject, Scrub.Finding finding) {
            var id = id(subject);
            if (named.size() < most || known.contains(id) || named.containsKey(id)) {
                named.putIfAbsent(id, finding);
                subjects.putIfAbsent(id, subject);
            } else {
                beyond++;
            }
        }

        /// It was opened whole.
        void opened(String subject) {
            addKnown(subject, opened);
        }

        /// It was to be opened and could not be looked at.
        void passedOver(String subject) {
            addKnown(subject, passedOver);
        }

        private void addKnown(String subject, Set<Bytes> to) {
            if (!known.isEmpty()) {
                var id = id(subject);
                if (known.contains(id)) {
                    to.add(id);
                }
            }
        }
    }

    private static Bytes id(String subject) {
        return Bytes.wrap(CipherPool.sha256(subject.getBytes(StandardCharsets.UTF_8)))
                .slice(0, 16);
    }

    synchronized Found begin() {
        return new Found(most, named.keySet());
    }

    /// A look has come to its end.
    ///
    /// @throws IOException if that cannot be kept now; it is known, and kept at the end of the next look
    synchronized void ended(Scrub.Options options, Found found) throws IOException {
        for (var each : List.copyOf(named.entrySet())) {
            var id = each.getKey();
            boolean again = found.named.containsKey(id) || found.passedOver.contains(id);
            if (!again && (options.isAsThoroughAs(each.getValue().by()) || found.opened.contains(id))) {
                named.remove(id);
                unwritten.add(id);
            }
        }
        long beyond = found.beyond;
        for (var id : found.named.keySet()) {
            var before = Optional.ofNullable(named.get(id));
            if (before.isEmpty() && named.size() >= most) {
                beyond++;
            } else if (before.isEmpty() || !before.get().by().isAsThoroughAs(options)) {
                named.put(id, damage(found, id, before, options));
                unwritten.add(id);
            }
        }
        if (unnamed.filter(more -> options.isAsThoroughAs(more.by())).isPresent()) {
            unnamed = Optional.empty();
            unwritten.add(UNNAMED);
        }
        if (beyond > unnamed.map(Unnamed::count).orElse(0L)) {
            unnamed = Optional.of(new Unnamed(beyond, unnamed.map(Unnamed::by).orElse(options)));
            unwritten.add(UNNAMED);
        }
        for (var id : List.copyOf(unwritten)) {
            commit(id);
            unwritten.remove(id);
        }
    }

    private Damage damage(Found found, Bytes id, Optional<Damage> before, Scrub.Options options) {
        var finding = java.util.Objects.requireNonNull(found.named.get(id));
        boolean stronger =
                before.isEmpty() || options.isAsThoroughAs(before.get().by());
        return new Damage(
                finding.kind(),
                java.util.Objects.requireNonNull(found.subjects.get(id)),
                Clipped.of(finding.where(), MAX_TEXT),
                Clipped.of(finding.detail(), MAX_TEXT),
                before.map(Damage::since).orElseGet(clock::instant),
                stronger ? options : before.get().by());
    }

    private void commit(Bytes id) throws IOException {
        var damage = Optional.ofNullable(named.get(id)).map(FoundDamage::write);
        var value = id.equals(UNNAMED) ? unnamed.map(FoundDamage::write) : damage;
        var guard = records.read(TABLE, id, HEAD).unchanged();
        var edit = value.<Edit>map(Edit.PutHead::new).orElseGet(Edit.DeleteGroup::new);
        if (!(records.commit(TABLE, id, guard, List.of(edit)) instanceof Outcome.Applied)) {
            throw new IOException("found damage was written twice at once");
        }
    }

    /// How much there is, by name or not.
    public synchronized long count() {
        return named.size() + unnamed.map(Unnamed::count).orElse(0L);
    }

    /// Some of what is kept by name, the oldest first.
    public synchronized List<Damage> some(int atMost) {
        return named.values().stream()
                .sorted(Comparator.comparing(Damage::since).thenComparing(Damage::where))
                .limit(atMost)
                .toList();
    }

    static Bytes write(Unnamed more) {
        return options(more.by()).number(8, more.count()).toBytes();
    }

    static Damage readNamed(Bytes record) {
        return read(record).damage();
    }

    static Unnamed readUnnamed(Bytes record) {
        var read = read(record);
        return new Unnamed(read.count(), read.by());
    }

    static Bytes write(Damage damage) {
        return options(damage.by())
                .text(1, damage.kind().name())
                .text(2, damage.subject())
                .text(3, damage.where())
                .text(4, damage.detail())
                .number(9, damage.since().toEpochMilli())
                .toBytes();
    }

    private static RecordWriter options(Scrub.Options by) {
        var out = new RecordWriter().flag(5, by.open()).flag(6, by.kms());
        by.bucket().ifPresent(bucket -> out.text(7, bucket));
        return out;
    }

    private record Read(
            String kind,
            String subject,
            String where,
            String detail,
            Instant since,
            Optional<String> bucket,
            boolean open,
            boolean kms,
            long count) {
        Scrub.Options by() {
            return new Scrub.Options(bucket, open, kms, 100, 0);
        }

        Damage damage() {
            return new Damage(Scrub.Kind.valueOf(kind), subject, where, detail, since, by());
        }
    }

    private static Read read(Bytes record) {
        var in = new RecordReader(record);
        var kind = "";
        var subject = "";
        var where = "";
        var detail = "";
        var since = Instant.EPOCH;
        Optional<String> bucket = Optional.empty();
        boolean open = false;
        boolean kms = false;
        long count = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> kind = in.text();
                case 2 -> subject = in.text();
                case 3 -> where = in.text();
                case 4 -> detail = in.text();
                case 5 -> open = in.flag();
                case 6 -> kms = in.flag();
                case 7 -> bucket = Optional.of(in.text());
                case 8 -> count = in.number();
                case 9 -> since = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Read(kind, subject, where, detail, since, bucket, open, kms, count);
    }
}
