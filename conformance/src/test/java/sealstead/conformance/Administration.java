package sealstead.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import sealstead.cli.AdminClient;
import sealstead.custody.RootKey;

/// A server's administration, asked by who holds its root key.
final class Administration {
    private Administration() {}

    /// What a page answers.
    ///
    /// @param page method and path, such as `GET admin/accounts`
    static AdminClient.Answer ask(LocalServer server, String page) throws IOException {
        return ask(server, page, "");
    }

    static AdminClient.Answer ask(LocalServer server, String page, String body) throws IOException {
        return ask(server.endpoint(), server.server().rootKey(), page, body);
    }

    static AdminClient.Answer ask(URI endpoint, RootKey root, String page, String body) throws IOException {
        int space = page.indexOf(' ');
        return new AdminClient(root, endpoint.toString())
                .exchange(page.substring(0, space), page.substring(space + 1), body);
    }

    /// A token for tools.
    static JsonNode token(LocalServer server, String expires) throws IOException {
        return ask(server, "POST admin/tokens?expires=" + expires + "&name=test")
                .document();
    }
}
