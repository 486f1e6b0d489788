package sealstead.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A log that nobody reads, and failures that come again and again.
@Timeout(60)
final class ServerLogTest {
    private final AtomicLong nanos = new AtomicLong();

    /// Takes nothing until it is opened.
    private static final class Gate extends OutputStream {
        private final CountDownLatch opened = new CountDownLatch(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                opened.await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            synchronized (written) {
                written.write(bytes, from, length);
            }
        }

        String text() {
            synchronized (written) {
                return written.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static LogRecord line(String message) {
        var record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("test");
        return record;
    }

    @Test
    void no_message_forges_a_line_of_the_log() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        log.publish(line("the key x\nSEVERE: all is lost\r\u001b[2J cannot be had"));
        log.close();
        assertThat(gate.text())
                .contains("the key x\\u000aSEVERE: all is lost\\u000d\\u001b[2J cannot be had")
                .doesNotContain("\nSEVERE");
    }

    private static LogRecord failure(String message) {
        var record = line(message);
        record.setThrown(new IllegalStateException(message));
        return record;
    }

    @Test
    void no_exception_forges_a_line_of_the_log() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        var thrown =
                new IOException("one\nSEVERE: forged", new IllegalStateException("two\nSEVERE: forged \u001b[31m"));
        thrown.addSuppressed(new IOException("three\nSEVERE: forged"));
        var record = line("what happened");
        record.setThrown(thrown);
        log.publish(record);
        log.close();
        assertThat(gate.text())
                .contains("java.io.IOException: one\\u000aSEVERE: forged")
                .contains("Caused by: java.lang.IllegalStateException: two\\u000aSEVERE: forged \\u001b[31m")
                .contains("\tat sealstead.log.ServerLogTest.")
                .doesNotContain("\nSEVERE");
    }

    @Test
    void the_same_words_about_another_request_are_the_same() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        for (int i = 0; i < 200; i++) {
            log.publish(line("request 7A3F%04X: the store cannot be written".formatted(i)));
        }
        log.publish(line("request 7A3F0000: another thing"));
        log.close();
        assertThat(count(gate.text(), "the store cannot be written")).isEqualTo(3);
        assertThat(count(gate.text(), "another thing")).isEqualTo(1);
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void a_stream_that_nobody_reads_holds_up_nobody_and_what_is_dropped_is_counted() {
        var gate = new Gate();
        var log = new ServerLog(gate, nanos::get);
        int lines = 50_000;
        for (int i = 0; i < lines; i++) {
            log.publish(line("number " + i + " of many"));
        }
        gate.opened.countDown();
        // What is told of those that were dropped comes before the lines that were kept.
        String text;
        int written;
        do {
            log.flush();
            text = gate.text();
            written = count(text, " of many");
        } while (!text.contains((lines - written) + " log lines were dropped"));
        assertThat(written).isPositive().isLessThan(lines);
    }

    @Test
    void the_same_failure_is_told_a_few_times_and_then_counted() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        for (int i = 0; i < 500; i++) {
            log.publish(failure("try " + i));
        }
        log.publish(line("another line"));
        log.flush();
        assertThat(count(gate.text(), "java.lang.IllegalStateException: try")).isEqualTo(3);
        assertThat(gate.text()).contains("another line");

        nanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
        while (!gate.text().contains("497 times more")) {
            log.flush();
        }
        log.publish(failure("try again"));
        log.flush();
        assertThat(gate.text()).contains("java.lang.IllegalStateException: try again");
    }

    @Test
    void different_lines_are_all_told() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        for (int i = 0; i < 1000; i++) {
            log.publish(line("blob " + i + " is lost"));
        }
        log.flush();
        assertThat(count(gate.text(), "is lost")).isEqualTo(1000);
    }

    @Test
    void a_line_of_any_length_is_cut() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get);
        log.publish(line("x".repeat(10_000_000)));
        log.flush();
        assertThat(gate.text().length()).isBetween(60_000, 70_000);
        assertThat(gate.text()).contains("this line was longer");
    }
}
