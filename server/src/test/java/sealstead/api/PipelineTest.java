package sealstead.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sealstead.s3.S3Error;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The way of a request through an API.
final class PipelineTest {
    /// Says everything in its own words.
    private static final class Words implements ApiWords {
        @Override
        public String name() {
            return "words";
        }

        @Override
        public Refusal malformedQuery() {
            return S3Error.INVALID_URI.refusal();
        }

        @Override
        public Refusal tooLarge(int bytes) {
            return S3Error.ENTITY_TOO_LARGE.refusal();
        }

        @Override
        public Refusal failed(Failure failure) {
            return switch (failure) {
                case FULL, UNAVAILABLE -> S3Error.SERVICE_UNAVAILABLE.refusal();
                case INTERNAL -> S3Error.INTERNAL_ERROR.refusal();
            };
        }

        @Override
        public Reply document(Request request, Refusal refused) {
            return Reply.empty(refused.status()).with("code", refused.code());
        }

        @Override
        public Reply named(Reply reply, Request request) {
            return reply.with("id", request.id());
        }
    }

    private final Pipeline pipeline = new Pipeline(new Words());
    private final List<String> told = new ArrayList<>();
    private final Trail<Reply> trail = new Trail<>(
            () -> told.add("admit"), done -> told.add("done"), refused -> told.add("refused " + refused.code()));

    private static Request request(String query, int bodyBytes) {
        return new Request(
                "7",
                "POST",
                "/",
                query,
                new Headers(),
                new ByteArrayInputStream(new byte[bodyBytes]),
                new Request.Peer("127.0.0.1", false, true));
    }

    private String code(Pipeline.Work<Reply> work) {
        var reply = pipeline.answer(request("", 0), work);
        assertThat(reply.headers().first("id")).contains("7");
        return reply.headers().first("code").orElse("");
    }

    @Test
    void whatever_is_thrown_becomes_the_apis_document() {
        assertThat(code(() -> Reply.empty(200))).isEmpty();
        assertThat(code(() -> {
                    throw S3Error.NO_SUCH_KEY.refusal();
                }))
                .isEqualTo("NoSuchKey");
        assertThat(code(() -> {
                    throw new IOException("a disk");
                }))
                .isEqualTo("InternalError");
        assertThat(code(() -> {
                    throw new StackOverflowError();
                }))
                .isEqualTo("InternalError");
    }

    @Test
    void a_body_of_the_limit_is_read_and_one_byte_more_is_refused() throws IOException {
        assertThat(pipeline.body(request("", Pipeline.MAX_BODY_BYTES))).hasSize(Pipeline.MAX_BODY_BYTES);
        assertThatThrownBy(() -> pipeline.body(request("", Pipeline.MAX_BODY_BYTES + 1)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> pipeline.query(request("%zz", 0))).isInstanceOf(Refusal.class);
    }

    @Test
    void the_trail_is_asked_before_and_told_after_whatever_comes_of_it() throws IOException {
        pipeline.recorded(request("", 0), trail, () -> {
            told.add("work");
            return Reply.empty(200);
        });
        assertThat(told).containsExactly("admit", "work", "done");
        told.clear();
        assertThatThrownBy(() -> pipeline.recorded(request("", 0), trail, () -> {
                    throw S3Error.NO_SUCH_KEY.refusal();
                }))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> pipeline.recorded(request("", 0), trail, () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(Refusal.class);
        assertThat(told).containsExactly("admit", "refused NoSuchKey", "admit", "refused InternalError");
    }

    @Test
    void nothing_is_done_that_the_trail_does_not_admit() {
        var closed = new Trail<Reply>(
                () -> {
                    throw S3Error.SERVICE_UNAVAILABLE.refusal();
                },
                done -> told.add("done"),
                refused -> told.add("refused"));
        assertThatThrownBy(() -> pipeline.recorded(request("", 0), closed, () -> {
                    told.add("work");
                    return Reply.empty(200);
                }))
                .isInstanceOf(Refusal.class);
        assertThat(told).isEmpty();
    }
}
