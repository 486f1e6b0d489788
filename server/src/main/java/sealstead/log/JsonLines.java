package sealstead.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// A record as one JSON object on one line, for programs that read logs.
final class JsonLines extends Formatter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Words WORDS = new Words();
    /// In characters, of which each may take six: a line that the log would have to cut off is no object.
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_EXCEPTION = 8_000;

    @Override
    public String format(LogRecord record) {
        var line = JSON.createObjectNode()
                .put("time", record.getInstant().toString())
                .put("level", record.getLevel().getName())
                .put("logger", record.getLoggerName() == null ? "sealstead.log" : record.getLoggerName());
        if (record instanceof RequestRecord of) {
            RequestFields.addTo(line, of.request());
        } else {
            line.put("message", clipped(String.valueOf(record.getMessage()), MAX_MESSAGE));
            if (record.getThrown() != null) {
                line.put("exception", clipped(WORDS.thrown(record.getThrown()), MAX_EXCEPTION));
            }
        }
        try {
            return JSON.writeValueAsString(line) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String clipped(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }
}
