package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/// CVE-2026-34204: a client set the metadata by which the server decrypts. Whatever a client says under a name that
/// could mean something to a server is refused, or is an object's user metadata and nothing else, or is nothing at all.
@SuppressWarnings("NullAway.Init")
final class ReservedMetadataTest {
    private static final List<String> NAMES = List.of(
            "x-amz-server-side-encryption-context-key",
            "x-amz-server-side-encryption-sealed-key",
            "x-amz-server-side-encryption-bucket-key-id",
            "x-amz-key",
            "x-amz-iv",
            "x-amz-matdesc",
            "x-amz-cek-alg",
            "x-amz-unencrypted-content-length",
            "x-amz-version-id",
            "x-amz-delete-marker",
            "x-amz-mp-parts-count",
            "x-amz-tagging-count",
            "x-amz-expiration",
            "x-amz-restore",
            "x-amz-replication-status",
            "x-amz-missing-meta",
            "x-minio-internal-server-side-encryption-sealed-key",
            "x-sealstead-envelope",
            "x-internal-bucket-id",
            "etag",
            "last-modified",
            "accept-ranges",
            "content-range",
            "x-amz-meta-x-amz-key",
            "x-amz-meta-x-amz-server-side-encryption",
            "x-amz-meta-x-minio-internal-encrypted-multipart",
            "x-amz-meta-etag",
            "x-amz-meta-content-length");

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("meta")));
    }

    /// How a client says it.
    enum Way {
        HEADER,
        PRESIGNED,
        FORM,
        COPY,
        UPLOAD
    }

    private static Raw.Reply write(Way way, String key, Map<String, String> said) throws IOException {
        return switch (way) {
            case HEADER ->
                with(
                                Raw.request(server.endpoint(), "PUT", "/" + own("meta") + "/" + key)
                                        .body("plaintext"),
                                said)
                        .sign()
                        .send();
            case PRESIGNED -> {
                var query = new StringBuilder("?");
                said.forEach((name, value) -> query.append(query.length() == 1 ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(value));
                yield Raw.request(
                                server.endpoint(), "PUT", "/" + own("meta") + "/" + key + (said.isEmpty() ? "" : query))
                        .body("plaintext")
                        .presign(60)
                        .send();
            }
            case FORM -> {
                var fields = new TreeMap<>(said);
                fields.put("key", key);
                yield PostedForm.to(server.endpoint(), new People(server).owner(), own("meta"), fields)
                        .send();
            }
            case COPY ->
                with(
                                Raw.request(server.endpoint(), "PUT", "/" + own("meta") + "/" + key)
                                        .header("x-amz-copy-source", own("meta") + "/HEADER")
                                        .header("x-amz-metadata-directive", "REPLACE"),
                                said)
                        .sign()
                        .send();
            case UPLOAD -> {
                var started = with(
                                Raw.request(server.endpoint(), "POST", "/" + own("meta") + "/" + key + "?uploads="),
                                said)
                        .sign()
                        .send();
                if (started.status() != 200) {
                    yield started;
                }
                var upload = "/" + own("meta") + "/" + key + "?uploadId=" + started.element("UploadId");
                var part = Raw.request(server.endpoint(), "PUT", upload.replace("?", "?partNumber=1&"))
                        .body("plaintext")
                        .sign()
                        .send();
                yield Raw.request(server.endpoint(), "POST", upload)
                        .body("<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                                + part.header("etag").orElse("") + "</ETag></Part></CompleteMultipartUpload>")
                        .sign()
                        .send();
            }
        };
    }

    private static Raw with(Raw request, Map<String, String> said) {
        said.forEach(request::header);
        return request;
    }

    /// What the object says of itself, but for what differs between any two.
    private static Map<String, String> seen(Way way, String key) throws IOException {
        var got = Raw.request(server.endpoint(), "GET", "/" + own("meta") + "/" + key)
                .sign()
                .send();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(way == Way.FORM ? "bytes" : "plaintext");
        var headers = new TreeMap<>(got.headers());
        headers.keySet().removeAll(List.of("date", "last-modified", "x-amz-request-id"));
        return headers;
    }

    @ParameterizedTest
    @EnumSource
    void what_a_client_says_never_becomes_what_the_server_knows(Way way) throws IOException {
        write(Way.HEADER, "HEADER", Map.of());
        assertThat(write(way, way.name(), Map.of()).status()).isLessThan(300);
        var plain = seen(way, way.name());
        int kept = 0;
        for (var name : NAMES) {
            var key = way + "-" + name;
            var reply = write(way, key, Map.of(name, "forged"));
            if (reply.status() >= 300) {
                assertThat(reply.status()).as(name).isIn(400, 403, 501);
                continue;
            }
            kept++;
            var expected = new TreeMap<>(plain);
            if (name.startsWith("x-amz-meta-")) {
                expected.put(name, "forged");
            }
            assertThat(seen(way, key)).as(name).isEqualTo(expected);
        }
        assertThat(kept).isPositive();
    }
}
