package sealstead.log;

import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import sealstead.wire.Printable;

/// A record in words. A message is one line, and so is that of each exception, whatever others put into them:
/// nobody but the server begins a line of the log.
final class Words extends Formatter {
    private static final int MAX_CAUSES = 8;
    private static final int MAX_FRAMES = 100;

    private final Formatter head = new SimpleFormatter();

    @Override
    public String format(LogRecord record) {
        if (record instanceof RequestRecord) {
            return record.getInstant() + " " + record.getMessage() + "\n";
        }
        var thrown = record.getThrown();
        record.setMessage(Printable.of(String.valueOf(record.getMessage())));
        record.setThrown(null);
        var head = this.head.format(record);
        record.setThrown(thrown);
        return thrown == null ? head : head + thrown(thrown);
    }

    /// An exception with what caused it, within bounds.
    String thrown(Throwable thrown) {
        var text = new StringBuilder();
        var before = "";
        int causes = 0;
        for (@Nullable Throwable cause = thrown; cause != null && causes < MAX_CAUSES; cause = cause.getCause()) {
            causes++;
            text.append(before).append(Printable.of(cause.toString())).append('\n');
            var frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(MAX_FRAMES, frames.length); i++) {
                text.append("\tat ").append(frames[i]).append('\n');
            }
            for (var suppressed : cause.getSuppressed()) {
                text.append("\tbeside: ")
                        .append(Printable.of(suppressed.toString()))
                        .append('\n');
            }
            before = "Caused by: ";
        }
        return text.toString();
    }
}
