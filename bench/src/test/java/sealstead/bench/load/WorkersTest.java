package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A run ends, and says what happened, whatever the server does. The servers are sockets that do as each test says.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersTest {
    private static final String FINE = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    @Test
    void every_number_is_done_once_by_as_many_connections_as_were_asked_for() throws IOException {
        try (var server = new RawServer((connection, request) -> FINE);
                var meter = new Meter(endpoint(server), 2)) {
            var seen = ConcurrentHashMap.<Integer>newKeySet();
            var outcome = meter.workers(5)
                    .count(
                            1000,
                            i -> Step.last(get(), answer -> {
                                assertThat(answer.bytes()).isEqualTo(2);
                                assertThat(seen.add(i)).isTrue();
                            }));
            assertThat(outcome.operations()).isEqualTo(1000);
            assertThat(outcome.failures()).isZero();
            assertThat(outcome.nanos()).hasSize(1000).isSorted();
            assertThat(seen).hasSize(1000);
            assertThat(server.connections()).isEqualTo(5);
        }
    }

    @Test
    void a_large_body_arrives_whole_and_a_chain_is_one_operation() throws IOException {
        var body = Body.noise((3 << 20) + 1);
        var put = new Request("PUT", "/bucket/key", "", Map.of(), body, true);
        try (var server = new RawServer((connection, request) -> {
                    assertThat(request.bodyHash()).isEqualTo(request.headers().get("x-amz-content-sha256"));
                    return FINE;
                });
                var meter = new Meter(endpoint(server), 1)) {
            var outcome = meter.workers(3)
                    .count(
                            10,
                            i -> new Step(get(), true, first -> {
                                assertThat(first.text()).isEqualTo("ok");
                                return Step.last(put, Meter::fine);
                            }));
            assertThat(outcome.operations()).isEqualTo(10);
            assertThat(outcome.failures()).isZero();
        }
    }

    @Test
    void a_server_that_closes_after_each_answer_is_asked_on_new_connections() throws IOException {
        try (var server = new RawServer(
                        (connection, request) -> FINE.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n"));
                var meter = new Meter(endpoint(server), 1)) {
            var outcome = meter.workers(2).count(50, i -> Step.last(get(), Meter::fine));
            assertThat(outcome.operations()).isEqualTo(50);
            assertThat(outcome.failures()).isZero();
            assertThat(server.connections()).isBetween(50, 52);
        }
    }

    @Test
    void a_server_that_closes_without_an_answer_now_and_then_is_counted_as_failures() throws IOException {
        try (var server = new RawServer((connection, request) -> connection % 2 == 0 ? null : FINE);
                var meter = new Meter(endpoint(server), 1)) {
            var outcome = meter.workers(2).count(50, i -> Step.last(get(), Meter::fine));
            assertThat(outcome.failures()).isPositive();
            assertThat(outcome.operations() + outcome.failures()).isEqualTo(50);
        }
    }

    @Test
    void a_server_that_never_answers_ends_the_run_after_a_hundred_failures() throws IOException {
        try (var server = new RawServer((connection, request) -> null);
                var meter = new Meter(endpoint(server), 1)) {
            var workers = meter.workers(2);
            assertThatThrownBy(() -> workers.count(Integer.MAX_VALUE, i -> Step.last(get(), Meter::fine)))
                    .isInstanceOf(IOException.class);
            assertThat(server.connections()).isBetween(202, 204);
        }
    }

    @Test
    void a_server_that_is_silent_is_given_up() throws IOException {
        try (var server = new RawServer((connection, request) -> connection > 1 ? FINE : silence());
                var loop = new Loop(endpoint(server), 100)) {
            var outcome = new Workers(List.of(loop.connected(2))).count(20, i -> Step.last(get(), Meter::fine));
            assertThat(outcome.failures()).isEqualTo(1);
            assertThat(outcome.operations()).isEqualTo(19);
        }
    }

    private static String silence() {
        try {
            Thread.sleep(TimeUnit.HOURS.toMillis(1));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    @Test
    void what_the_end_point_does_not_do_ends_the_run_at_once() throws IOException {
        var answer = "HTTP/1.1 501 No\r\ncontent-length: 42\r\n\r\n<Error><Code>NotImplemented</Code></Error>";
        try (var server = new RawServer((connection, request) -> answer);
                var meter = new Meter(endpoint(server), 1)) {
            var workers = meter.workers(4);
            assertThatThrownBy(() -> workers.during(
                            Long.MAX_VALUE, Integer.MAX_VALUE, i -> Step.last(get(), UnsupportedCellException::check)))
                    .isInstanceOf(UnsupportedCellException.class)
                    .hasMessage("answered 501 NotImplemented");
        }
    }

    private static Request get() {
        return Request.of("GET", "/bucket/key");
    }

    private static Endpoint endpoint(RawServer server) {
        return new Endpoint("raw", server.uri(), "AKIABENCHBENCHBENCH0", "of no value", "us-east-1", List.of());
    }
}
