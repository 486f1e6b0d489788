package sealstead.bench.load;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/// An endpoint made ready: a bucket for each mode, a KMS key where one is needed, and the objects that reads read.
final class Target implements AutoCloseable {
    private static final String ZONE = "use1-az4";

    private final Endpoint endpoint;
    private final Meter meter;
    private final String run;
    private final Map<Mode, String> buckets = new EnumMap<>(Mode.class);
    private final Map<Mode, String> protections = new ConcurrentHashMap<>();
    private final Set<String> filled = new HashSet<>();
    private final AtomicLong serial = new AtomicLong();
    private String kmsKey;

    /// @param run makes the names of this run's buckets its own
    /// @param kmsKey a key id, or empty to have one made
    /// @param clientThreads what the connections of a cell are dealt to
    Target(Endpoint endpoint, String run, String kmsKey, int clientThreads) {
        this.endpoint = endpoint;
        this.meter = new Meter(endpoint, clientThreads);
        this.run = run;
        this.kmsKey = kmsKey;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Meter meter() {
        return meter;
    }

    /// A key name that was not given out before.
    String freshKey() {
        return "new/" + Long.toHexString(serial.getAndIncrement());
    }

    String kmsKey(Mode mode) throws IOException {
        if (mode.usesKms() && kmsKey.isEmpty()) {
            var answer = meter.first().kms("CreateKey", "{}");
            var text = answer.text();
            int at = text.indexOf("\"KeyId\"");
            if (!answer.isFine() || at < 0) {
                throw new UnsupportedCellException("no KMS key: CreateKey answered " + answer.status());
            }
            int open = text.indexOf('"', text.indexOf(':', at));
            kmsKey = text.substring(open + 1, text.indexOf('"', open + 1));
        }
        return kmsKey;
    }

    /// The bucket for `mode`, made if it is not there.
    String bucket(Mode mode) throws IOException {
        var known = buckets.get(mode);
        if (known != null) {
            return known;
        }
        var base = "bench-" + run + "-"
                + mode.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        if (endpoint.directory()) {
            var name = base + "--" + ZONE + "--x-s3";
            createDirectory(name, mode);
            buckets.put(mode, name);
            return name;
        }
        var name = base;
        var answer = meter.first().s3(Request.of("PUT", "/" + name));
        if (!answer.isFine() && !answer.code().equals("BucketAlreadyOwnedByYou")) {
            throw new IOException(endpoint + ": CreateBucket answered " + answer.status() + " " + answer.text());
        }
        if (mode == Mode.SSE_C) {
            allowCustomerKeys(name);
        }
        buckets.put(mode, name);
        return name;
    }

    /// A directory bucket has its encryption from its default and nothing else.
    private void createDirectory(String name, Mode mode) throws IOException {
        if (mode != Mode.DEFAULT && mode != Mode.SSE_S3 && mode != Mode.SSE_KMS_BUCKET_KEY) {
            throw new UnsupportedCellException("directory buckets have no " + mode);
        }
        var location = "<CreateBucketConfiguration><Location><Type>AvailabilityZone</Type><Name>" + ZONE
                + "</Name></Location><Bucket><Type>Directory</Type><DataRedundancy>SingleAvailabilityZone"
                + "</DataRedundancy></Bucket></CreateBucketConfiguration>";
        var create = new Request("PUT", "/" + name, "", Map.of(), Body.of(bytes(location)), true);
        check(meter.first().express(create), "CreateBucket");
        if (mode == Mode.SSE_KMS_BUCKET_KEY) {
            var rule = bytes("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                    + "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>" + kmsKey(mode)
                    + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>"
                    + "</ServerSideEncryptionConfiguration>");
            var crc = new CRC32();
            crc.update(rule);
            var checksum = Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
            var headers = Map.of("x-amz-checksum-crc32", checksum);
            var encrypt = new Request("PUT", "/" + name, "encryption=", headers, Body.of(rule), true);
            check(meter.first().express(encrypt), "PutBucketEncryption");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void check(Answer answer, String operation) throws IOException {
        if (!answer.isFine()) {
            throw new IOException(endpoint + ": " + operation + " answered " + answer.status() + " " + answer.text());
        }
    }

    /// New buckets refuse customer-provided keys since 2026; servers that do not know of that may refuse this instead.
    private void allowCustomerKeys(String bucket) throws IOException {
        var document = ("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                        + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes>"
                        + "<EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes></Rule>"
                        + "</ServerSideEncryptionConfiguration>")
                .getBytes(StandardCharsets.UTF_8);
        var headers = Map.of("content-md5", Mode.md5(document));
        meter.first().s3(new Request("PUT", "/" + bucket, "encryption=", headers, Body.of(document), true));
    }

    /// Nothing is measured under a wrong name, and what is measured under one name is protected in one way.
    void checkProtection(Answer answer, Mode mode) throws UnsupportedCellException {
        var said = Protection.in(answer.headers());
        if (!mode.isMetBy(said)) {
            throw new UnsupportedCellException("says " + said + " where " + mode.wanted() + " was asked for");
        }
        var before = protections.putIfAbsent(mode, said);
        if (before != null && !before.equals(said)) {
            throw new UnsupportedCellException("says " + said + " where it said " + before + " before");
        }
    }

    /// What the endpoint said of objects written without a header.
    String defaultProtection() {
        return protections.getOrDefault(Mode.DEFAULT, "unknown");
    }

    /// Puts `count` objects `prefix0`, `prefix1`, ... unless that was done before.
    void fill(Mode mode, String prefix, int count, long bytes) throws IOException {
        if (filled.contains(mode + " " + prefix)) {
            return;
        }
        var path = "/" + bucket(mode) + "/" + prefix;
        var headers = mode.headersOfPut(kmsKey(mode));
        var body = Body.noise(bytes);
        int workers = bytes > 16L << 20 ? 1 : 16;
        meter.workers(workers)
                .count(
                        count,
                        i -> Step.last(new Request("PUT", path + i, "", headers, body, false), answer -> {
                            UnsupportedCellException.check(answer);
                            checkProtection(answer, mode);
                        }));
        filled.add(mode + " " + prefix);
    }

    /// Removes everything that this run put there.
    void remove() throws IOException {
        for (var bucket : buckets.values()) {
            // Each page goes on behind the one before, or a server would wade through all that was deleted.
            var from = "";
            do {
                var query = from + "list-type=2&max-keys=150";
                var page = meter.first().s3(Request.of("GET", "/" + bucket, query, Map.of()));
                var keys = page.text().split("<Key>");
                meter.workers(8).count(keys.length - 1, i -> {
                    var key = keys[i + 1].substring(0, keys[i + 1].indexOf('<'));
                    return Step.last(Request.of("DELETE", "/" + bucket + "/" + key), anything -> {});
                });
                var token = page.element("NextContinuationToken");
                from = token.isEmpty()
                        ? ""
                        : "continuation-token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&";
            } while (!from.isEmpty());
            meter.first().s3(Request.of("DELETE", "/" + bucket));
        }
    }

    @Override
    public void close() throws IOException {
        meter.close();
    }
}
