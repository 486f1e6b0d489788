package sealstead.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/// A record as one JSON object on one line, for programs that read logs.
final class JsonLines extends Formatter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Words WORDS = new Words();

    @Override
    public String format(LogRecord record) {
        var line = JSON.createObjectNode()
                .put("time", record.getInstant().toString())
                .put("level", record.getLevel().getName())
                .put("logger", String.valueOf(record.getLoggerName()));
        if (record instanceof RequestRecord of) {
            RequestFields.addTo(line, of.request());
        } else {
            line.put("message", String.valueOf(record.getMessage()));
            if (record.getThrown() != null) {
                line.put("exception", WORDS.thrown(record.getThrown()));
            }
        }
        try {
            return JSON.writeValueAsString(line) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
