package sealstead.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.wire.Headers;
import sealstead.wire.Request;

final class KnownHostsTest {
    private static final KnownHosts HOSTS = new KnownHosts(List.of("s3.example.com"));

    @ParameterizedTest
    @CsvSource({
        // without TLS a proxy may stand before us that has it
        "false, s3.example.com, http://s3.example.com, true",
        "false, s3.example.com, https://s3.example.com, true",
        "true, s3.example.com, https://s3.example.com, true",
        "true, s3.example.com, http://s3.example.com, false",
        "true, s3.example.com:9000, https://s3.example.com:9000, true",
        "true, S3.Example.com:9000, https://s3.example.com:9000, true",
        "true, [::1]:9000, https://[::1]:9000, true",
        "true, s3.example.com:9000, https://s3.example.com, false",
        "true, s3.example.com:9000, https://s3.example.com:9001, false",
        "true, s3.example.com, https://evil.example, false",
        "true, evil.example, https://evil.example, false",
        "true, s3.example.com, https://s3.example.com.evil.example, false",
        "true, s3.example.com, null, false",
        "true, s3.example.com, '', false",
    })
    void pages_of_our_own_origin_have_us_asked_and_no_others(
            boolean secure, String host, String origin, boolean admitted) {
        var headers = new Headers();
        headers.add("host", host);
        headers.add("origin", origin);
        assertThat(HOSTS.admits(request(secure, headers))).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example, https://s3.example.com", "https://s3.example.com, https://evil.example"})
    void of_two_origins_neither_is_believed_alone(String first, String second) {
        var headers = new Headers();
        headers.add("host", "s3.example.com");
        headers.add("origin", first);
        headers.add("origin", second);
        assertThat(HOSTS.admits(request(true, headers))).isFalse();
    }

    private static Request request(boolean secure, Headers headers) {
        return new Request(
                "0",
                "GET",
                "/_sealstead/admin/coverage",
                "",
                headers,
                InputStream.nullInputStream(),
                new Request.Peer("127.0.0.1", secure, true));
    }
}
