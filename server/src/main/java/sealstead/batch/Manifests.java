package sealstead.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.object.EntityTag;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;

/// Reads the lists of objects that jobs are given: CSV, and S3's inventories. They are read as the job's role, from the
/// very object that the request named by its ETag.
final class Manifests {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_INVENTORY_BYTES = 8 * 1024 * 1024;

    private static final int MAX_INVENTORY_FILES = 10_000;

    private Manifests() {}

    static void read(JobDocument.JobManifest manifest, RoleCalls role, Ingest into) throws IOException {
        var headers = new Headers().add("if-match", EntityTag.quoted(EntityTag.unquoted(manifest.etag())));
        var query =
                manifest.versionId().isEmpty() ? Map.<String, String>of() : Map.of("versionId", manifest.versionId());
        var answer = open(role, manifest.object(), query, headers);
        if (manifest.inventory()) {
            readInventory(answer, role, into);
            return;
        }
        if (answer.header("x-amz-server-side-encryption")
                .filter(algorithm -> algorithm.startsWith("aws:kms"))
                .isPresent()) {
            answer.readTo(OutputStream.nullOutputStream());
            throw new ManifestException(
                    "ManifestEncryptedWithKms", "A CSV manifest that is encrypted with a KMS key is not supported.");
        }
        try (var in = new Pipe(answer::readTo)) {
            readLines(in, manifest.fields(), into);
        }
    }

    private static OwnCalls.Answer open(
            RoleCalls role, BucketArn.Named object, Map<String, String> query, Headers headers) throws IOException {
        var answer = role.open(OwnCalls.Call.of(S3Operation.GET_OBJECT, object.bucket(), object.key(), query, headers));
        if (!answer.isWell()) {
            answer.readTo(OutputStream.nullOutputStream());
            if (answer.code().equals("PreconditionFailed")) {
                throw new ManifestException(
                        "ManifestETagMismatch", "The manifest's ETag is not the one that the request named.");
            }
            if (answer.status() == 500 || answer.status() == 503) {
                throw new IOException("the manifest cannot be read now: " + answer.code());
            }
            throw new ManifestException(
                    "ManifestUnreadable",
                    "The manifest " + object.bucket() + "/" + object.key() + " cannot be read: " + answer.code() + ": "
                            + answer.message());
        }
        return answer;
    }

    private static void readLines(InputStream in, List<String> fields, Ingest into) throws IOException {
        var lines = new CsvLines(in);
        int bucket = fields.indexOf("Bucket");
        int key = fields.indexOf("Key");
        int version = fields.indexOf("VersionId");
        int marker = fields.indexOf("IsDeleteMarker");
        for (var next = lines.next(); next.isPresent(); next = lines.next()) {
            into.checkNotStopped();
            var values = next.get();
            if (values.size() != fields.size()) {
                throw new ManifestException(
                        "ManifestMalformed",
                        "Line " + lines.line() + " of the manifest has " + values.size() + " fields instead of "
                                + fields.size() + ".");
            }
            if (marker >= 0 && values.get(marker).equals("true")) {
                continue;
            }
            var decoded = PercentEncoding.decode(values.get(key), true).orElseThrow(lines::malformed);
            into.add(new Task(values.get(bucket), decoded, version < 0 ? "" : values.get(version)));
        }
    }

    private static void readInventory(OwnCalls.Answer answer, RoleCalls role, Ingest into) throws IOException {
        JsonNode manifest;
        try (var in = new Pipe(answer::readTo)) {
            var bytes = in.readNBytes(MAX_INVENTORY_BYTES + 1);
            if (bytes.length > MAX_INVENTORY_BYTES) {
                throw new ManifestException("ManifestMalformed", "The manifest.json of the inventory is too large.");
            }
            manifest = json(bytes);
        }
        var destination = manifest.path("destinationBucket").asText();
        var fields = new ArrayList<String>();
        for (var field : manifest.path("fileSchema").asText().split(",")) {
            fields.add(field.strip());
        }
        if (!manifest.path("fileFormat").asText().equals("CSV")
                || !destination.startsWith("arn:aws:s3:::")
                || !fields.contains("Bucket")
                || !fields.contains("Key")) {
            throw new ManifestException("ManifestMalformed", "The object is no manifest of a CSV inventory.");
        }
        // A file that is named twice is read once: a small document must not make a list of many times its own length.
        var files = new LinkedHashMap<String, String>();
        for (var file : manifest.path("files")) {
            var sum = file.path("MD5checksum").asText();
            if (!files.merge(file.path("key").asText(), sum, (first, second) -> first.equals(second) ? first : "")
                    .equals(sum)) {
                throw new ManifestException(
                        "ManifestMalformed", "A file of the inventory is named twice, with different checksums.");
            }
        }
        if (files.size() > MAX_INVENTORY_FILES) {
            throw new ManifestException(
                    "ManifestTooLarge", "An inventory can have " + MAX_INVENTORY_FILES + " files at most.");
        }
        var bucket = destination.substring("arn:aws:s3:::".length());
        for (var file : files.entrySet()) {
            readFile(new BucketArn.Named(bucket, file.getKey()), file.getValue(), fields, role, into);
        }
    }

    private static JsonNode json(byte[] bytes) {
        try {
            var read = JSON.readTree(bytes);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (IOException notJson) {
            // said below
        }
        throw new ManifestException("ManifestMalformed", "The manifest of the inventory is not JSON.");
    }

    private static void readFile(BucketArn.Named object, String md5, List<String> fields, RoleCalls role, Ingest into)
            throws IOException {
        var answer = open(role, object, Map.of(), new Headers());
        var digest = ChecksumAlgorithm.MD5.newChecksum();
        try (var in = new Pipe(answer::readTo)) {
            var digested = new java.io.FilterInputStream(in) {
                @Override
                public int read() throws IOException {
                    var one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int n = super.read(bytes, offset, length);
                    if (n > 0) {
                        digest.update(bytes, offset, n);
                    }
                    return n;
                }
            };
            readLines(new GZIPInputStream(digested), fields, into);
            digested.transferTo(OutputStream.nullOutputStream());
        } catch (ZipException | EOFException notGzip) {
            throw new ManifestException(
                    "ManifestMalformed", "A file of the inventory is not compressed by gzip, or is cut off.");
        }
        if (!md5.isEmpty() && !HexFormat.of().formatHex(digest.digest()).equals(md5)) {
            throw new ManifestException(
                    "ManifestMalformed", "The file " + object.key() + " of the inventory is not the one it names.");
        }
    }
}
