package sealstead.bench.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Runs one cell on one target once, and reads every meter before and after.
final class Round {
    private static final long MIB = 1 << 20;
    private static final long RANGE_OBJECT_BYTES = 1 << 30;
    private static final int LISTED_KEYS = 1000;
    /// What a round writes at most: disks fill faster than garbage is collected.
    private static final long MAX_WRITTEN_BYTES = 1L << 30;

    private final long nanos;

    Round(double seconds) {
        this.nanos = (long) (seconds * 1e9);
    }

    /// @throws UnsupportedCellException if the target does not do this
    Sample run(Target target, Cell cell) throws IOException {
        var operation = operation(target, cell);
        var workers = target.meter().workers(cell.concurrency());
        return target.meter()
                .around(
                        bytesEach(cell),
                        () -> cell.work() == Work.DELETE
                                ? workers.count(deletions(cell), operation)
                                : workers.during(nanos, most(cell), operation));
    }

    private static int most(Cell cell) {
        return switch (cell.work()) {
            case PUT, COPY -> (int) Math.min(Integer.MAX_VALUE, MAX_WRITTEN_BYTES / Math.max(1, cell.bytes()));
            case MULTIPART -> (int) (MAX_WRITTEN_BYTES / (Upload.PARTS * Upload.PART_BYTES));
            case GET, RANGE, HEAD, LIST, DELETE -> Integer.MAX_VALUE;
        };
    }

    /// How many objects a round of deletions deletes: they have to be there first.
    private int deletions(Cell cell) {
        long bytesThatMayWait = 512 * MIB;
        long perSecond = cell.concurrency() == 1 ? 1000 : 4000;
        return (int) Math.max(
                4, Math.min(perSecond * TimeUnit.NANOSECONDS.toMillis(nanos) / 1000, bytesThatMayWait / cell.bytes()));
    }

    /// The plaintext bytes that one operation moves.
    private static long bytesEach(Cell cell) {
        return switch (cell.work()) {
            case PUT, GET, COPY -> cell.bytes();
            case RANGE -> MIB;
            case MULTIPART -> Upload.PARTS * Upload.PART_BYTES;
            case HEAD, LIST, DELETE -> 0;
        };
    }

    private Operation operation(Target target, Cell cell) throws IOException {
        var mode = cell.mode();
        var bucket = "/" + target.bucket(mode);
        var kmsKey = target.kmsKey(mode);
        return switch (cell.work()) {
            case PUT -> put(target, cell, bucket + "/", mode.headersOfPut(kmsKey));
            case GET, HEAD -> {
                int count = fill(target, cell);
                var method = cell.work().name();
                var path = bucket + "/" + prefix(cell);
                var headers = mode.headersOfGet();
                long bytes = bytesEach(cell);
                yield i -> Step.last(Request.of(method, path + i % count, "", headers), answer -> check(answer, bytes));
            }
            case RANGE -> {
                target.fill(mode, "range/", 1, RANGE_OBJECT_BYTES);
                var path = bucket + "/range/0";
                var random = new SplittableRandom(1);
                yield i -> {
                    long first;
                    synchronized (random) {
                        first = random.nextLong(RANGE_OBJECT_BYTES - MIB);
                    }
                    var headers = new HashMap<>(mode.headersOfGet());
                    headers.put("range", "bytes=" + first + "-" + (first + MIB - 1));
                    return Step.last(Request.of("GET", path, "", headers), answer -> check(answer, MIB));
                };
            }
            case LIST -> {
                target.fill(mode, "list/", LISTED_KEYS, 1024);
                var page = Request.of("GET", bucket, "list-type=2&prefix=list%2F", Map.of());
                yield i -> Step.last(page, UnsupportedCellException::check);
            }
            case COPY -> {
                int count = fill(target, cell);
                var headers = mode.headersOfCopy(kmsKey);
                var path = bucket + "/" + prefix(cell);
                yield i -> {
                    var mine = new HashMap<>(headers);
                    mine.put("x-amz-copy-source", path + i % count);
                    return Step.last(
                                    Request.of("PUT", bucket + "/" + target.freshKey(), "", mine), Round::checkDocument)
                            .withText();
                };
            }
            case DELETE -> {
                int count = deletions(cell);
                var path = bucket + "/" + target.freshKey() + "/";
                target.fill(mode, path.substring(bucket.length() + 1), count, cell.bytes());
                yield i -> Step.last(Request.of("DELETE", path + i), Round::check);
            }
            case MULTIPART -> {
                var part = Body.noise(Upload.PART_BYTES);
                var headers = mode.headersOfPut(kmsKey);
                yield i -> new Upload(target, cell, bucket + "/" + target.freshKey(), part).create(headers);
            }
        };
    }

    private static String prefix(Cell cell) {
        return "get-" + cell.bytes() + "/";
    }

    private static int fill(Target target, Cell cell) throws IOException {
        int count = (int) Math.max(2, Math.min(256, 256 * MIB / cell.bytes()));
        target.fill(cell.mode(), prefix(cell), count, cell.bytes());
        return count;
    }

    private static Operation put(Target target, Cell cell, String folder, Map<String, String> headers) {
        var body = Body.noise(cell.bytes());
        Step.Check check = answer -> {
            check(answer);
            target.checkProtection(answer, cell.mode());
        };
        return i -> Step.last(
                new Request("PUT", folder + target.freshKey(), "", headers, body, cell.signedPayload()), check);
    }

    /// @param bytes how long the body has to be
    private static void check(Answer answer, long bytes) throws IOException {
        check(answer);
        if (answer.bytes() != bytes) {
            throw new IOException("answered " + answer.bytes() + " bytes instead of " + bytes);
        }
    }

    static void check(Answer answer) throws IOException {
        if (answer.status() == 501 || answer.status() == 400 || answer.status() == 403) {
            UnsupportedCellException.check(answer);
        }
        Meter.fine(answer);
    }

    /// What takes long may begin its answer before it knows the end, and then fail with status 200.
    static void checkDocument(Answer answer) throws IOException {
        check(answer);
        if (!answer.code().isEmpty()) {
            throw new IOException("answered " + answer.status() + " " + answer.code());
        }
    }
}
