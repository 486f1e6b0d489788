package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/// The table of S3's checksum algorithms, row by row: in a header and in a trailer, right and wrong, of an object
/// in one piece and in parts, shown only to who asks.
@Overlay.Defaults
@SuppressWarnings("NullAway.Init")
final class ChecksumTableTest {
    private static final String BODY = "123456789";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    /// One row: the algorithm, the digest of `123456789`, and of which types a multipart object's checksum may be.
    enum Row {
        CRC32("cbf43926", true, true),
        CRC32C("e3069283", true, true),
        CRC64NVME("ae8b14860a799888", true, false),
        SHA1(digest("SHA-1"), false, true),
        SHA256(digest("SHA-256"), false, true),
        SHA512(digest("SHA-512"), false, true),
        MD5("25f9e794323b453885f5181f1b624d0b", false, true),
        XXHASH64("8cb841db40e6ae83", false, true),
        XXHASH3(HexFormat.of().toHexDigits(Hashing.xxh3_64().hashBytesToLong(LocalServer.bytes(BODY))), false, true),
        XXHASH128(xxh128(), false, true);

        private final String hex;
        private final boolean fullObject;
        private final boolean composite;

        Row(String hex, boolean fullObject, boolean composite) {
            this.hex = hex;
            this.fullObject = fullObject;
            this.composite = composite;
        }

        private static String digest(String algorithm) {
            return HexFormat.of().formatHex(Raw.digest(algorithm, LocalServer.bytes(BODY)));
        }

        private static String xxh128() {
            var value = Hashing.xxh3_128().hashBytesTo128Bits(LocalServer.bytes(BODY));
            return HexFormat.of()
                    .formatHex(ByteBuffer.allocate(16)
                            .putLong(value.getMostSignificantBits())
                            .putLong(value.getLeastSignificantBits())
                            .array());
        }

        String header() {
            return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
        }

        String right() {
            return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        }

        String wrong() {
            var bytes = HexFormat.of().parseHex(hex);
            bytes[0] ^= 1;
            return Base64.getEncoder().encodeToString(bytes);
        }
    }

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("checksums")));
    }

    static List<List<Object>> rowsAndProtections() {
        var all = new java.util.ArrayList<List<Object>>();
        for (var row : Row.values()) {
            for (var sse : List.of("AES256", "aws:kms", "aws:kms:dsse")) {
                all.add(List.of(row, sse));
            }
        }
        return all;
    }

    private static Raw put(String key, String sse) {
        return Raw.request(server.endpoint(), "PUT", "/" + own("checksums") + "/" + key)
                .header("x-amz-server-side-encryption", sse);
    }

    private static boolean exists(String key) {
        return !s3.listObjectsV2(b -> b.bucket(own("checksums")).prefix(key))
                .contents()
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rowsAndProtections")
    void in_a_header(List<Object> given) throws IOException {
        var row = (Row) given.get(0);
        var sse = (String) given.get(1);
        var key = "header-" + row + "-" + sse.replace(':', '-');
        var wrong = put(key, sse)
                .header(row.header(), row.wrong())
                .body(BODY)
                .sign()
                .send();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.code()).isEqualTo("BadDigest");
        var malformed =
                put(key, sse).header(row.header(), "AAAA").body(BODY).sign().send();
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.code()).isEqualTo("InvalidRequest");
        assertThat(exists(key)).isFalse();

        var right = put(key, sse)
                .header(row.header(), row.right())
                .body(BODY)
                .sign()
                .send();
        assertThat(right.status()).as(right.body()).isEqualTo(200);
        assertThat(right.header(row.header())).contains(row.right());
        assertThat(right.header("x-amz-checksum-type")).contains("FULL_OBJECT");
        assertShown(key, row, row.right(), "FULL_OBJECT");
    }

    private static void assertShown(String key, Row row, String value, String type) throws IOException {
        for (var method : List.of("GET", "HEAD")) {
            var hidden = Raw.request(server.endpoint(), method, "/" + own("checksums") + "/" + key)
                    .sign()
                    .send();
            assertThat(hidden.header(row.header())).isEmpty();
            var shown = Raw.request(server.endpoint(), method, "/" + own("checksums") + "/" + key)
                    .header("x-amz-checksum-mode", "ENABLED")
                    .sign()
                    .send();
            assertThat(shown.header(row.header())).contains(value);
            assertThat(shown.header("x-amz-checksum-type")).contains(type);
        }
        var range = Raw.request(server.endpoint(), "GET", "/" + own("checksums") + "/" + key)
                .header("x-amz-checksum-mode", "ENABLED")
                .header("range", "bytes=1-2")
                .sign()
                .send();
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.header(row.header())).isEmpty();
        var attributes = Raw.request(server.endpoint(), "GET", "/" + own("checksums") + "/" + key + "?attributes")
                .header("x-amz-object-attributes", "Checksum")
                .sign()
                .send();
        assertThat(attributes.element("Checksum" + row))
                .as("without the number of parts")
                .isEqualTo(value.replaceFirst("-[0-9]+$", ""));
        assertThat(attributes.element("ChecksumType")).isEqualTo(type);
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void in_a_trailer(Row row) throws IOException {
        var key = "trailer-" + row;
        assertThat(trailer(key, row, row.wrong()).code()).isEqualTo("BadDigest");
        assertThat(trailer(key, row, "AAAA").status()).isEqualTo(400);
        assertThat(exists(key)).isFalse();
        var right = trailer(key, row, row.right());
        assertThat(right.status()).as(right.body()).isEqualTo(200);
        assertShown(key, row, row.right(), "FULL_OBJECT");
    }

    private static Raw.Reply trailer(String key, Row row, String value) throws IOException {
        return put(key, "aws:kms")
                .header("x-amz-trailer", row.header())
                .header("x-amz-decoded-content-length", Integer.toString(BODY.length()))
                .header("content-encoding", "aws-chunked")
                .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                .body(Integer.toHexString(BODY.length()) + "\r\n" + BODY + "\r\n0\r\n" + row.header() + ":" + value
                        + "\r\n\r\n")
                .sign()
                .send();
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void of_an_object_in_parts(Row row) throws IOException {
        multipart(row, "FULL_OBJECT", row.fullObject);
        multipart(row, "COMPOSITE", row.composite);
    }

    private static void multipart(Row row, String type, boolean allowed) throws IOException {
        var key = "parts-" + row + "-" + type;
        var path = "/" + own("checksums") + "/" + key;
        var created = Raw.request(server.endpoint(), "POST", path + "?uploads")
                .header("x-amz-checksum-algorithm", row.name())
                .header("x-amz-checksum-type", type)
                .header("x-amz-server-side-encryption", "aws:kms")
                .sign()
                .send();
        if (!allowed) {
            assertThat(created.status()).as(row + " " + type).isEqualTo(400);
            assertThat(created.code()).isEqualTo("InvalidRequest");
            return;
        }
        assertThat(created.status()).as(created.body()).isEqualTo(200);
        assertThat(created.header("x-amz-checksum-algorithm")).contains(row.name());
        assertThat(created.header("x-amz-checksum-type")).contains(type);
        var id = created.element("UploadId");
        var target = path + "?partNumber=1&uploadId=" + id;
        var wrong = Raw.request(server.endpoint(), "PUT", target)
                .header(row.header(), row.wrong())
                .body(BODY)
                .sign()
                .send();
        assertThat(wrong.code()).isEqualTo("BadDigest");
        var part = Raw.request(server.endpoint(), "PUT", target)
                .header(row.header(), row.right())
                .body(BODY)
                .sign()
                .send();
        assertThat(part.status()).as(part.body()).isEqualTo(200);
        assertThat(part.header(row.header())).contains(row.right());
        var completed = Raw.request(server.endpoint(), "POST", path + "?uploadId=" + id)
                .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                        + part.header("etag").orElseThrow() + "</ETag><Checksum" + row + ">" + row.right()
                        + "</Checksum" + row + "></Part></CompleteMultipartUpload>")
                .sign()
                .send();
        assertThat(completed.status()).as(completed.body()).isEqualTo(200);
        var told = completed.element("Checksum" + row);
        if (type.equals("FULL_OBJECT")) {
            assertThat(told).isEqualTo(row.right());
        } else {
            assertThat(told).endsWith("-1");
            assertThat(told).isNotEqualTo(row.right() + "-1");
        }
        assertShown(key, row, told, type);
    }
}
