package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Paging of the KMS's lists: an opaque marker that says after which name to go on.
final class KmsPage {
    private KmsPage() {}

    static String after(KmsInput input) {
        return input.text("Marker").map(KmsPage::decode).orElse("");
    }

    private static String decode(String marker) {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw KmsError.of("InvalidMarkerException", "Could not deserialize marker '" + marker + "'");
        }
    }

    /// Says that there is more after `last`.
    static void truncate(ObjectNode reply, boolean more, String last) {
        reply.put("Truncated", more);
        if (more) {
            reply.put(
                    "NextMarker",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
