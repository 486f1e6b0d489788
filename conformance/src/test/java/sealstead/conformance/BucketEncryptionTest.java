package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.checksum.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.S3Client;

/// PutBucketEncryption, GetBucketEncryption and DeleteBucketEncryption, row by row of what their pages say.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class BucketEncryptionTest {
    private static final String NS = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final String AES = rule("<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
            + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>");
    private static final String MALFORMED =
            "The XML you provided was not well-formed or did not validate against our published schema";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("bucket")));
    }

    private static String rule(String inner) {
        return "<ServerSideEncryptionConfiguration" + NS + "><Rule>" + inner
                + "</Rule></ServerSideEncryptionConfiguration>";
    }

    private static Raw put(String bucket, String body) {
        return Raw.request(server.endpoint(), "PUT", "/" + bucket + "?encryption")
                .body(body);
    }

    private static Raw.Reply get(String bucket) throws IOException {
        return Raw.request(server.endpoint(), "GET", "/" + bucket + "?encryption")
                .sign()
                .send();
    }

    private static void assertRefused(Raw.Reply reply, int status, String code, String message) {
        assertThat(reply.body()).contains("<Code>" + code + "</Code>");
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.message()).isEqualTo(message);
    }

    @Test
    void a_fresh_bucket_has_sse_s3_and_blocks_sse_c_and_so_has_a_deleted_configuration() throws IOException {
        s3.createBucket(b -> b.bucket(own("fresh")));
        var expected = "<ServerSideEncryptionConfiguration" + NS + "><Rule><ApplyServerSideEncryptionByDefault>"
                + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false"
                + "</BucketKeyEnabled><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType>"
                + "</BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>";
        assertThat(get(own("fresh")).body()).endsWith(expected);
        assertThat(put(own("fresh"), AES).md5().sign().send().status()).isEqualTo(200);
        assertThat(get(own("fresh")).body())
                .contains("<BucketKeyEnabled>true</BucketKeyEnabled>")
                .contains("SSE-C");
        for (int i = 0; i < 2; i++) {
            var deleted = Raw.request(server.endpoint(), "DELETE", "/" + own("fresh") + "?encryption")
                    .sign()
                    .send();
            assertThat(deleted.status()).isEqualTo(204);
            assertThat(get(own("fresh")).body()).endsWith(expected);
        }
    }

    @Test
    void unblocking_keeps_the_algorithm_and_deleting_keeps_the_unblocking() throws IOException {
        s3.createBucket(b -> b.bucket(own("unblock")));
        put(
                        own("unblock"),
                        rule("<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>"
                                + "<KMSMasterKeyID>alias/any</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>"))
                .md5()
                .sign()
                .send();
        put(
                        own("unblock"),
                        rule("<BlockedEncryptionTypes><EncryptionType>NONE</EncryptionType></BlockedEncryptionTypes>"))
                .md5()
                .sign()
                .send();
        assertThat(get(own("unblock")).body())
                .contains("<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>alias/any</KMSMasterKeyID>")
                .contains("<EncryptionType>NONE</EncryptionType>");
        Raw.request(server.endpoint(), "DELETE", "/" + own("unblock") + "?encryption")
                .sign()
                .send();
        assertThat(get(own("unblock")).body())
                .contains("<SSEAlgorithm>AES256</SSEAlgorithm>")
                .contains("<EncryptionType>NONE</EncryptionType>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:us-west-2:999999999999:key/none",
                "alias/whatever",
                "aws/s3",
                "not a key at all"
            })
    void a_key_that_does_not_exist_is_accepted_and_echoed_as_it_was_written(String keyId) throws IOException {
        for (var algorithm : List.of("aws:kms", "aws:kms:dsse")) {
            var body = rule("<ApplyServerSideEncryptionByDefault><KMSMasterKeyID>" + keyId
                    + "</KMSMasterKeyID><SSEAlgorithm>" + algorithm
                    + "</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled>");
            assertThat(put(own("bucket"), body).md5().sign().send().status()).isEqualTo(200);
            assertThat(get(own("bucket")).body())
                    .contains("<KMSMasterKeyID>" + keyId + "</KMSMasterKeyID>")
                    .contains("<SSEAlgorithm>" + algorithm + "</SSEAlgorithm>")
                    .contains("<BucketKeyEnabled>true</BucketKeyEnabled>");
        }
    }

    @Test
    void a_missing_bucket_beats_a_bad_body() throws IOException {
        var reply = put("no-such-bucket", rule("")).sign().send();
        assertRefused(reply, 404, "NoSuchBucket", "The specified bucket does not exist");
        assertThat(reply.element("BucketName")).isEqualTo("no-such-bucket");
    }

    @Test
    void a_checksum_or_content_md5_is_required() throws IOException {
        assertRefused(
                put(own("bucket"), AES).sign().send(),
                400,
                "InvalidRequest",
                "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        assertRefused(
                put(own("bucket"), AES)
                        .header("x-amz-sdk-checksum-algorithm", "CRC32")
                        .sign()
                        .send(),
                400,
                "InvalidRequest",
                "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers"
                        + " were found.");
    }

    private static String checksum(ChecksumAlgorithm algorithm, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var checksum = algorithm.newChecksum();
        checksum.update(bytes, 0, bytes.length);
        return Base64.getEncoder().encodeToString(checksum.digest());
    }

    @ParameterizedTest
    @EnumSource(ChecksumAlgorithm.class)
    void every_algorithm_is_verified(ChecksumAlgorithm algorithm) throws IOException {
        var right = checksum(algorithm, AES);
        assertThat(put(own("bucket"), AES)
                        .header(algorithm.headerName(), right)
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
        assertRefused(
                put(own("bucket"), AES)
                        .header(algorithm.headerName(), checksum(algorithm, "other"))
                        .sign()
                        .send(),
                400,
                "BadDigest",
                "The " + algorithm + " you specified did not match the calculated checksum.");
        assertRefused(
                put(own("bucket"), AES)
                        .header(algorithm.headerName(), "AA==")
                        .sign()
                        .send(),
                400,
                "InvalidRequest",
                "Value for " + algorithm.headerName() + " header is invalid.");
        assertRefused(
                put(own("bucket"), AES)
                        .header(algorithm.headerName(), "no base64!")
                        .sign()
                        .send(),
                400,
                "InvalidRequest",
                "Value for " + algorithm.headerName() + " header is invalid.");
    }

    @Test
    void the_individual_checksum_wins_over_the_named_algorithm() throws IOException {
        assertThat(put(own("bucket"), AES)
                        .header("x-amz-sdk-checksum-algorithm", "SHA256")
                        .header("x-amz-checksum-crc32", checksum(ChecksumAlgorithm.CRC32, AES))
                        .sign()
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void two_checksums_are_refused() throws IOException {
        assertRefused(
                put(own("bucket"), AES)
                        .header("x-amz-checksum-crc32", checksum(ChecksumAlgorithm.CRC32, AES))
                        .header("x-amz-checksum-sha256", checksum(ChecksumAlgorithm.SHA256, AES))
                        .sign()
                        .send(),
                400,
                "InvalidRequest",
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }

    @Test
    void content_md5_is_verified_beside_a_checksum() throws IOException {
        var malformed =
                put(own("bucket"), AES).header("content-md5", "AAAA").sign().send();
        assertRefused(malformed, 400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
        assertThat(malformed.element("Content-MD5")).isEqualTo("AAAA");
        var wrong = put(own("bucket"), AES)
                .header("x-amz-checksum-crc32", checksum(ChecksumAlgorithm.CRC32, AES))
                .header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")
                .sign()
                .send();
        assertRefused(wrong, 400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
        assertThat(wrong.element("ExpectedDigest")).isEqualTo("0".repeat(32));
        assertThat(wrong.element("CalculatedDigest")).isNotEmpty();
    }

    @Test
    void a_body_hash_that_does_not_match_is_refused_after_the_checksums() throws IOException {
        var other = "a".repeat(64);
        var reply = put(own("bucket"), AES).md5().payload(other).sign().send();
        assertRefused(
                reply,
                400,
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
        assertThat(reply.element("ClientComputedContentSHA256")).isEqualTo(other);
        assertThat(reply.element("S3ComputedContentSHA256")).hasSize(64);
        assertThat(put(own("bucket"), AES)
                        .header("content-md5", "AAAAAAAAAAAAAAAAAAAAAA==")
                        .payload(other)
                        .sign()
                        .send()
                        .code())
                .isEqualTo("BadDigest");
    }

    @Test
    void an_empty_body_is_named() throws IOException {
        assertRefused(
                put(own("bucket"), "").md5().sign().send(), 400, "MissingRequestBodyError", "Request Body is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not xml",
                "<a/>",
                "<ServerSideEncryptionConfiguration/>",
                "<ServerSideEncryptionConfiguration><Rule></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault/></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aes256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>SSE-C</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:fsx</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><BucketKeyEnabled>yes</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><BucketKeyEnabled>TRUE</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><Unknown/></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><BlockedEncryptionTypes><EncryptionType>SSE-S3</EncryptionType></BlockedEncryptionTypes></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration xmlns=\"urn:other\"><Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>",
                "<!DOCTYPE x [<!ENTITY e \"AES256\">]><ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>&e;</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>",
                "<ServerSideEncryptionConfiguration><Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
            })
    void a_body_outside_the_schema_changes_nothing(String body) throws IOException {
        s3.createBucket(b -> b.bucket(own("strict")));
        put(own("strict"), AES).md5().sign().send();
        assertRefused(put(own("strict"), body).md5().sign().send(), 400, "MalformedXML", MALFORMED);
        assertThat(get(own("strict")).body()).contains("AES256").contains("<BucketKeyEnabled>true");
    }

    @Test
    void one_rule_is_one_rule() throws IOException {
        var one = "<Rule><BucketKeyEnabled>true</BucketKeyEnabled></Rule>";
        var two = "<ServerSideEncryptionConfiguration>" + one + one + "</ServerSideEncryptionConfiguration>";
        assertRefused(put(own("bucket"), two).md5().sign().send(), 400, "MalformedXML", MALFORMED);
    }

    @Test
    void depth_is_bounded() throws IOException {
        var deep = "<ServerSideEncryptionConfiguration>" + "<a>".repeat(5000) + "</a>".repeat(5000)
                + "</ServerSideEncryptionConfiguration>";
        assertRefused(put(own("bucket"), deep).md5().sign().send(), 400, "MalformedXML", MALFORMED);
    }

    @Test
    void a_kms_key_with_aes256_is_refused() throws IOException {
        var reply = put(
                        own("bucket"),
                        rule("<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><KMSMasterKeyID>k"
                                + "</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>"))
                .md5()
                .sign()
                .send();
        assertRefused(
                reply,
                400,
                "InvalidArgument",
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse");
        assertThat(reply.element("ArgumentName")).isEqualTo("ApplyServerSideEncryptionByDefault");
    }

    @ParameterizedTest
    @CsvSource({"its own,200,", "999999999999,403,AccessDenied", "abcd,400,InvalidBucketOwnerAWSAccountID"})
    void the_expected_owner_is_checked(String expected, int status, String code) throws IOException {
        var owner = expected.equals("its own") ? LocalServer.ACCOUNT : expected;
        var put = put(own("bucket"), AES)
                .md5()
                .header("x-amz-expected-bucket-owner", owner)
                .sign()
                .send();
        assertThat(put.status()).isEqualTo(status);
        for (var method : List.of("GET", "DELETE")) {
            var reply = Raw.request(server.endpoint(), method, "/" + own("bucket") + "?encryption")
                    .header("x-amz-expected-bucket-owner", owner)
                    .sign()
                    .send();
            assertThat(reply.status()).isEqualTo(status == 200 && method.equals("DELETE") ? 204 : status);
            if (status != 200) {
                assertThat(reply.code()).isEqualTo(code);
            }
        }
        if (status == 400) {
            assertThat(put.message())
                    .isEqualTo("The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]");
        }
    }

    @Test
    void sigv2_is_refused() throws IOException {
        var reply = put(own("bucket"), AES)
                .md5()
                .header("authorization", "AWS " + LocalServer.ACCESS_KEY_ID + ":c2lnbmF0dXJl")
                .send();
        assertRefused(
                reply,
                400,
                "InvalidRequest",
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }

    @Test
    void a_blocked_bucket_refuses_sse_c_writes_by_name() throws IOException {
        s3.createBucket(b -> b.bucket(own("blocked")));
        var reply = Raw.request(server.endpoint(), "PUT", "/" + own("blocked") + "/key")
                .header("x-amz-server-side-encryption-customer-algorithm", "AES256")
                .header(
                        "x-amz-server-side-encryption-customer-key",
                        Base64.getEncoder().encodeToString(new byte[32]))
                .header("x-amz-server-side-encryption-customer-key-md5", "cLyPS3KoaSFGi/joRB3OUQ==")
                .body("x")
                .sign()
                .send();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("AccessDenied");
        assertThat(reply.message())
                .isEqualTo("User: arn:aws:iam::" + LocalServer.ACCOUNT + ":root is not authorized to perform:"
                        + " s3:PutObject on resource: &quot;arn:aws:s3:::" + own("blocked")
                        + "/key&quot; because this bucket has blocked"
                        + " upload requests that specify Server Side Encryption with Customer provided keys (SSE-C)."
                        + " Please specify a different server-side encryption type");
    }

    @Test
    void an_unknown_subresource_is_not_implemented_and_creates_nothing() throws IOException {
        for (var target : List.of("/brand-new?encryptoin", "/brand-new?metadataInventoryTable")) {
            var reply = Raw.request(server.endpoint(), "PUT", target)
                    .body("x")
                    .md5()
                    .sign()
                    .send();
            assertThat(reply.status()).isEqualTo(501);
            assertThat(reply.code()).isEqualTo("NotImplemented");
        }
        assertThat(Raw.request(server.endpoint(), "HEAD", "/brand-new")
                        .sign()
                        .send()
                        .status())
                .isEqualTo(404);
    }
}
