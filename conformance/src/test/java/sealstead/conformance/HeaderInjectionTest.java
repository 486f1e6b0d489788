package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// CVE-2021-3524, CVE-2020-10753: line ends in what a client may choose became header fields of the answer.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class HeaderInjectionTest {
    private static final List<String> ENDS = List.of("%0D%0A", "%0A", "%0D", "%00", "%0D%0A%0D%0A");

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("headers")));
        s3.putObject(b -> b.bucket(own("headers")).key("o"), RequestBody.fromString("x"));
    }

    /// The whole answer as it is on the wire: what was injected would not be seen in parsed headers only.
    private static String answer(Raw request) throws IOException {
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            socket.setSoTimeout(60_000);
            request.header("connection", "close");
            socket.getOutputStream().write(request.head().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().write(request.bytes());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void assertNothingInjected(String answer) {
        var head = answer.substring(0, Math.max(0, answer.indexOf("\r\n\r\n")));
        assertThat(head.lines().map(line -> line.toLowerCase(java.util.Locale.ROOT)))
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("injected"));
        assertThat(answer).doesNotContain("\nHTTP/1.1");
    }

    static Stream<Arguments> parameters() {
        return Stream.of("cache-control", "content-disposition", "content-encoding", "content-language", "content-type")
                .map(name -> "response-" + name)
                .flatMap(name -> ENDS.stream().map(end -> Arguments.of(name, end)));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void a_response_header_is_one_line(String parameter, String end) throws IOException {
        var answer = answer(Raw.request(
                        server.endpoint(),
                        "GET",
                        "/" + own("headers") + "/o?" + parameter + "=a" + end + "Injected%3A%20yes")
                .sign());
        assertNothingInjected(answer);
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("<Code>InvalidArgument</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-meta-a", "x-amz-website-redirect-location", "x-amz-tagging", "x-amz-storage-class"})
    void a_presigned_parameter_that_stands_for_a_header_is_one_line(String name) throws IOException {
        for (var end : ENDS) {
            var url = "/" + own("headers") + "/presigned?" + name + "=%2Fa" + end + "Injected%3A%20yes";
            var answer =
                    answer(Raw.request(server.endpoint(), "PUT", url).body("x").presign(60));
            assertThat(answer).as(end).startsWith("HTTP/1.1 400 ").contains("<Code>InvalidArgument</Code>");
            assertNothingInjected(answer);
        }
        assertThat(s3.listObjectsV2(b -> b.bucket(own("headers")).prefix("presigned"))
                        .contents())
                .isEmpty();
    }

    @Test
    void the_name_of_presigned_metadata_is_the_name_of_a_header() throws IOException {
        for (var name : List.of("x-amz-meta-a%0D%0AInjected%3A", "x-amz-meta-a%3Ab", "x-amz-meta-a%20b")) {
            var answer = answer(Raw.request(server.endpoint(), "PUT", "/" + own("headers") + "/named?" + name + "=v")
                    .body("x")
                    .presign(60));
            assertThat(answer).as(name).startsWith("HTTP/1.1 400 ").contains("<Code>InvalidArgument</Code>");
        }
    }

    @Test
    void the_fields_of_a_form_are_one_line_each() throws IOException {
        for (var field : List.of(
                "\"x-amz-meta-a\nInjected: yes",
                "\"x-amz-meta-a\"\r\n\r\nv\nInjected: yes",
                "\"content-type\"\r\n\r\na\rb")) {
            var body = "--line\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nform\r\n"
                    + "--line\r\nContent-Disposition: form-data; name=" + field + "\r\n"
                    + "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--line--\r\n";
            var answer = answer(Raw.request(server.endpoint(), "POST", "/" + own("headers"))
                    .header("content-type", "multipart/form-data; boundary=line")
                    .body(body));
            assertThat(answer).startsWith("HTTP/1.1 4");
            assertNothingInjected(answer);
        }
    }

    @Test
    void a_trailer_is_one_line() throws IOException {
        for (var trailer : List.of("x-amz-checksum-crc32:NSRBwg==\rInjected: yes", "x-amz-checksum-crc32:NSRBwg==\0")) {
            var name = trailer.substring(0, trailer.indexOf(':'));
            var answer = answer(Raw.request(server.endpoint(), "PUT", "/" + own("headers") + "/trailer")
                    .payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER")
                    .header("x-amz-decoded-content-length", "3")
                    .header("x-amz-trailer", name)
                    .body("3\r\nabc\r\n0\r\n" + trailer + "\r\n\r\n")
                    .sign());
            assertThat(answer).as(trailer).startsWith("HTTP/1.1 400 ").contains("<Code>MalformedTrailerError</Code>");
        }
    }

    @Test
    void a_redirect_after_a_form_is_one_line() throws IOException {
        for (var url : List.of("https://a.example/\r\nInjected: yes", "https://a.example/\nInjected: yes")) {
            var answer = answer(PostedForm.to(
                    server.endpoint(),
                    new People(server).owner(),
                    own("headers"),
                    java.util.Map.of("success_action_redirect", url)));
            assertNothingInjected(answer);
            assertThat(answer).doesNotContain("a.example");
        }
    }

    @Test
    void what_cors_exposes_are_names_of_headers() throws IOException {
        for (var name : List.of("x-a&#13;&#10;Injected: yes", "x-a&#10;Injected: yes", "x a")) {
            var answer = answer(Raw.request(server.endpoint(), "PUT", "/" + own("headers") + "?cors")
                    .body(
                            "<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>"
                                    + "<ExposeHeader>" + name + "</ExposeHeader></CORSRule></CORSConfiguration>")
                    .md5()
                    .sign());
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
        s3.putBucketCors(b -> b.bucket(own("headers"))
                .corsConfiguration(c -> c.corsRules(
                        r -> r.allowedOrigins("http*").allowedMethods("GET").allowedHeaders("*"))));
        for (var origin : List.of("http://a\rInjected: yes", "http://a\0b")) {
            assertNothingInjected(answer(Raw.request(server.endpoint(), "OPTIONS", "/" + own("headers") + "/o")
                    .header("origin", origin)
                    .header("access-control-request-method", "GET")
                    .header("access-control-request-headers", "x-a\rInjected: yes")));
        }
    }

    @Test
    void a_region_and_a_bucket_in_an_error_are_one_line() throws IOException {
        for (var target : List.of(
                "/" + own("headers") + "%0D%0AInjected:%20yes/o",
                "/none/o%0D%0AInjected:%20yes",
                "/%0D%0AInjected:%20yes")) {
            assertNothingInjected(
                    answer(Raw.request(server.endpoint(), "GET", target).sign()));
            assertNothingInjected(
                    answer(Raw.request(server.endpoint(), "HEAD", target).sign()));
        }
    }
}
