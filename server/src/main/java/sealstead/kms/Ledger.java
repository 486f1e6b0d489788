package sealstead.kms;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import sealstead.wire.Clipped;
import sealstead.wire.Printable;

/// Counts every KMS call by what, which key, for which bucket, whom and why, and every call that a bucket key
/// saved. Kept in memory since the start of the process; beyond 10,000 different rows, or 8 MiB of them, the rest
/// is counted as `other`: what stands in a row is for clients to choose, refused ones too.
public final class Ledger {
    private static final int MAX_ROWS = 10_000;
    private static final long MAX_BYTES = 8L * 1024 * 1024;
    private static final int ROW_BYTES = 400;
    /// A key is named by 2,048 characters at most; an ARN or an alias has fewer.
    private static final int MAX_KEY_CHARACTERS = 512;

    private final ConcurrentHashMap<Entry, LongAdder> rows = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Consumer<Entry> told;

    public Ledger() {
        this(call -> {});
    }

    /// @param told of each call as it is counted
    public Ledger(Consumer<Entry> told) {
        this.told = told;
    }

    /// How a call ended.
    public enum Outcome {
        MADE,
        REFUSED,
        SAVED
    }

    /// What is counted apart.
    public record Entry(
            String operation, String keyArn, String bucket, String principal, Reason reason, Outcome outcome) {
        long bytes() {
            return ROW_BYTES + 2L * (keyArn.length() + bucket.length() + principal.length());
        }
    }

    /// A row of the ledger.
    public record Row(Entry entry, long calls) {}

    public void made(String operation, String keyArn, Use use) {
        use.tally().ifPresent(LongAdder::increment);
        count(new Entry(operation, keyArn, use.bucket(), use.caller().arn(), use.reason(), Outcome.MADE));
    }

    public void refused(String operation, String keyId, Use use) {
        var named = Clipped.of(keyId, MAX_KEY_CHARACTERS);
        count(new Entry(
                operation, Printable.of(named), use.bucket(), use.caller().arn(), use.reason(), Outcome.REFUSED));
    }

    /// A call that was not made, because a bucket key served.
    public void saved(String operation, String keyArn, Use use) {
        count(new Entry(operation, keyArn, use.bucket(), use.caller().arn(), use.reason(), Outcome.SAVED));
    }

    private void count(Entry entry) {
        var row = rows.get(entry);
        if (row == null) {
            boolean fits = rows.size() < MAX_ROWS && bytes.get() + entry.bytes() <= MAX_BYTES;
            var kept = fits
                    ? entry
                    : new Entry(entry.operation(), "other", "other", "other", entry.reason(), entry.outcome());
            row = rows.computeIfAbsent(kept, key -> {
                bytes.addAndGet(key.bytes());
                return new LongAdder();
            });
        }
        row.increment();
        told.accept(entry);
    }

    /// How many calls of `operation` ended as `outcome`.
    public long total(String operation, Outcome outcome) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().operation().equals(operation)
                        && row.getKey().outcome() == outcome)
                .mapToLong(row -> row.getValue().sum())
                .sum();
    }

    /// How many calls for `reason` ended as `outcome`.
    public long total(Reason reason, Outcome outcome) {
        return rows.entrySet().stream()
                .filter(row ->
                        row.getKey().reason().equals(reason) && row.getKey().outcome() == outcome)
                .mapToLong(row -> row.getValue().sum())
                .sum();
    }

    /// How many calls of any kind ended as `outcome`.
    public long total(Outcome outcome) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().outcome() == outcome)
                .mapToLong(row -> row.getValue().sum())
                .sum();
    }

    public List<Row> rows() {
        return rows.entrySet().stream()
                .map(row -> new Row(row.getKey(), row.getValue().sum()))
                .sorted(Comparator.comparing((Row row) -> row.entry().operation())
                        .thenComparing(row -> row.entry().keyArn())
                        .thenComparing(row -> row.entry().bucket())
                        .thenComparing(row -> row.entry().principal())
                        .thenComparing(row -> row.entry().reason().name())
                        .thenComparing(row -> row.entry().outcome()))
                .toList();
    }
}
