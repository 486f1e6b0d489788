package sealstead.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// SSE-C keys and KMS objects over plain HTTP: on loopback, and elsewhere only by configuration.
final class TransportTest {
    private static final Request.Peer TLS = new Request.Peer("192.0.2.1", true, false);
    private static final Request.Peer LOOPBACK = new Request.Peer("127.0.0.1", false, true);
    private static final Request.Peer PLAIN = new Request.Peer("192.0.2.1", false, false);

    private static Headers customerKey() {
        return new Headers()
                .add("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .add(
                        "x-amz-server-side-encryption-customer-key",
                        Base64.getEncoder().encodeToString(new byte[32]))
                .add("x-amz-server-side-encryption-customer-key-md5", "cLyPS3KoaSFGi/joRB3OUQ==");
    }

    @Test
    void a_customer_key_travels_over_tls_and_loopback_only() {
        var strict = new Transport(false);
        for (var peer : new Request.Peer[] {TLS, LOOPBACK}) {
            assertThat(EncryptionRequest.read(customerKey(), "arn", peer, strict))
                    .isInstanceOf(EncryptionRequest.Customer.class);
        }
        assertThatThrownBy(() -> EncryptionRequest.read(customerKey(), "arn", PLAIN, strict))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.status()).isEqualTo(400);
                    assertThat(refusal.code()).isEqualTo("InvalidRequest");
                    assertThat(refusal.message()).endsWith("must be made over a secure connection.");
                });
        assertThat(EncryptionRequest.read(customerKey(), "arn", PLAIN, new Transport(true)))
                .isInstanceOf(EncryptionRequest.Customer.class);
    }

    @Test
    void a_kms_object_travels_over_tls_and_loopback_only() {
        var strict = new Transport(false);
        strict.checkForKms(TLS);
        strict.checkForKms(LOOPBACK);
        new Transport(true).checkForKms(PLAIN);
        assertThatThrownBy(() -> strict.checkForKms(PLAIN)).isInstanceOf(Refusal.class);
    }
}
