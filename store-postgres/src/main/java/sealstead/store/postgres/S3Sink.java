package sealstead.store.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.BlobSink;
import sealstead.store.StoreFullException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// A blob on its way: the first bytes in memory, what is more in a file until there is a part of it. How long
/// it gets nobody knows before its end; what fits into one part is sent as one object, what does not as a
/// multipart upload. However slowly a client sends, it holds [#MEMORY_BYTES].
final class S3Sink implements BlobSink {
    private static final Logger LOG = LoggerFactory.getLogger(S3Sink.class);
    static final int MEMORY_BYTES = 128 * 1024;
    /// Ten thousand of these are the largest part that a client can send, which is what a blob holds at most.
    static final int PART_BYTES = 16 * 1024 * 1024;

    private static final int MAX_PARTS = 10_000;

    private final UpstreamBucket upstream;
    private final String key;
    private final Path file;
    private byte[] memory = new byte[0];
    private int inMemory;
    private @Nullable FileChannel channel;
    private long inFile;
    private MessageDigest md5 = md5();
    private @Nullable String uploadId;
    private final List<CompletedPart> parts = new ArrayList<>();
    private boolean ended;

    S3Sink(UpstreamBucket upstream, String key, Path file) {
        this.upstream = upstream;
        this.key = key;
        this.file = file;
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (inMemory + inFile == PART_BYTES) {
                sendPart();
            }
            int n = (int) Math.min(left, PART_BYTES - inMemory - inFile);
            take(bytes, at, n);
            at += n;
            left -= n;
        }
    }

    private void take(byte[] bytes, int offset, int length) throws IOException {
        md5.update(bytes, offset, length);
        if (channel == null && inMemory + length <= MEMORY_BYTES) {
            if (inMemory + length > memory.length) {
                memory = Arrays.copyOf(memory, Math.min(MEMORY_BYTES, Math.max(2 * memory.length, inMemory + length)));
            }
            System.arraycopy(bytes, offset, memory, inMemory, length);
            inMemory += length;
            return;
        }
        try {
            var out = channel;
            if (out == null) {
                out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                channel = out;
            }
            if (inMemory > 0) {
                writeAll(out, ByteBuffer.wrap(memory, 0, inMemory));
                memory = new byte[0];
                inMemory = 0;
            }
            writeAll(out, ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException failed) {
            var message = String.valueOf(failed.getMessage());
            if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
                throw new StoreFullException("the disk of what is on its way took no more", failed);
            }
            throw failed;
        }
    }

    private void writeAll(FileChannel out, ByteBuffer buffer) throws IOException {
        inFile += buffer.remaining();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private RequestBody body() {
        return channel == null ? RequestBody.fromBytes(Arrays.copyOf(memory, inMemory)) : RequestBody.fromFile(file);
    }

    private void sendPart() throws IOException {
        if (parts.size() == MAX_PARTS) {
            throw new IOException("a blob of more than " + MAX_PARTS + " parts");
        }
        var id = uploadId;
        if (id == null) {
            id = upstream.ask(
                    "begin an upload",
                    client -> client.createMultipartUpload(
                                    b -> b.bucket(upstream.bucket()).key(key))
                            .uploadId());
            uploadId = id;
            LeftUploads.note(file, key, id);
        }
        var upload = id;
        int number = parts.size() + 1;
        var sum = sum();
        var tag = upstream.ask(
                "send a part",
                client -> client.uploadPart(
                                b -> b.bucket(upstream.bucket())
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(sum),
                                body())
                        .eTag());
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
        if (channel != null) {
            channel.truncate(0);
            channel.position(0);
        }
        inMemory = 0;
        inFile = 0;
        md5 = md5();
    }

    private String sum() {
        return Base64.getEncoder().encodeToString(md5.digest());
    }

    @Override
    public void commit() throws IOException {
        if (uploadId == null) {
            var sum = sum();
            upstream.ask(
                    "send a blob",
                    client -> client.putObject(
                            b -> b.bucket(upstream.bucket()).key(key).contentMD5(sum), body()));
        } else {
            if (inMemory + inFile > 0) {
                sendPart();
            }
            var upload = uploadId;
            upstream.ask(
                    "complete an upload",
                    client -> client.completeMultipartUpload(b -> b.bucket(upstream.bucket())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(m -> m.parts(parts))));
        }
        ended = true;
        if (uploadId != null) {
            LeftUploads.forget(file);
        }
    }

    @Override
    public void close() throws IOException {
        memory = new byte[0];
        if (channel != null) {
            channel.close();
            Files.deleteIfExists(file);
        }
        if (!ended && uploadId != null) {
            var upload = uploadId;
            try {
                upstream.find(
                        "abort an upload",
                        client -> client.abortMultipartUpload(
                                b -> b.bucket(upstream.bucket()).key(key).uploadId(upload)));
                LeftUploads.forget(file);
            } catch (IOException left) {
                LOG.warn("an upload to the bucket of the blobs stays until the next start: {}", left.toString());
            }
        }
    }
}
