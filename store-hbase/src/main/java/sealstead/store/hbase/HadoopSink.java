package sealstead.store.hbase;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.BlobSink;

/// A blob on its way, under a name that nobody reads.
final class HadoopSink implements BlobSink {
    private static final Logger LOG = LoggerFactory.getLogger(HadoopSink.class);

    private final BlobFolder folder;
    private final FSDataOutputStream out;
    private final Path onItsWay;
    private final Path path;
    private final Before before;
    private boolean ended;

    /// What must be done before the blob gets its name.
    interface Before {
        void make() throws IOException;
    }

    HadoopSink(BlobFolder folder, FSDataOutputStream out, Path onItsWay, Path path, Before before) {
        this.folder = folder;
        this.out = out;
        this.onItsWay = onItsWay;
        this.path = path;
        this.before = before;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        folder.ask("write a blob", files -> {
            out.write(bytes, offset, length);
            return true;
        });
    }

    @Override
    public void commit() throws IOException {
        folder.ask("write a blob", files -> {
            out.hsync();
            out.close();
            return true;
        });
        before.make();
        folder.ask("name a blob", files -> {
            if (!files.rename(onItsWay, path)) {
                throw new IOException("the blob did not get its name");
            }
            return true;
        });
        ended = true;
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        try {
            folder.find("give a blob up", files -> {
                try (out) {
                    return true;
                } finally {
                    files.delete(onItsWay, false);
                }
            });
        } catch (IOException left) {
            LOG.warn("a blob that was given up stays until the next start: {}", left.toString());
        }
    }
}
