package sealstead.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sealstead.s3.S3Error;
import sealstead.store.StoreFullException;
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

    private final List<String> told = new ArrayList<>();
    private final Request request = request("", 0);
    private final Pipeline pipeline = new Pipeline(new Words(), this::require);
    private boolean full;

    private void require(long bytes) throws StoreFullException {
        if (full) {
            throw new StoreFullException("full");
        }
        told.add("room for " + bytes);
    }

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

    /// The steps of a call that fails at one of them, if at any.
    private final class Steps implements ApiSteps<String, Row, String, Reply> {
        private final String failing;
        private final RuntimeException failure;

        Steps(String failing, RuntimeException failure) {
            this.failing = failing;
            this.failure = failure;
        }

        private void step(String name) {
            if (name.equals(failing)) {
                throw failure;
            }
            told.add(name);
        }

        @Override
        public String authenticate(Request request) {
            step("authenticate");
            return "asked";
        }

        @Override
        public Row row(String asked) {
            step("row");
            return Row.MAKE_MANY;
        }

        @Override
        public String read(String asked, Row row) {
            assertThat(request.call().operation()).isEqualTo("MakeMany");
            step("read");
            return "call";
        }

        @Override
        public Trail<Reply> trail(String call) {
            return Trail.of(
                    () -> step("admit"), done -> told.add("done"), refused -> told.add("refused " + refused.code()));
        }

        @Override
        public void check(String call) {
            step("check");
        }

        @Override
        public long bytes(String call) {
            return 5;
        }

        @Override
        public Pipeline.Work<Reply> authorize(String call) {
            step("authorize");
            return () -> {
                step("work");
                return Reply.empty(200);
            };
        }
    }

    private enum Row implements ApiOperation {
        MAKE_MANY;

        @Override
        public String wireName() {
            return ApiOperation.wireName(this, Set.of());
        }

        @Override
        public List<String> actions() {
            return List.of();
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public boolean needsRoom() {
            return true;
        }
    }

    private List<String> told(String failing, RuntimeException failure) throws IOException {
        told.clear();
        full = failing.equals("room");
        try {
            pipeline.perform(request, new Steps(failing, failure));
        } catch (Refusal refused) {
            told.add(refused.code());
        }
        return told;
    }

    @Test
    void a_call_takes_all_steps_in_one_order() throws IOException {
        assertThat(told("none", new IllegalStateException()))
                .containsExactly(
                        "authenticate", "row", "read", "admit", "check", "room for 5", "authorize", "work", "done");
    }

    @Test
    void nothing_is_told_of_a_call_before_it_is_known_what_it_is() throws IOException {
        var refusal = S3Error.ACCESS_DENIED.refusal();
        assertThat(told("authenticate", refusal)).containsExactly("AccessDenied");
        assertThat(told("row", refusal)).containsExactly("authenticate", "AccessDenied");
        assertThat(told("read", refusal)).containsExactly("authenticate", "row", "AccessDenied");
    }

    @Test
    void nothing_is_done_that_the_trail_does_not_admit() throws IOException {
        assertThat(told("admit", S3Error.SERVICE_UNAVAILABLE.refusal()))
                .containsExactly("authenticate", "row", "read", "ServiceUnavailable");
    }

    @Test
    void the_trail_is_told_of_whatever_fails_behind_it() throws IOException {
        var refusal = S3Error.NO_SUCH_KEY.refusal();
        for (var step : List.of("check", "authorize", "work")) {
            assertThat(told(step, refusal))
                    .endsWith("refused NoSuchKey", "NoSuchKey")
                    .doesNotContain("done", step);
            assertThat(told(step, new IllegalStateException("broken")))
                    .endsWith("refused InternalError", "InternalError")
                    .doesNotContain("done", step);
        }
        assertThat(told("room", refusal))
                .endsWith("check", "refused ServiceUnavailable", "ServiceUnavailable")
                .doesNotContain("authorize");
    }
}
