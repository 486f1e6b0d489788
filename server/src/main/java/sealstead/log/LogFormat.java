package sealstead.log;

import java.util.logging.Formatter;

/// How lines of the log stand.
public enum LogFormat {
    TEXT,
    JSON;

    Formatter formatter() {
        return this == JSON ? new JsonLines() : new Words();
    }
}
