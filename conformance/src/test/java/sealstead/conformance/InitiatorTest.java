package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Who began an upload may list its parts and abort it, without a policy that says so, but never against one.
final class InitiatorTest {
    private static final String PUT =
            "{\"Effect\":\"Allow\",\"Action\":\"s3:PutObject\",\"Resource\":\"arn:aws:s3:::begun/*\"}";

    @Test
    void the_initiator_lists_and_aborts() throws IOException {
        try (var server = new LocalServer()) {
            var people = new People(server);
            assertThat(call(server, people.owner(), "PUT", "/begun").status()).isEqualTo(200);
            var initiator = people.user(LocalServer.ACCOUNT, "initiator", PUT);
            var other = people.user(LocalServer.ACCOUNT, "other", PUT);
            var id = call(server, initiator, "POST", "/begun/k?uploads").element("UploadId");
            var upload = "/begun/k?uploadId=" + id;

            assertThat(call(server, initiator, "GET", upload).status()).isEqualTo(200);
            assertThat(call(server, other, "GET", upload).code()).isEqualTo("AccessDenied");
            assertThat(call(server, other, "DELETE", upload).code()).isEqualTo("AccessDenied");
            assertThat(call(server, initiator, "GET", "/begun/k?uploadId=" + "0".repeat(48))
                            .code())
                    .as("of no upload")
                    .isEqualTo("AccessDenied");

            people.permit(
                    initiator,
                    PUT + ",{\"Effect\":\"Deny\",\"Action\":\"s3:AbortMultipartUpload\",\"Resource\":\"*\"}");
            assertThat(call(server, initiator, "DELETE", upload).code()).isEqualTo("AccessDenied");
            people.permit(initiator, PUT);
            assertThat(call(server, initiator, "DELETE", upload).status()).isEqualTo(204);
            assertThat(call(server, people.owner(), "GET", upload).code()).isEqualTo("NoSuchUpload");
        }
    }

    private static Raw.Reply call(LocalServer server, People.Person who, String method, String target)
            throws IOException {
        return who.sign(Raw.request(server.endpoint(), method, target)).send();
    }
}
