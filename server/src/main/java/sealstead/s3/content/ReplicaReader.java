package sealstead.s3.content;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.iam.Caller;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.MetadataText;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredObject;

/// Opens versions that are replicated, as whoever carries them.
public final class ReplicaReader {
    private static final int READ_BYTES = 1 << 20;

    private final Objects objects;
    private final Encryption encryption;
    private final Clock wall;

    /// @param wall by which policies of keys go
    public ReplicaReader(Objects objects, Encryption encryption, Clock wall) {
        this.objects = objects;
        this.encryption = encryption;
        this.wall = wall;
    }

    /// @throws sealstead.wire.Refusal if it is no version that can be carried, or the carrier may not use its key
    public OpenedObject open(Bucket source, String key, StoredObject object, Caller.Principal carrier)
            throws IOException {
        object.storage().checkReadableSource(objects.now());
        if (object.placement() instanceof Placement.Pieces) {
            throw S3Error.INVALID_REQUEST.saying("What was appended to is not replicated.");
        }
        var access = KeyAccesses.ofJob(carrier, wall.instant(), source, key, Purpose.COPY_SOURCE);
        return new ReadPlan(access, object)
                .openWhole(
                        encryption,
                        objects,
                        source,
                        () -> objects.version(source.id(), key, object.name().id())
                                .filter(StoredObject.class::isInstance)
                                .map(StoredObject.class::cast));
    }

    /// User metadata as the headers of a request have it.
    public static Map<String, String> userHeaders(StoredObject object) {
        var headers = new LinkedHashMap<String, String>();
        object.attributes().user().forEach((name, value) -> headers.put(name, MetadataText.toHeader(value)));
        return headers;
    }

    /// The scheme of an object under a KMS key as `x-amz-server-side-encryption` says it; empty for any other.
    public static String kmsScheme(StoredObject object) {
        return switch (object.envelope().scheme()) {
            case SSE_KMS -> "aws:kms";
            case DSSE_KMS -> "aws:kms:dsse";
            case SSE_S3, SSE_C -> "";
        };
    }

    /// Plaintext of an open object from `first`, opened some at a time.
    ///
    /// @param failed is told why it cannot be read, whatever becomes of the exception
    public static InputStream plaintext(OpenedObject opened, long first, long count, Consumer<IOException> failed) {
        return new Plaintext(opened, first, count, failed);
    }

    private static final class Plaintext extends InputStream {
        private final OpenedObject opened;
        private final long end;
        private final Consumer<IOException> failed;
        private long next;
        private byte[] some = new byte[0];
        private int filled;
        private int position;

        Plaintext(OpenedObject opened, long first, long count, Consumer<IOException> failed) {
            this.opened = opened;
            this.failed = failed;
            this.next = first;
            this.end = first + count;
        }

        private boolean isAtEnd() throws IOException {
            if (position < filled) {
                return false;
            }
            int length = (int) Math.min(READ_BYTES, end - next);
            if (length == 0) {
                return true;
            }
            if (some.length < length) {
                some = new byte[length];
            }
            position = 0;
            filled = 0;
            try {
                opened.copy(next, length, (bytes, offset, count) -> {
                    System.arraycopy(bytes, offset, some, filled, count);
                    filled += count;
                });
            } catch (IOException unreadable) {
                failed.accept(unreadable);
                throw unreadable;
            }
            next += length;
            return false;
        }

        @Override
        public int read() throws IOException {
            return isAtEnd() ? -1 : some[position++] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return -1;
            }
            int count = Math.min(length, filled - position);
            System.arraycopy(some, position, into, offset, count);
            position += count;
            return count;
        }
    }
}
