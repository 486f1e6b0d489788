package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

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

    /// What a page tells, which must be 200.
    static JsonNode told(LocalServer server, String page) throws IOException {
        return ok(ask(server, page));
    }

    static JsonNode told(URI endpoint, RootKey root, String page) throws IOException {
        return ok(ask(endpoint, root, page, ""));
    }

    private static JsonNode ok(AdminClient.Answer answer) {
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        return answer.document();
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
