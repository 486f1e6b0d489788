package sealstead.s3.trail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Operation;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;

/// The document of a configuration call as CloudTrail shows it, under the name of its root. Only names
/// that S3's model has for roots are shown as such, so that no document says `bucketName` in the place of the
/// request; one that is larger than CloudTrail shows, nested too deeply or not well formed is told by its size
/// alone.
public final class MirroredDocument {
    private static final int MAX_BYTES = 100 * 1024;
    private static final int MAX_DEPTH = 32;
    private static final ObjectMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();
    /// What management events may show.
    private static final Set<String> ROOTS = Arrays.stream(S3Operation.values())
            .filter(row -> !row.isDataEvent() && !row.document().isEmpty())
            .map(S3Operation::document)
            .collect(Collectors.toUnmodifiableSet());

    private MirroredDocument() {}

    /// The document of a call of another API.
    ///
    /// @param roots what may be shown
    public static void addControl(ObjectNode parameters, Set<String> roots, byte[] body, String namespace) {
        add(parameters, roots, body, () -> XmlReader.readIn(body, namespace))
                .ifPresent(shown -> shown.put("xmlns", namespace));
    }

    static void addTo(ObjectNode parameters, S3Operation operation, RequestDocument body) {
        if (!operation.jsonDocument().isEmpty()) {
            parameters.set(operation.jsonDocument(), json(body.bytes()));
        } else {
            add(parameters, ROOTS, body.bytes(), body::xml);
        }
    }

    /// @return what is shown, empty if that is only its size
    private static Optional<ObjectNode> add(
            ObjectNode parameters, Set<String> roots, byte[] body, Supplier<XmlElement> parsed) {
        try {
            if (body.length <= MAX_BYTES) {
                var root = parsed.get();
                if (roots.contains(root.name())) {
                    var shown = XmlMirror.of(root);
                    parameters.set(root.name(), shown);
                    return Optional.of(shown);
                }
            }
        } catch (MalformedXmlException malformed) {
            // told below
        }
        parameters.set("document", omitted(body));
        return Optional.empty();
    }

    private static ObjectNode json(byte[] body) {
        if (body.length <= MAX_BYTES) {
            try {
                if (JSON.readTree(body) instanceof ObjectNode document) {
                    return document;
                }
            } catch (JsonProcessingException malformed) {
                // told below
            } catch (IOException impossible) {
                throw new java.io.UncheckedIOException(impossible);
            }
        }
        return omitted(body);
    }

    private static ObjectNode omitted(byte[] body) {
        return JsonNodeFactory.instance.objectNode().put("omitted", true).put("originalSize", body.length);
    }
}
