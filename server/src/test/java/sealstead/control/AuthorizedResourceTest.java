package sealstead.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sealstead.s3.S3Error;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// Nothing is done with what was not asked for.
final class AuthorizedResourceTest {
    private final List<String> told = new ArrayList<>();

    private AuthorizedResource<String> resource(String name) {
        return new AuthorizedResource<>(() -> {
            told.add("ask " + name);
            return name;
        });
    }

    private AuthorizedResource<String> refused() {
        return new AuthorizedResource<>(() -> {
            throw S3Error.ACCESS_DENIED.refusal();
        });
    }

    private Reply work(String opened) {
        told.add("work with " + opened);
        return Reply.empty(200);
    }

    @Test
    void all_is_asked_before_anything_is_done() throws IOException {
        var work = resource("job")
                .thenAsk(job -> resource(job + "'s role").then(this::work))
                .authorize();
        assertThat(told).containsExactly("ask job", "ask job's role");
        work.perform();
        assertThat(told).endsWith("work with job's role");
    }

    @Test
    void a_refusal_ends_it_wherever_it_is_met() {
        assertThatThrownBy(() -> refused().then(this::work).authorize()).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> resource("job")
                        .thenAsk(job -> refused().then(this::work))
                        .authorize())
                .isInstanceOf(Refusal.class);
        assertThat(told).containsExactly("ask job");
    }
}
