package sealstead.migration;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import sealstead.backup.BackupPlace;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Backups as objects of a bucket. An object is there as a whole or not at all, and durable when it is there; the
/// endpoint checks SHA-256 of what it gets, so that nothing is read again.
public final class BackupBucket implements BackupPlace {
    /// Larger files go in parts of this size, or of a ten-thousandth of the file.
    private static final int PART_BYTES = 16 * 1024 * 1024;

    private static final int MAX_PARTS = 10_000;
    private static final String TYPE = "application/octet-stream";

    private final S3Client client;
    private final Place at;

    public BackupBucket(Import.Side side, Place at) {
        this.client = side.client();
        this.at = new Place(
                at.bucket(), at.prefix().isEmpty() || at.prefix().endsWith("/") ? at.prefix() : at.prefix() + "/");
    }

    /// A failure of the other endpoint, told with what was done.
    private static IOException told(String what, SdkException failed) {
        return new IOException(what + ": " + failed.getMessage(), failed);
    }

    /// The key of a file's object.
    public String key(String name) {
        return at.prefix() + name;
    }

    @Override
    public void put(String name, long bytes, Content content) throws IOException {
        try {
            if (bytes <= PART_BYTES) {
                byte[] whole;
                try (var in = content.open()) {
                    whole = in.readAllBytes();
                }
                if (whole.length != bytes) {
                    throw new IOException(
                            "what became " + name + " has " + whole.length + " bytes instead of " + bytes);
                }
                client.putObject(
                        b -> b.bucket(at.bucket())
                                .key(key(name))
                                .contentType(TYPE)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes(whole));
            } else {
                inParts(name, bytes, content);
            }
        } catch (SdkException failed) {
            throw told("cannot write " + name + " to " + this, failed);
        }
    }

    private void inParts(String name, long bytes, Content content) throws IOException {
        var upload = client.createMultipartUpload(b -> b.bucket(at.bucket())
                        .key(key(name))
                        .contentType(TYPE)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                .uploadId();
        try (var in = content.open()) {
            var parts = new ArrayList<CompletedPart>();
            int size = (int) Math.max(PART_BYTES, bytes / MAX_PARTS + 1);
            long sent = 0;
            while (sent < bytes) {
                var part = in.readNBytes(size);
                if (part.length == 0) {
                    throw new IOException("what became " + name + " has " + sent + " bytes instead of " + bytes);
                }
                int number = parts.size() + 1;
                var made = client.uploadPart(
                        b -> b.bucket(at.bucket())
                                .key(key(name))
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                        RequestBody.fromBytes(part));
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(made.eTag())
                        .checksumSHA256(made.checksumSHA256())
                        .build());
                sent += part.length;
            }
            client.completeMultipartUpload(
                    b -> b.bucket(at.bucket()).key(key(name)).uploadId(upload).multipartUpload(m -> m.parts(parts)));
        } catch (IOException | RuntimeException failed) {
            try {
                client.abortMultipartUpload(
                        b -> b.bucket(at.bucket()).key(key(name)).uploadId(upload));
            } catch (SdkException left) {
                failed.addSuppressed(left); // the reason is what is told
            }
            throw failed;
        }
    }

    @Override
    public boolean isThere(String name, long bytes, String sha256) throws IOException {
        try {
            return OptionalLong.of(client.headObject(b -> b.bucket(at.bucket()).key(key(name)))
                            .contentLength())
                    .equals(OptionalLong.of(bytes));
        } catch (NoSuchKeyException gone) {
            return false;
        } catch (SdkException failed) {
            throw told("cannot look at " + name + " in " + this, failed);
        }
    }

    @Override
    public void settle() {
        // Each object was durable when it was acknowledged.
    }

    @Override
    public InputStream open(String name) throws IOException {
        try {
            var answer = client.getObject(b -> b.bucket(at.bucket()).key(key(name)));
            return new FilterInputStream(answer) {
                private boolean ended;

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    try {
                        int n = super.read(buffer, offset, length);
                        ended |= n < 0;
                        return n;
                    } catch (SdkException failed) {
                        throw told("cannot read " + name + " from " + BackupBucket.this, failed);
                    }
                }

                @Override
                public void close() throws IOException {
                    if (!ended) {
                        answer.abort();
                    }
                    super.close();
                }
            };
        } catch (NoSuchKeyException gone) {
            throw new NoSuchFileException(name);
        } catch (S3Exception failed) {
            if (failed.statusCode() == 404) {
                throw new NoSuchFileException(name);
            }
            throw told("cannot read " + name + " from " + this, failed);
        } catch (SdkException failed) {
            throw told("cannot read " + name + " from " + this, failed);
        }
    }

    @Override
    public Map<String, Long> list(String folder) throws IOException {
        var prefix = key(folder.isEmpty() ? "" : folder + "/");
        try {
            var found = new HashMap<String, Long>();
            client.listObjectsV2Paginator(
                            b -> b.bucket(at.bucket()).prefix(prefix).delimiter("/"))
                    .contents()
                    .forEach(object -> found.put(object.key().substring(prefix.length()), object.size()));
            return found;
        } catch (SdkException failed) {
            throw told("cannot list " + folder + " in " + this, failed);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            client.deleteObject(b -> b.bucket(at.bucket()).key(key(name)));
        } catch (SdkException failed) {
            throw told("cannot delete " + name + " from " + this, failed);
        }
    }

    @Override
    public String toString() {
        return "s3://" + at.bucket() + "/" + at.prefix();
    }

    @Override
    public void close() {
        client.close();
    }
}
