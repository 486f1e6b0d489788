package sealstead.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Takes the place of the JDK's handler, which writes to the standard error in the thread that logs: where nobody reads
/// it, each request that logs would hang.
public final class ServerLog extends Handler {
    private static final int MAX_RECORD_BYTES = 64 * 1024;
    private static final long LAST_WORDS_MILLIS = 1000;

    private final Repeats repeats;
    private final LogQueue queue;
    private final LogFormat format;
    private final Formatter words;

    ServerLog(OutputStream out, LongSupplier nanos, LogFormat format) {
        this.format = format;
        this.words = format.formatter();
        this.repeats = new Repeats(nanos);
        this.queue = new LogQueue(out, format::ofItself, this::tellRepeats);
    }

    /// Sends everything that is logged, and what else is printed on the standard error, through a queue.
    public static ServerLog install(LogFormat format) {
        var log = new ServerLog(new FileOutputStream(FileDescriptor.err), System::nanoTime, format);
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(log);
        System.setErr(log.stream());
        return log;
    }

    /// A stream into the same queue.
    private PrintStream stream() {
        var into = new OutputStream() {
            @Override
            public void write(int b) {
                queue.add(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                queue.add(Arrays.copyOfRange(bytes, from, from + length));
            }
        };
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        try {
            if (record instanceof RequestRecord || repeats.isTold(record)) {
                var text = words.format(record).getBytes(StandardCharsets.UTF_8);
                queue.add(text.length <= MAX_RECORD_BYTES ? text : cut(text));
            }
        } catch (RuntimeException | Error failed) {
            // Who logs has trouble enough.
        }
    }

    private static byte[] cut(byte[] text) {
        var end = "\n... this line was longer\n".getBytes(StandardCharsets.UTF_8);
        var cut = Arrays.copyOf(text, MAX_RECORD_BYTES + end.length);
        System.arraycopy(end, 0, cut, MAX_RECORD_BYTES, end.length);
        return cut;
    }

    private void tellRepeats() {
        for (var line : repeats.counted()) {
            queue.add(format.ofItself(line).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void flush() {
        queue.drain(LAST_WORDS_MILLIS);
    }

    /// Writes what waits, as far as somebody reads it.
    @Override
    public void close() {
        flush();
    }
}
