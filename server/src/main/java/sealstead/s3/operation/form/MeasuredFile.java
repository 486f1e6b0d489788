package sealstead.s3.operation.form;

import java.io.IOException;
import java.io.InputStream;
import sealstead.s3.S3Error;

/// The file of a form, counted while it is read and refused where it leaves its bounds.
final class MeasuredFile extends InputStream {
    private final InputStream in;
    private final long least;
    private final long most;
    private long bytes;

    MeasuredFile(InputStream in, long least, long most) {
        this.in = in;
        this.least = least;
        this.most = most;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int read() throws IOException {
        var single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = in.read(target, offset, length);
        if (n < 0) {
            if (bytes < least) {
                throw S3Error.ENTITY_TOO_SMALL
                        .refusal()
                        .with("ProposedSize", Long.toString(bytes))
                        .with("MinSizeAllowed", Long.toString(least));
            }
            return n;
        }
        bytes += n;
        if (bytes > most) {
            throw S3Error.ENTITY_TOO_LARGE
                    .refusal()
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MaxSizeAllowed", Long.toString(most));
        }
        return n;
    }
}
