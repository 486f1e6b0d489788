package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Answers are the same wherever the network cuts them.
class AnswerParserTest {
    private static final Request GET = Request.of("GET", "/bucket/key");
    private static final Request HEAD = Request.of("HEAD", "/bucket/key");
    private static final String SIZED = "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED = lines(
            "HTTP/1.1 200 OK",
            "transfer-encoding: chunked",
            "",
            "3",
            "hel",
            "0A;extension=1",
            "lo, world!",
            "0",
            "trailer: 1",
            "");

    @Test
    void a_body_with_a_length_ends_there() throws IOException {
        assertCutAnywhere(GET, SIZED, new Answer(200, Map.of(), "hello", 5));
        assertCutAnywhere(GET, "HTTP/1.1 404 \r\ncontent-length: 0\r\n\r\n", new Answer(404, Map.of(), "", 0));
    }

    @Test
    void chunks_are_put_together() throws IOException {
        assertCutAnywhere(GET, CHUNKED, new Answer(200, Map.of(), "hello, world!", 13));
    }

    @Test
    void an_answer_without_body_ends_with_its_head_whatever_length_it_tells() throws IOException {
        assertCutAnywhere(HEAD, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", new Answer(200, Map.of(), "", 0));
        assertCutAnywhere(GET, "HTTP/1.1 204 No Content\r\n\r\n", new Answer(204, Map.of(), "", 0));
        assertCutAnywhere(GET, "HTTP/1.1 304 Same\r\ncontent-length: 5\r\n\r\n", new Answer(304, Map.of(), "", 0));
    }

    @Test
    void an_interim_answer_is_none() throws IOException {
        var interim = "HTTP/1.1 100 Continue\r\nconnection: close\r\n\r\n";
        assertCutAnywhere(GET, interim + SIZED, new Answer(200, Map.of(), "hello", 5));
    }

    @Test
    void headers_that_are_looked_at_are_told_in_lower_case() throws IOException {
        var answer = lines(
                "HTTP/1.1 200 OK",
                "ETag: \"1\"",
                "X-Amz-Server-Side-Encryption: aws:kms",
                "x-amz-server-side-encryption-bucket-key-enabled:true",
                "Server: any",
                "content-length:0",
                "");
        var headers = Map.of(
                "etag",
                "\"1\"",
                "x-amz-server-side-encryption",
                "aws:kms",
                "x-amz-server-side-encryption-bucket-key-enabled",
                "true");
        assertCutAnywhere(GET, answer, new Answer(200, headers, "", 0));
    }

    @Test
    void a_server_that_says_close_means_it() throws IOException {
        var parser = new AnswerParser();
        parser.expect(GET, true);
        assertThat(parser.feed(bytes("HTTP/1.1 200 OK\r\nConnection: Close\r\ncontent-length: 0\r\n\r\n")))
                .isTrue();
        assertThat(parser.isLast()).isTrue();
        parser.expect(GET, true);
        assertThat(parser.feed(bytes(SIZED))).isTrue();
        assertThat(parser.isLast()).isFalse();
    }

    @Test
    void a_body_without_length_ends_with_the_connection_and_nothing_else_does() throws IOException {
        var parser = new AnswerParser();
        parser.expect(GET, true);
        assertThat(parser.feed(bytes("HTTP/1.1 200 OK\r\n\r\nhello"))).isFalse();
        parser.end();
        assertThat(parser.answer()).isEqualTo(new Answer(200, Map.of(), "hello", 5));
        for (int cut = 0; cut < SIZED.length(); cut++) {
            parser.expect(GET, true);
            parser.feed(bytes(SIZED.substring(0, cut)));
            assertThatThrownBy(parser::end).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void the_text_of_a_good_answer_is_kept_only_if_it_is_needed_and_that_of_a_bad_one_always() throws IOException {
        var parser = new AnswerParser();
        parser.expect(GET, false);
        assertThat(parser.feed(bytes(SIZED))).isTrue();
        assertThat(parser.answer()).isEqualTo(new Answer(200, Map.of(), "", 5));
        parser.expect(GET, false);
        assertThat(parser.feed(bytes(SIZED.replace("200 OK", "503 Slow Down")))).isTrue();
        assertThat(parser.answer()).isEqualTo(new Answer(503, Map.of(), "hello", 5));
    }

    @Test
    void of_a_long_text_the_first_64_kib_are_kept_and_all_is_counted() throws IOException {
        var parser = new AnswerParser();
        parser.expect(GET, true);
        parser.feed(bytes("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"));
        for (int i = 0; i < 1000; i++) {
            parser.feed(bytes("0123456789".repeat(10)));
        }
        assertThat(parser.answer().bytes()).isEqualTo(100_000);
        assertThat(parser.answer().text()).isEqualTo("0123456789".repeat(6554).substring(0, 65_536));
    }

    @Test
    void what_is_not_an_answer_is_refused() {
        for (var wrong : new String[] {
            "SSH-2.0-other\r\n",
            "HTTP/1.1\r\n",
            "HTTP/1.1 2x0 OK\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfive\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n",
            "HTTP/1.1 200 OK" + "!".repeat(70_000)
        }) {
            var parser = new AnswerParser();
            parser.expect(GET, true);
            assertThatThrownBy(() -> parser.feed(bytes(wrong))).as(wrong).isInstanceOf(IOException.class);
        }
    }

    /// In two pieces cut at every place, and byte by byte; what follows an answer is left alone.
    private static void assertCutAnywhere(Request request, String text, Answer expected) throws IOException {
        var parser = new AnswerParser();
        for (int cut = 0; cut <= text.length(); cut++) {
            parser.expect(request, true);
            assertThat(parser.feed(bytes(text.substring(0, cut))))
                    .as("cut at " + cut)
                    .isEqualTo(cut == text.length());
            var rest = bytes(text.substring(cut) + "next");
            assertThat(parser.feed(rest)).as("cut at " + cut).isTrue();
            assertThat(rest.remaining()).isEqualTo(4);
            assertThat(parser.answer()).as("cut at " + cut).isEqualTo(expected);
        }
        parser.expect(request, true);
        for (int i = 0; i < text.length(); i++) {
            assertThat(parser.feed(bytes(text.substring(i, i + 1)))).isEqualTo(i == text.length() - 1);
        }
        assertThat(parser.answer()).isEqualTo(expected);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
