package sealstead.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sealstead.wire.CallName;
import sealstead.wire.FinishedRequest;

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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
        for (int i = 0; i < 200; i++) {
            log.publish(line("request 7A3F%04X: the store cannot be written".formatted(i)));
        }
        log.publish(line("request 7A3F0000: another thing"));
        log.close();
        assertThat(count(gate.text(), "the store cannot be written")).isEqualTo(3);
        assertThat(count(gate.text(), "another thing")).isEqualTo(1);
    }

    private static FinishedRequest request(String path, int status) {
        var call = new CallName();
        call.is("s3", "GetObject");
        call.by("arn:aws:iam::111122223333:user/bob");
        if (status >= 400) {
            call.failed("AccessDenied");
        }
        return new FinishedRequest("7A3F", "GET", path, "127.0.0.1", call, status, 1_500_000, 0, 42);
    }

    @Test
    void as_json_every_line_is_one_object() throws IOException {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get, LogFormat.JSON);
        log.publish(failure("a message\nof \"two\" lines"));
        for (int i = 0; i < 5; i++) {
            log.publish(new RequestRecord(request("/bucket/a%0Akey", 403)));
        }
        log.close();
        var lines = gate.text().lines().toList();
        assertThat(lines).hasSize(6);
        var json = new ObjectMapper();
        var first = json.readTree(lines.getFirst());
        assertThat(first.path("message").asText()).isEqualTo("a message\nof \"two\" lines");
        assertThat(first.path("exception").asText()).contains("IllegalStateException", "\tat ");
        assertThat(first.path("level").asText()).isEqualTo("WARNING");
        for (var line : lines.subList(1, 6)) {
            var said = json.readTree(line);
            assertThat(said.path("requestId").asText()).isEqualTo("7A3F");
            assertThat(said.path("path").asText()).isEqualTo("/bucket/a%0Akey");
            assertThat(said.path("operation").asText()).isEqualTo("GetObject");
            assertThat(said.path("status").asInt()).isEqualTo(403);
            assertThat(said.path("error").asText()).isEqualTo("AccessDenied");
            assertThat(said.path("principal").asText()).endsWith(":user/bob");
            assertThat(said.path("millis").asDouble()).isEqualTo(1.5);
        }
    }

    @Test
    void what_the_log_says_of_itself_and_what_is_long_are_objects_too() throws IOException {
        var gate = new Gate();
        var log = new ServerLog(gate, nanos::get, LogFormat.JSON);
        log.publish(failure("\u001b".repeat(100_000)));
        for (int i = 0; i < 20_000; i++) {
            log.publish(line("number " + i + " of many"));
        }
        gate.opened.countDown();
        while (!gate.text().contains("log lines were dropped")) {
            log.flush();
        }
        log.close();
        var json = new ObjectMapper();
        int lines = 0;
        for (var line : gate.text().lines().toList()) {
            assertThat(json.readTree(line).path("message").asText()).isNotEmpty();
            lines++;
        }
        assertThat(lines).isGreaterThan(100);
    }

    @Test
    void each_request_has_its_line_in_words_too() {
        var gate = new Gate();
        gate.opened.countDown();
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
        for (int i = 0; i < 10; i++) {
            log.publish(new RequestRecord(request("/bucket/key\nSEVERE: forged", 200)));
        }
        log.close();
        assertThat(gate.text().lines()).hasSize(10);
        assertThat(gate.text())
                .contains("7A3F 127.0.0.1 arn:aws:iam::111122223333:user/bob GET /bucket/key\\u000aSEVERE: forged s3"
                        + " GetObject 200 - 1.5ms in 0 out 42");
    }

    @Test
    void which_requests_have_a_line_is_chosen() {
        var told = new ArrayList<String>();
        var logger = Logger.getLogger(RequestRecord.LOGGER);
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            for (var which : RequestLines.Which.values()) {
                new RequestLines(which).accept(request("/" + which, 200));
                new RequestLines(which).accept(request("/" + which, 404));
            }
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).contains("/FAILED").contains("404");
        assertThat(told.get(1)).contains("/ALL").contains("200");
        assertThat(told.get(2)).contains("/ALL").contains("404");
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    @Test
    void a_stream_that_nobody_reads_holds_up_nobody_and_what_is_dropped_is_counted() {
        var gate = new Gate();
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
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
        var log = new ServerLog(gate, nanos::get, LogFormat.TEXT);
        log.publish(line("x".repeat(10_000_000)));
        log.flush();
        assertThat(gate.text().length()).isBetween(60_000, 70_000);
        assertThat(gate.text()).contains("this line was longer");
    }
}
