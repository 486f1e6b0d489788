package sealstead.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// What is refused of bytes that another store sent, and what they were compared with.
final class PartsProofTest {
    private static final List<String> PARTS = List.of("the first part ", "and the second");

    private static byte[] digest(String algorithm, byte[] of) throws Exception {
        return MessageDigest.getInstance(algorithm).digest(of);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    private static String verified(HeadObjectResponse head, boolean sameParts) throws Exception {
        var proof = new PartsProof(head, sameParts);
        for (var part : PARTS) {
            try (var body = proof.part(new ByteArrayInputStream(bytes(part)))) {
                assertThat(body.readAllBytes()).isEqualTo(bytes(part));
            }
            proof.endPart();
        }
        return proof.verify();
    }

    private static HeadObjectResponse.Builder head(String etag) {
        return HeadObjectResponse.builder().eTag('"' + etag + '"');
    }

    private static HeadObjectResponse withChecksum(String etag, String value) {
        var builder = head(etag);
        builder.sdkHttpResponse(SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("x-amz-checksum-sha256", value)
                .build());
        return builder.build();
    }

    private static HeadObjectResponse plain(HeadObjectResponse.Builder head) {
        head.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build());
        return head.build();
    }

    private static byte[] whole() {
        return bytes(String.join("", PARTS));
    }

    private static byte[] ofParts(String algorithm) throws Exception {
        var digests = MessageDigest.getInstance(algorithm);
        for (var part : PARTS) {
            digests.update(digest(algorithm, bytes(part)));
        }
        return digests.digest();
    }

    @Test
    void an_etag_that_is_the_md5_is_compared() throws Exception {
        assertThat(verified(plain(head(hex(digest("MD5", whole())))), false)).isEqualTo("md5");
        var other = plain(head(hex(digest("MD5", bytes("other")))));
        assertThatThrownBy(() -> verified(other, false)).isInstanceOf(ImportMismatchException.class);
    }

    @Test
    void an_etag_of_the_same_parts_is_compared_and_proves_nothing_where_the_parts_may_be_others() throws Exception {
        var same = hex(ofParts("MD5")) + "-2";
        assertThat(verified(plain(head(same)), true)).isEqualTo("multipart-md5");
        assertThat(verified(plain(head(same)), false)).isEqualTo("length");
        assertThat(verified(plain(head(hex(digest("MD5", bytes("other"))) + "-2")), true))
                .isEqualTo("length");
    }

    /// Under a KMS key an ETag of 32 digits is none of the bytes' MD5.
    @Test
    void an_etag_under_a_kms_key_is_not_compared() throws Exception {
        var other = plain(head(hex(digest("MD5", bytes("other")))).serverSideEncryption(ServerSideEncryption.AWS_KMS));
        assertThat(verified(other, false)).isEqualTo("length");
        var customers = plain(head(hex(digest("MD5", bytes("other")))).sseCustomerAlgorithm("AES256"));
        assertThat(verified(customers, false)).isEqualTo("length");
    }

    @Test
    void a_checksum_of_the_whole_is_compared() throws Exception {
        var right = Base64.getEncoder().encodeToString(digest("SHA-256", whole()));
        assertThat(verified(withChecksum("none", right), false)).isEqualTo("checksum");
        var wrong = Base64.getEncoder().encodeToString(digest("SHA-256", bytes("other")));
        assertThatThrownBy(() -> verified(withChecksum("none", wrong), false))
                .isInstanceOf(ImportMismatchException.class);
    }

    @Test
    void a_composite_checksum_proves_what_it_fits_and_refuses_nothing() throws Exception {
        var right = Base64.getEncoder().encodeToString(ofParts("SHA-256"));
        assertThat(verified(withChecksum("none", right + "-2"), false)).isEqualTo("checksum");
        assertThat(verified(withChecksum("none", right + "-3"), false)).isEqualTo("length");
    }

    @Test
    void what_is_read_byte_by_byte_is_digested_too() throws IOException, ImportMismatchException {
        var proof = new PartsProof(plain(head("900150983cd24fb0d6963f7d28e17f72")), false);
        try (var body = proof.part(new ByteArrayInputStream(bytes("abc")))) {
            assertThat(body.read()).isEqualTo('a');
            assertThat(body.read()).isEqualTo('b');
            assertThat(body.read()).isEqualTo('c');
            assertThat(body.read()).isEqualTo(-1);
            assertThat(body.markSupported()).isFalse();
        }
        proof.endPart();
        assertThat(proof.verify()).isEqualTo("md5");
    }
}
