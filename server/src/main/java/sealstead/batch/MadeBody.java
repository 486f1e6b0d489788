package sealstead.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import sealstead.checksum.Checksum;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.store.Bytes;
import sealstead.wire.Reply;

/// A body that can be made again and again, and its length and digest: S3 wants to know both before the first byte,
/// and it is never in memory as a whole.
///
/// @param md5 its digest
record MadeBody(Reply.Body body, long bytes, Bytes md5) {
    /// Makes the body once, to measure it.
    static MadeBody of(Reply.Body body) throws IOException {
        var measure = new Measure();
        body.writeTo(measure);
        return new MadeBody(body, measure.bytes, Bytes.wrap(measure.md5.digest()));
    }

    InputStream open() throws IOException {
        return new Pipe(body);
    }

    private static final class Measure extends OutputStream {
        private final Checksum md5 = ChecksumAlgorithm.MD5.newChecksum();
        private long bytes;

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            md5.update(source, offset, length);
            bytes += length;
        }
    }
}
