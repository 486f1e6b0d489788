package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Only S3 lets a body be unsigned: who sits in between changes no call of the other APIs.
@SuppressWarnings("NullAway.Init")
final class UnsignedPayloadTest {
    @Server
    private static LocalServer server;

    private static Raw request(String service) {
        if (service.equals("kms")) {
            return Raw.request(server.endpoint(), "POST", "/")
                    .service("kms")
                    .header("content-type", "application/x-amz-json-1.1")
                    .header("x-amz-target", "TrentService.ListKeys")
                    .body("{}");
        }
        var call = service.equals("iam")
                ? "Action=ListUsers&Version=2010-05-08"
                : "Action=GetCallerIdentity&Version=2011-06-15";
        return Raw.request(server.endpoint(), "POST", "/")
                .service(service)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(call);
    }

    @ParameterizedTest
    @CsvSource({
        "kms, 400, InvalidSignatureException",
        "iam, 403, SignatureDoesNotMatch",
        "sts, 403, SignatureDoesNotMatch"
    })
    void a_body_that_was_not_signed_is_refused(String service, int status, String code) throws IOException {
        assertThat(request(service).sign().send().status()).isEqualTo(200);
        for (var token : new String[] {
            "UNSIGNED-PAYLOAD",
            "unsigned-payload",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        }) {
            var reply = request(service).payload(token).sign().send();
            assertThat(reply.status()).as(token + reply.body()).isEqualTo(status);
            assertThat(reply.body()).contains(code);
        }
    }

    @Test
    void s3_takes_one() throws IOException {
        assertThat(Raw.request(server.endpoint(), "PUT", "/" + own("unsigned"))
                        .payload("UNSIGNED-PAYLOAD")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
    }
}
