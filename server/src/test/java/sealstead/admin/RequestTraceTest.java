package sealstead.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sealstead.wire.CallName;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Query;

final class RequestTraceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RequestTrace trace = new RequestTrace(nanos::get, Clock.systemUTC());

    private void answered(String operation, String path, int status, long millis) {
        var call = new CallName();
        call.is("s3", operation);
        call.by("arn:aws:iam::111122223333:user/bob");
        trace.accept(new FinishedRequest("1", "GET", path, "::1", call, status, millis * 1_000_000, 0, 0));
    }

    private JsonNode ask(String query) {
        return trace.show(Query.parse(query).orElseThrow());
    }

    @Test
    void nothing_is_kept_while_nobody_watches() {
        answered("GetObject", "/b/before", 200, 1);
        assertThat(ask("").path("next").asLong()).isZero();
        answered("GetObject", "/b/one", 200, 1);
        assertThat(ask("after=0").path("requests")).hasSize(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        answered("GetObject", "/b/two", 200, 1);
        answered("GetObject", "/b/three", 200, 1);
        assertThat(ask("after=1").path("requests")).isEmpty();
        answered("GetObject", "/b/four", 200, 1);
        assertThat(ask("after=1").path("requests").path(0).path("path").asText())
                .isEqualTo("/b/four");
    }

    @Test
    void a_watcher_sees_each_request_once_and_is_told_what_it_missed() {
        ask("");
        long next = 0;
        int seen = 0;
        long missed = 0;
        for (int i = 0; i < 30_000; i++) {
            answered("PutObject", "/b/" + "k".repeat(500) + i, 200, 1);
            if (i % 5_000 == 4_999) {
                JsonNode page;
                do {
                    page = ask("after=" + next);
                    next = page.path("next").asLong();
                    seen += page.path("requests").size();
                    missed += page.path("missed").asLong();
                } while (!page.path("requests").isEmpty());
            }
        }
        assertThat(missed).isPositive();
        assertThat(seen + missed).isEqualTo(30_000);
        assertThat(next).isEqualTo(30_000);
    }

    @Test
    void filters_are_all_met() {
        ask("");
        answered("GetObject", "/b/a", 200, 5);
        answered("PutObject", "/b/b", 403, 50);
        answered("PutObject", "/c/b", 500, 5);
        assertThat(ask("after=0&operation=putobject").path("requests")).hasSize(2);
        assertThat(ask("after=0&status=failed").path("requests")).hasSize(2);
        assertThat(ask("after=0&status=4xx").path("requests")).hasSize(1);
        assertThat(ask("after=0&status=200").path("requests")).hasSize(1);
        assertThat(ask("after=0&path=/b/").path("requests")).hasSize(2);
        assertThat(ask("after=0&slower=40").path("requests")).hasSize(1);
        assertThat(ask("after=0&principal=user/bob&operation=PutObject&path=/c/")
                        .path("requests"))
                .hasSize(1);
        assertThat(ask("after=0&api=kms").path("requests")).isEmpty();
        assertThatThrownBy(() -> ask("status=9xx")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ask("after=x")).isInstanceOf(IllegalArgumentException.class);
    }
}
