package sealstead.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the trail. Requests hand their events to a queue; one thread chains, writes and syncs them in batches and
/// moves the anchor after the sync, so that an anchor never names a line that a crash could lose. Events that were
/// still in the queue when a server is killed are lost, as CloudTrail too delivers after the fact; every other loss
/// shows.
public final class AuditTrail implements AuditSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int QUEUE = 10_000;
    private static final int BATCH = 1000;
    private static final long PATIENCE_MILLIS = 500;

    private final Level level;
    private final AuditFolder folder;
    private final Anchor anchor;
    private final Chain chain;
    private final long rotateBytes;
    private final RandomGenerator random;
    private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
    private Chain.Link last = Chain.Link.FIRST;
    private Chain.Link anchored = Chain.Link.FIRST;
    private @Nullable FileChannel file;

    /// Which events are kept.
    public enum Level {
        NONE,
        /// Management events, KMS calls made by S3 included: CloudTrail's default.
        MANAGEMENT,
        /// Data events as well: every request on objects.
        ALL
    }

    /// @param rotateBytes how large a file gets before the next one begins
    public AuditTrail(Level level, AuditStore store, long rotateBytes, RandomGenerator random) {
        this.level = level;
        this.folder = store.folder();
        this.anchor = store.anchor();
        this.chain = store.chain();
        this.rotateBytes = rotateBytes;
        this.random = random;
    }

    private record Flush(java.util.concurrent.CountDownLatch done) {}

    private static final Object STOP = new Object();

    /// Takes up the chain where it ended, and begins to write.
    public void start() throws IOException {
        folder.make();
        anchored = anchor.read();
        var files = folder.files();
        var end = Chain.Link.FIRST;
        for (int i = files.size() - 1; i >= 0 && end.sequence() == 0; i--) {
            end = Chain.stated(AuditFolder.mend(files.get(i))).orElse(Chain.Link.FIRST);
        }
        if (end.sequence() < anchored.sequence()) {
            LOG.error(
                    "the audit trail ends at line {}, but line {} was written: its end was removed; see"
                            + " `sealstead audit verify`",
                    end.sequence(),
                    anchored.sequence());
            end = anchored;
        }
        last = end;
        writer.start();
    }

    @Override
    public boolean wants(AuditEvent.Category category) {
        return switch (level) {
            case NONE -> false;
            case MANAGEMENT -> category == AuditEvent.Category.MANAGEMENT;
            case ALL -> true;
        };
    }

    @Override
    public void record(AuditEvent event) {
        if (wants(event.category())) {
            put(event);
        }
    }

    /// An event is not lost because its request is interrupted; after the writer's end nothing is taken any more.
    private void put(Object item) {
        boolean interrupted = false;
        boolean taken = false;
        while (!taken && writer.isAlive()) {
            try {
                taken = queue.offer(item, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until everything recorded so far is on disk and anchored, or could not be written and is lost.
    public void flush() {
        var flush = new Flush(new java.util.concurrent.CountDownLatch(1));
        put(flush);
        try {
            while (writer.isAlive() && !flush.done().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                // only a writer that lives can end the wait
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var batch = new ArrayList<>(BATCH);
        boolean running = true;
        while (running) {
            try {
                batch.clear();
                var first = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                }
                running = !batch.contains(STOP);
                write(batch);
                boolean idle = first == null || batch.stream().anyMatch(item -> !(item instanceof AuditEvent));
                if (idle && !anchored.equals(last)) {
                    anchor.write(last);
                    anchored = last;
                }
            } catch (IOException | RuntimeException | Error failed) {
                LOG.error("the audit trail could not be written; {} events are lost", batch.size(), failed);
            } catch (InterruptedException stop) {
                running = false;
            }
            batch.forEach(item -> {
                if (item instanceof Flush(var done)) {
                    done.countDown();
                }
            });
        }
    }

    private void write(List<Object> batch) throws IOException {
        var text = new StringBuilder();
        long first = last.sequence() + 1;
        for (var item : batch) {
            if (item instanceof AuditEvent event) {
                var line = chain.append(last, toText(event));
                text.append(line.text()).append('\n');
                last = line.link();
            }
        }
        if (text.isEmpty()) {
            return;
        }
        var channel = current(first);
        var bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
        if (channel.size() >= rotateBytes) {
            channel.close();
            file = null;
        }
    }

    private FileChannel current(long first) throws IOException {
        var open = file;
        if (open == null) {
            var files = folder.files();
            boolean goesOn = !files.isEmpty() && java.nio.file.Files.size(files.getLast()) < rotateBytes;
            open = AuditFolder.openToAppend(goesOn ? files.getLast() : folder.fileFrom(first));
            file = open;
        }
        return open;
    }

    private String toText(AuditEvent event) throws JsonProcessingException {
        return JSON.writeValueAsString(event.toJson(new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L)));
    }

    @Override
    public void close() throws IOException {
        if (writer.isAlive()) {
            put(STOP);
            try {
                writer.join();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        var open = file;
        if (open != null) {
            open.close();
        }
    }
}
