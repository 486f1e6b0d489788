package sealstead.s3.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Which bucket and key a request names.
final class AddressingTest {
    private final Addressing addressing = new Addressing(List.of("s3.example.com", "example.com"));

    private static Request request(String host, String path) {
        var headers = new Headers();
        headers.add("host", host);
        return new Request(
                "0",
                "GET",
                path,
                "",
                headers,
                InputStream.nullInputStream(),
                new Request.Peer("127.0.0.1", false, true));
    }

    @ParameterizedTest
    @CsvSource({
        "s3.example.com, /, '', ''",
        "s3.example.com, /bucket, bucket, ''",
        "s3.example.com, /bucket/, bucket, ''",
        "s3.example.com, /bucket/key, bucket, key",
        "s3.example.com, /bucket//key, bucket, /key",
        "s3.example.com, /bucket/a/../b, bucket, a/../b",
        "s3.example.com, /bucket/a%2Fb, bucket, a/b",
        "s3.example.com, /bucket/a+b, bucket, a+b",
        "bucket.s3.example.com, /key, bucket, key",
        "BUCKET.S3.example.com:9000, //key, bucket, /key",
        "a.b.s3.example.com, /key, a.b, key",
        "bucket.example.com, /, bucket, ''",
        "192.0.2.1:9000, /bucket/key, bucket, key",
        "[2001:db8::1]:9000, /bucket/key, bucket, key",
        "elsewhere.org, /bucket/key, bucket, key",
        "s3.example.com, /a--z1--x-s3//key, a--z1--x-s3, key"
    })
    void a_request_names_its_bucket_in_the_host_or_in_the_path(String host, String path, String bucket, String key) {
        var address = addressing.of(request(host, path));
        assertThat(address.bucket()).isEqualTo(bucket);
        assertThat(address.key()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"*, InvalidURI", "//key, InvalidURI", "/bucket/%zz, InvalidURI", "/bucket/%ff, InvalidURI"})
    void a_path_that_is_none_is_refused(String path, String code) {
        assertThatThrownBy(() -> addressing.of(request("s3.example.com", path)))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void a_key_has_1024_bytes_at_most() {
        var longest = "\u00e4".repeat(512);
        assertThat(addressing
                        .of(request("h", "/bucket/" + "%C3%A4".repeat(512)))
                        .key())
                .isEqualTo(longest);
        assertThatThrownBy(() -> addressing.of(request("h", "/bucket/a" + "%C3%A4".repeat(512))))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("KeyTooLongError"));
    }
}
