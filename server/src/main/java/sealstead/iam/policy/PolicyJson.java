package sealstead.iam.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads JSON strictly: no member twice, nothing after the end, no deeper than a policy can be.
final class PolicyJson {
    private static final int DEEPEST = 8;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PolicyJson() {}

    /// The document's root; nothing if it is no JSON object.
    static Optional<JsonNode> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    /// Reads a document that [#read] accepts piece by piece.
    static JsonParser parser(String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /// Where the statements of a document that [#read] accepts stand in it.
    static List<StatementPosition> positions(String text) {
        var found = new ArrayList<StatementPosition>();
        try (var parser = FACTORY.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean statements = parser.currentName().equals("Statement");
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                if (!statements) {
                    parser.skipChildren();
                } else if (!list) {
                    found.add(position(parser));
                } else {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        found.add(position(parser));
                    }
                }
            }
        } catch (Exception malformed) {
            throw new IllegalArgumentException("a document that was read before", malformed);
        }
        return found;
    }

    private static StatementPosition position(JsonParser parser) throws Exception {
        var start = parser.currentTokenLocation();
        parser.skipChildren();
        var end = parser.currentTokenLocation();
        return new StatementPosition(start.getLineNr(), start.getColumnNr(), end.getLineNr(), end.getColumnNr());
    }
}
