package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import sealstead.store.BlobId;
import sealstead.store.BlobReader;
import sealstead.store.BlobSink;
import sealstead.store.BlobStore;
import sealstead.store.ForwardedBlobs;

/// Blobs that are steps from their opening to their closing: what is written or read meanwhile waits for the client
/// too, so that the time in the store itself is told beside.
final class TracedBlobs extends ForwardedBlobs {
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("sealstead.blob.bytes");
    private static final AttributeKey<Long> MICROS = AttributeKey.longKey("sealstead.blob.busy_us");

    private static final String COMMIT = "blob commit";

    TracedBlobs(BlobStore blobs) {
        super(blobs);
    }

    @Override
    public BlobSink create(BlobId id) throws IOException {
        var sink = super.create(id);
        var step = TraceStep.current().begin("blob write");
        return step.isSeen() ? new Sink(sink, step) : sink;
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        var reader = super.open(id);
        var step = TraceStep.current().begin("blob read");
        return step.isSeen() ? new Reader(reader, step) : reader;
    }

    private record Sink(BlobSink sink, TraceStep step, LongAdder bytes, LongAdder nanos) implements BlobSink {
        Sink(BlobSink sink, TraceStep step) {
            this(sink, step, new LongAdder(), new LongAdder());
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            long began = System.nanoTime();
            sink.write(from, offset, length);
            nanos.add(System.nanoTime() - began);
            bytes.add(length);
        }

        @Override
        public void commit() throws IOException {
            long began = System.nanoTime();
            step.begin(COMMIT).lasting(inner -> {
                sink.commit();
                return inner;
            });
            nanos.add(System.nanoTime() - began);
        }

        @Override
        public void close() throws IOException {
            try {
                sink.close();
            } finally {
                step.with(BYTES, bytes.sum()).with(MICROS, nanos.sum() / 1000).end();
            }
        }
    }

    private record Reader(BlobReader reader, TraceStep step, LongAdder bytes, LongAdder nanos) implements BlobReader {
        Reader(BlobReader reader, TraceStep step) {
            this(reader, step, new LongAdder(), new LongAdder());
        }

        @Override
        public long length() throws IOException {
            return reader.length();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            long began = System.nanoTime();
            reader.read(position, buffer, offset, length);
            nanos.add(System.nanoTime() - began);
            bytes.add(length);
        }

        @Override
        public void close() throws IOException {
            try {
                reader.close();
            } finally {
                step.with(BYTES, bytes.sum()).with(MICROS, nanos.sum() / 1000).end();
            }
        }
    }
}
