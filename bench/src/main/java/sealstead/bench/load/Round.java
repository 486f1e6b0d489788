package sealstead.bench.load;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Runs one cell on one target once, and reads every meter before and after.
final class Round {
    private static final long MIB = 1 << 20;
    private static final long RANGE_OBJECT_BYTES = 1 << 30;
    private static final int LISTED_KEYS = 1000;
    private static final int PARTS = 5;
    private static final long PART_BYTES = 16 * MIB;
    /// What a round writes at most: disks fill faster than garbage is collected.
    private static final long MOST_WRITTEN_BYTES = 1L << 30;

    private final long nanos;

    Round(double seconds) {
        this.nanos = (long) (seconds * 1e9);
    }

    /// @throws UnsupportedCellException if the target does not do this
    Sample run(Target target, Cell cell) throws IOException {
        var operation = operation(target, cell);
        var workers = target.meter().workers(cell.concurrency());
        return target.meter()
                .around(() -> cell.work() == Work.DELETE
                        ? workers.count(deletions(cell), operation)
                        : workers.during(nanos, most(cell), operation));
    }

    private static int most(Cell cell) {
        return switch (cell.work()) {
            case PUT, COPY -> (int) Math.min(Integer.MAX_VALUE, MOST_WRITTEN_BYTES / Math.max(1, cell.bytes()));
            case MULTIPART -> (int) (MOST_WRITTEN_BYTES / (PARTS * PART_BYTES));
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

    private Workers.Operation operation(Target target, Cell cell) throws IOException {
        var mode = cell.mode();
        var bucket = "/" + target.bucket(mode);
        var kmsKey = target.kmsKey(mode);
        return switch (cell.work()) {
            case PUT -> put(target, cell, bucket + "/", mode.headersOfPut(kmsKey));
            case GET -> {
                int count = fill(target, cell);
                var path = bucket + "/" + prefix(cell);
                var headers = mode.headersOfGet();
                yield (connection, i) -> checked(
                                connection.s3("GET", path + i % count, "", headers, Body.EMPTY, true), cell.bytes())
                        .bytes();
            }
            case HEAD -> {
                int count = fill(target, cell);
                var path = bucket + "/" + prefix(cell);
                var headers = mode.headersOfGet();
                yield (connection, i) -> {
                    checked(connection.s3("HEAD", path + i % count, "", headers, Body.EMPTY, true), 0);
                    return 0;
                };
            }
            case RANGE -> {
                target.fill(mode, "range/", 1, RANGE_OBJECT_BYTES);
                var random = new SplittableRandom(1);
                yield (connection, i) -> {
                    long first;
                    synchronized (random) {
                        first = random.nextLong(RANGE_OBJECT_BYTES - MIB);
                    }
                    var headers = new java.util.HashMap<>(mode.headersOfGet());
                    headers.put("range", "bytes=" + first + "-" + (first + MIB - 1));
                    return checked(connection.s3("GET", bucket + "/range/0", "", headers, Body.EMPTY, true), MIB)
                            .bytes();
                };
            }
            case LIST -> {
                target.fill(mode, "list/", LISTED_KEYS, 1024);
                yield (connection, i) -> {
                    var answer = connection.s3("GET", bucket, "list-type=2&prefix=list%2F", Map.of(), Body.EMPTY, true);
                    UnsupportedCellException.check(answer);
                    return 0;
                };
            }
            case COPY -> {
                int count = fill(target, cell);
                var headers = new java.util.HashMap<>(mode.headersOfCopy(kmsKey));
                yield (connection, i) -> {
                    var mine = new java.util.HashMap<>(headers);
                    mine.put("x-amz-copy-source", bucket + "/" + prefix(cell) + i % count);
                    checked(connection.s3("PUT", bucket + "/" + target.freshKey(), "", mine, Body.EMPTY, true), -1);
                    return cell.bytes();
                };
            }
            case DELETE -> {
                int count = deletions(cell);
                var path = bucket + "/" + target.freshKey() + "/";
                target.fill(mode, path.substring(bucket.length() + 1), count, cell.bytes());
                yield (connection, i) -> {
                    checked(connection.s3("DELETE", path + i, "", Map.of(), Body.EMPTY, true), -1);
                    return 0;
                };
            }
            case MULTIPART -> multipart(target, cell, bucket + "/", mode.headersOfPut(kmsKey));
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

    private static Workers.Operation put(Target target, Cell cell, String folder, Map<String, String> headers) {
        var body = Body.noise(cell.bytes());
        return (connection, i) -> {
            var answer = connection.s3("PUT", folder + target.freshKey(), "", headers, body, cell.signedPayload());
            checked(answer, -1);
            target.checkProtection(answer, cell.mode());
            return cell.bytes();
        };
    }

    private static Workers.Operation multipart(Target target, Cell cell, String folder, Map<String, String> headers) {
        var part = Body.noise(PART_BYTES);
        return (connection, i) -> {
            var path = folder + target.freshKey();
            var upload = connection.s3("POST", path, "uploads=", headers, Body.EMPTY, true);
            UnsupportedCellException.check(upload);
            target.checkProtection(upload, cell.mode());
            var id = upload.element("UploadId");
            var done = new StringBuilder("<CompleteMultipartUpload>");
            var partHeaders = cell.mode().headersOfGet();
            for (int number = 1; number <= PARTS; number++) {
                var answer = connection.s3(
                        "PUT",
                        path,
                        "partNumber=" + number + "&uploadId=" + id,
                        partHeaders,
                        part,
                        cell.signedPayload());
                checked(answer, -1);
                done.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
                done.append(answer.headers().get("etag")).append("</ETag></Part>");
            }
            var document = Body.of(done.append("</CompleteMultipartUpload>")
                    .toString()
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            checked(connection.s3("POST", path, "uploadId=" + id, partHeaders, document, true), -1);
            return PARTS * PART_BYTES;
        };
    }

    /// @param bytes how long the body has to be, or -1 if that does not matter
    private static Connection.Answer checked(Connection.Answer answer, long bytes) throws IOException {
        if (answer.status() == 501 || answer.status() == 400 || answer.status() == 403) {
            UnsupportedCellException.check(answer);
        }
        if (!answer.isFine()) {
            throw new IOException("answered " + answer.status() + " " + answer.code());
        }
        if (bytes >= 0 && answer.bytes() != bytes) {
            throw new IOException("answered " + answer.bytes() + " bytes instead of " + bytes);
        }
        return answer;
    }
}
