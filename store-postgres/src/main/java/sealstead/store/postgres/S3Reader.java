package sealstead.store.postgres;

import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.OpenBlobs;
import sealstead.store.StoreUnavailableException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A blob that is read by ranges. Opening it fetches its beginning, which every reader needs and which is all
/// of most; who goes on from where he was gets longer and longer ranges, one stream each, so that what is read
/// one piece after the other costs few requests, and what is read here and there little that nobody wants.
final class S3Reader implements BlobReader {
    private static final int BEGINNING_BYTES = 128 * 1024;
    private static final long FIRST_RANGE_BYTES = 1024 * 1024;
    private static final long MAX_RANGE_BYTES = 64L * 1024 * 1024;
    /// So much is read to its end rather than given up with its connection.
    private static final long DRAIN_BYTES = 64 * 1024;

    private static final int ATTEMPTS = 3;
    private static final int NOT_SATISFIABLE = 416;

    private final UpstreamBucket upstream;
    private final BlobId id;
    private final String key;
    private final OpenBlobs.Reading reading;
    private final byte[] beginning;
    private final long length;
    private @Nullable ResponseInputStream<GetObjectResponse> stream;
    private long at;
    private long streamEnd;
    private long nextRange = FIRST_RANGE_BYTES;
    private boolean closed;

    S3Reader(UpstreamBucket upstream, BlobId id, String key, OpenBlobs.Reading reading) throws IOException {
        this.upstream = upstream;
        this.id = id;
        this.key = key;
        this.reading = reading;
        byte[] first = {};
        long all = 0;
        try (var answer = get(0, BEGINNING_BYTES)) {
            first = answer.readNBytes(BEGINNING_BYTES);
            all = whole(answer.response());
        } catch (Empty none) {
            // as it was begun
        } catch (SdkException failed) {
            throw upstream.told("read a blob", failed);
        }
        if (first.length < Math.min(all, BEGINNING_BYTES)) {
            throw new StoreUnavailableException("the beginning of blob " + id + " ended early");
        }
        this.beginning = first;
        this.length = all;
    }

    /// A blob without a byte has no range.
    private static final class Empty extends IOException {
        private static final long serialVersionUID = 1;
    }

    private static long whole(GetObjectResponse response) throws IOException {
        var range = response.contentRange();
        if (range == null) {
            return response.contentLength(); // all of it, however little was asked for
        }
        var text = range.substring(range.lastIndexOf('/') + 1);
        if (!text.matches("[0-9]{1,18}")) {
            throw new IOException("the bucket of the blobs does not tell their length: " + range);
        }
        return Long.parseLong(text);
    }

    private ResponseInputStream<GetObjectResponse> get(long from, long count) throws IOException {
        var range = "bytes=" + from + "-" + (from + count - 1);
        return upstream.find("read a blob", client -> {
                    try {
                        return client.getObject(
                                b -> b.bucket(upstream.bucket()).key(key).range(range));
                    } catch (S3Exception refused) {
                        if (refused.statusCode() == NOT_SATISFIABLE && from == 0) {
                            throw new Empty();
                        }
                        throw refused;
                    }
                })
                .orElseThrow(() -> new BlobMissingException(id));
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void read(long position, byte[] buffer, int offset, int count) throws IOException {
        if (position + count > length) {
            throw new EOFException("the blob ends early");
        }
        int done = 0;
        if (position < beginning.length) {
            done = (int) Math.min(count, beginning.length - position);
            System.arraycopy(beginning, (int) position, buffer, offset, done);
        }
        int attempts = 0;
        while (done < count) {
            long want = position + done;
            try {
                int n = from(want, count - done).read(buffer, offset + done, count - done);
                if (n < 0) {
                    throw new EOFException("the answer ended early");
                }
                at += n;
                done += n;
                attempts = 0;
            } catch (BlobMissingException | StoreUnavailableException gone) {
                throw gone;
            } catch (IOException | SdkException broken) {
                // A connection that was silent for as long as a client was slow; or the endpoint's trouble.
                giveUp();
                attempts++;
                if (attempts == ATTEMPTS) {
                    throw new StoreUnavailableException("a blob cannot be read to its end", broken);
                }
            }
        }
    }

    /// The stream that is at `position`.
    private ResponseInputStream<GetObjectResponse> from(long position, int count) throws IOException {
        var open = stream;
        if (open != null && at == position && at < streamEnd) {
            return open;
        }
        boolean goesOn = (open != null && at == position) || (open == null && position == beginning.length);
        end();
        nextRange = goesOn ? Math.min(MAX_RANGE_BYTES, 2 * nextRange) : FIRST_RANGE_BYTES;
        long range = Math.min(Math.max(nextRange, count), length - position);
        var next = get(position, range);
        stream = next;
        at = position;
        streamEnd = position + range;
        return next;
    }

    private void end() throws IOException {
        var open = stream;
        if (open == null) {
            return;
        }
        if (streamEnd - at > DRAIN_BYTES) {
            giveUp();
            return;
        }
        stream = null;
        try (open) {
            open.skipNBytes(streamEnd - at);
            open.read(); // its end
        } catch (IOException | SdkException ended) {
            open.abort();
        }
    }

    private void giveUp() {
        var open = stream;
        stream = null;
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            end();
        } finally {
            reading.close();
        }
    }
}
