package sealstead.migration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sealstead.s3.scrub.Salvage;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/// Objects in a bucket of another S3 endpoint: `PREFIX` + `BUCKET/KEY` for what a key shows,
/// `BUCKET@versions/KEY@VERSION` for older versions, with their headers, metadata and tags.
final class SalvageBucket implements SalvagePlace {
    /// Larger objects go in parts of this size, or of a ten-thousandth of the object.
    private static final int PART_BYTES = 16 * 1024 * 1024;

    private static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final Place to;

    SalvageBucket(Import.Side side, Place to) {
        this.client = side.client();
        this.to = to;
    }

    @Override
    public String take(Salvage.Found found, Salvage.Content content) throws IOException {
        var key = to.prefix()
                + found.bucket()
                + (found.current() ? "/" : "@versions/")
                + found.key()
                + (found.current() ? "" : "@" + found.object().name().id());
        try {
            if (found.object().bytes() <= PART_BYTES) {
                whole(key, found, content);
            } else {
                inParts(key, found, content);
            }
            return "s3://" + to.bucket() + "/" + key;
        } catch (SdkException refused) {
            throw new Salvage.TargetException("cannot write " + key + ": " + refused.getMessage(), refused);
        }
    }

    private void whole(String key, Salvage.Found found, Salvage.Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        content.copyTo(bytes::write);
        client.putObject(
                b -> b.bucket(to.bucket())
                        .key(key)
                        .metadata(found.object().attributes().user())
                        .contentType(header(found, "content-type"))
                        .cacheControl(header(found, "cache-control"))
                        .contentDisposition(header(found, "content-disposition"))
                        .contentEncoding(header(found, "content-encoding"))
                        .contentLanguage(header(found, "content-language"))
                        .tagging(tagging(found)),
                RequestBody.fromBytes(bytes.toByteArray()));
    }

    private void inParts(String key, Salvage.Found found, Salvage.Content content) throws IOException {
        var upload = client.createMultipartUpload(b -> b.bucket(to.bucket())
                        .key(key)
                        .metadata(found.object().attributes().user())
                        .contentType(header(found, "content-type"))
                        .cacheControl(header(found, "cache-control"))
                        .contentDisposition(header(found, "content-disposition"))
                        .contentEncoding(header(found, "content-encoding"))
                        .contentLanguage(header(found, "content-language"))
                        .tagging(tagging(found)))
                .uploadId();
        boolean done = false;
        try {
            var parts =
                    new Parts(key, upload, Math.max(PART_BYTES, found.object().bytes() / MAX_PARTS + 1));
            content.copyTo(parts::write);
            parts.send();
            client.completeMultipartUpload(
                    b -> b.bucket(to.bucket()).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts.sent)));
            done = true;
        } finally {
            if (!done) {
                client.abortMultipartUpload(b -> b.bucket(to.bucket()).key(key).uploadId(upload));
            }
        }
    }

    private final class Parts {
        private final String key;
        private final String upload;
        private final long size;
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();
        private final List<CompletedPart> sent = new ArrayList<>();

        Parts(String key, String upload, long size) {
            this.key = key;
            this.upload = upload;
            this.size = size;
        }

        void write(byte[] bytes, int offset, int length) {
            part.write(bytes, offset, length);
            if (part.size() >= size) {
                send();
            }
        }

        void send() {
            if (part.size() == 0) {
                return;
            }
            int number = sent.size() + 1;
            var made = client.uploadPart(
                    b -> b.bucket(to.bucket()).key(key).uploadId(upload).partNumber(number),
                    RequestBody.fromBytes(part.toByteArray()));
            sent.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(made.eTag())
                    .checksumCRC32(made.checksumCRC32())
                    .checksumCRC64NVME(made.checksumCRC64NVME())
                    .build());
            part.reset();
        }
    }

    private static @Nullable String header(Salvage.Found found, String name) {
        return found.object().attributes().system().get(name);
    }

    private static Tagging tagging(Salvage.Found found) {
        Map<String, String> pairs = new TreeMap<>(found.object().tags().pairs());
        return Tagging.builder()
                .tagSet(pairs.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    @Override
    public void close() {
        client.close();
    }
}
