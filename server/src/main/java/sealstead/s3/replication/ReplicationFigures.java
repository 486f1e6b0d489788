package sealstead.s3.replication;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// What is counted of replication, for each source bucket: what waits now, and what came of it since the server began.
public final class ReplicationFigures {
    /// Who can make many buckets can make no more rows than this; what is beyond is told as one.
    private static final int MAX_ROWS = 5_000;
    private static final String OTHER = "other buckets";

    private final ConcurrentMap<String, Row> rows = new ConcurrentHashMap<>();

    /// The figures of one source bucket.
    ///
    /// @param waiting versions that wait
    /// @param replicated replicas that were made or changed
    /// @param bytes of plaintext that were written for them
    /// @param failed versions that were refused for good
    public record Row(String bucket, long waiting, long replicated, long bytes, long failed) {
        private Row plus(Row more) {
            return new Row(
                    bucket,
                    waiting + more.waiting,
                    replicated + more.replicated,
                    bytes + more.bytes,
                    failed + more.failed);
        }
    }

    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /// What waits, counted anew.
    void waiting(Map<String, Long> counted) {
        rows.replaceAll((bucket, row) -> new Row(bucket, 0, row.replicated(), row.bytes(), row.failed()));
        counted.forEach((bucket, waiting) -> add(new Row(bucket, waiting, 0, 0, 0)));
    }

    void waits(String bucket, int more) {
        add(new Row(bucket, more, 0, 0, 0));
    }

    void replicated(String bucket, long bytes) {
        add(new Row(bucket, 0, 1, bytes, 0));
    }

    void failed(String bucket) {
        add(new Row(bucket, 0, 0, 0, 1));
    }

    private void add(Row more) {
        boolean known = rows.containsKey(more.bucket()) || rows.size() < MAX_ROWS;
        var bucket = known ? more.bucket() : OTHER;
        rows.merge(bucket, new Row(bucket, more.waiting(), more.replicated(), more.bytes(), more.failed()), Row::plus);
    }
}
