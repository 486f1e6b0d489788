package sealstead.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// How many requests there were since the start, by operation, kind of bucket and status; how long they took, and how
/// many bytes their bodies had. There are as many rows as operations and statuses, whatever clients do.
public final class RequestFigures implements Consumer<FinishedRequest> {
    /// Upper bounds of the classes of duration, in microseconds; above the last is one more.
    private static final long[] BOUNDS = {
        250,
        500,
        1_000,
        2_500,
        5_000,
        10_000,
        25_000,
        50_000,
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        30_000_000
    };

    private record Key(String api, String operation, String bucketClass, int status) {}

    private static final class Cell {
        private final LongAdder[] classes = new LongAdder[BOUNDS.length + 1];
        private final LongAdder nanos = new LongAdder();
        private final LongAdder in = new LongAdder();
        private final LongAdder out = new LongAdder();

        Cell() {
            for (int i = 0; i < classes.length; i++) {
                classes[i] = new LongAdder();
            }
        }
    }

    private final ConcurrentMap<Key, Cell> cells = new ConcurrentHashMap<>();

    @Override
    public void accept(FinishedRequest request) {
        var call = request.call();
        var key = new Key(call.api(), call.operation(), call.bucketClass(), request.status());
        var known = cells.get(key); // which a look alone does not lock
        var cell = known == null ? cells.computeIfAbsent(key, _ -> new Cell()) : known;
        cell.classes[classOf(request.nanos() / 1_000)].increment();
        cell.nanos.add(request.nanos());
        cell.in.add(request.bytesIn());
        cell.out.add(Math.max(0, request.bytesOut()));
    }

    private static int classOf(long micros) {
        int at = 0;
        while (at < BOUNDS.length && micros > BOUNDS[at]) {
            at++;
        }
        return at;
    }

    /// One kind of request.
    ///
    /// @param upTo how many took at most as long as each of [#bounds], the next class included in those before
    /// @param count of all
    public record Row(
            String api,
            String operation,
            String bucketClass,
            int status,
            List<Long> upTo,
            long count,
            double seconds,
            long bytesIn,
            long bytesOut) {
        public Row {
            upTo = List.copyOf(upTo);
        }
    }

    /// In seconds.
    public static List<Double> bounds() {
        var bounds = new ArrayList<Double>();
        for (var micros : BOUNDS) {
            bounds.add(micros / 1e6);
        }
        return bounds;
    }

    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        cells.forEach((key, cell) -> {
            var upTo = new ArrayList<Long>();
            long sum = 0;
            for (int i = 0; i < BOUNDS.length; i++) {
                sum += cell.classes[i].sum();
                upTo.add(sum);
            }
            long count = sum + cell.classes[BOUNDS.length].sum();
            rows.add(new Row(
                    key.api(),
                    key.operation(),
                    key.bucketClass(),
                    key.status(),
                    upTo,
                    count,
                    cell.nanos.sum() / 1e9,
                    cell.in.sum(),
                    cell.out.sum()));
        });
        return rows;
    }
}
