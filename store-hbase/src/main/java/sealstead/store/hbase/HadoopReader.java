package sealstead.store.hbase;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.client.HdfsDataInputStream;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.OpenBlobs;

/// A blob that is read. Who goes on from where he was is read ahead for; the file system finds another copy of what
/// it cannot read.
final class HadoopReader implements BlobReader {
    private final BlobFolder folder;
    private final OpenBlobs.Reading reading;
    private final FSDataInputStream in;
    private final long length;
    private boolean closed;

    HadoopReader(BlobFolder folder, BlobId id, Path path, OpenBlobs.Reading reading) throws IOException {
        this.folder = folder;
        this.reading = reading;
        if (reading.isDeleted()) {
            throw new BlobMissingException(id);
        }
        this.in = folder.find("read a blob", files -> files.open(path)).orElseThrow(() -> new BlobMissingException(id));
        this.length = in instanceof HdfsDataInputStream hdfs
                ? hdfs.getVisibleLength()
                : folder.find(
                                "look at a blob",
                                files -> files.getFileStatus(path).getLen())
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
        folder.ask("read a blob", files -> {
            if (in.getPos() != position) {
                in.seek(position);
            }
            in.readFully(buffer, offset, count);
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (in) {
            reading.close();
        }
    }
}
