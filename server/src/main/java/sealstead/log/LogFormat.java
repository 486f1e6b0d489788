package sealstead.log;

import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// How lines of the log stand.
public enum LogFormat {
    TEXT,
    JSON;

    Formatter formatter() {
        return this == JSON ? new JsonLines() : new Words();
    }

    /// A line that the log has to say of itself.
    String ofItself(String text) {
        return this == JSON ? new JsonLines().format(new LogRecord(Level.INFO, text)) : text + "\n";
    }
}
