package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// What AWS KMS answers word by word.
final class KmsAnswersTest {
    private static Raw.Reply call(LocalServer server, String operation, String json) throws IOException {
        return Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "TrentService." + operation)
                .body(json)
                .sign()
                .send();
    }

    @Inside("an account without keys")
    @Test
    void a_body_is_one_object_and_nothing_behind_it() throws IOException {
        try (var server = new LocalServer()) {
            for (var body : new String[] {"{} {}", "{}]", "{}\"x\"", "[]", "", "{"}) {
                var reply = call(server, "CreateKey", body);
                assertThat(reply.status()).as(body).isEqualTo(400);
                assertThat(reply.body()).as(body).contains("SerializationException");
            }
            assertThat(call(server, "ListKeys", " {} ").body()).contains("\"Keys\":[]");
        }
    }

    @Test
    void answers_are_those_of_aws() throws IOException {
        try (var server = new LocalServer();
                var kms = server.kms()) {
            var key = kms.createKey().keyMetadata();
            var id = "\"KeyId\":\"" + key.keyId() + "\"";

            var rotated = call(server, "RotateKeyOnDemand", "{" + id + "}");
            assertThat(rotated.status()).isEqualTo(200);
            assertThat(rotated.body()).contains("\"KeyId\":\"" + key.arn() + "\"");

            var plaintext = Base64.getEncoder().encodeToString(new byte[4097]);
            var long4097 = call(server, "Encrypt", "{" + id + ",\"Plaintext\":\"" + plaintext + "\"}");
            assertThat(long4097.body())
                    .contains("1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member"
                            + " must have length less than or equal to 4096");

            var garbage = Base64.getEncoder().encodeToString(new byte[200]);
            var unreadable = call(server, "Decrypt", "{\"CiphertextBlob\":\"" + garbage + "\"}");
            assertThat(unreadable.status()).isEqualTo(400);
            assertThat(unreadable.body()).isEqualTo("{\"__type\":\"InvalidCiphertextException\"}");

            for (int i = 1; i < 25; i++) {
                assertThat(call(server, "RotateKeyOnDemand", "{" + id + "}").status())
                        .isEqualTo(200);
            }
            var over = call(server, "RotateKeyOnDemand", "{" + id + "}");
            assertThat(over.body())
                    .contains("LimitExceededException")
                    .contains("The on-demand rotations limit has been reached for the given keyId. No more on-demand"
                            + " rotations can be performed for this key: " + key.arn());
        }
    }
}
