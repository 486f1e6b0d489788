package sealstead.s3.bucket;

import java.nio.ByteBuffer;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.store.Bytes;

/// The configurations of a bucket that are kept as the document that was put, beside its record. The numbers are
/// written into records and never change their meaning. Requests of strangers read what they make, so that each is as
/// small as what is parsed can be remembered; older ones may be larger.
public enum DocumentKind {
    TAGGING(1, 128),
    /// AWS: 64 KB.
    CORS(2, 64),
    /// A thousand rules.
    LIFECYCLE(3, 512),
    POLICY(4, 128),
    NOTIFICATION(5, 256),
    LOGGING(6, 128),
    /// A thousand configurations, as of every kind that has ids.
    METRICS(7, 512),
    INVENTORY(8, 512),
    /// When each inventory was made last.
    INVENTORY_REPORTS(9, 512),
    /// AWS: 128 KB.
    WEBSITE(10, 128),
    ACCELERATE(15, 4),
    ANALYTICS(16, 512),
    INTELLIGENT_TIERING(17, 512),
    /// AWS: 2 MB. A thousand rules.
    REPLICATION(18, 512);

    private final int number;
    private final int maxBytes;

    DocumentKind(int number, int maxKibibytes) {
        this.number = number;
        this.maxBytes = maxKibibytes * 1024;
    }

    int number() {
        return number;
    }

    /// The cell in which a document of this kind stands beside its bucket's record.
    Bytes cell(long revision) {
        return Bytes.wrap(ByteBuffer.allocate(Short.BYTES + Long.BYTES)
                .putShort((short) number)
                .putLong(revision)
                .array());
    }

    /// How large a document may be that is put; of a kind that has ids all of them together.
    public int maxBytes() {
        return maxBytes;
    }

    /// Refuses what is larger, unless it is in place of what is larger still.
    void check(Optional<Bytes> before, Optional<Bytes> after) {
        int bytes = after.map(Bytes::size).orElse(0);
        if (bytes > maxBytes && bytes >= before.map(Bytes::size).orElse(0)) {
            throw S3Error.tooLong(maxBytes);
        }
    }

    static DocumentKind numbered(long number) {
        for (var kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown bucket configuration " + number);
    }
}
