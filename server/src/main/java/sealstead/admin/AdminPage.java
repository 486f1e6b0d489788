package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import sealstead.wire.Query;

/// One page of the administration: a question and its answer. Whoever reaches it has shown the root key's token.
@FunctionalInterface
public interface AdminPage {
    /// @param body of the request, empty for most pages
    /// @throws IllegalArgumentException if the question makes no sense; its message is told
    JsonNode answer(Query query, String body) throws IOException;
}
