package sealstead.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How commands wait for what a server does.
final class FollowTest {
    private static JsonNode state(boolean running, String failure) {
        return JsonNodeFactory.instance.objectNode().put("running", running).put("failure", failure);
    }

    private static Follow.Look<JsonNode> seen(Iterator<JsonNode> states) {
        return states::next;
    }

    @Test
    void it_ends_with_the_first_look_that_is_over() throws Exception {
        var states = List.of(state(true, ""), state(false, ""), state(true, "")).iterator();
        assertThat(Follow.toItsEnd(seen(states), state -> "").path("running").asBoolean())
                .isFalse();
        assertThat(states.hasNext()).isTrue();
    }

    @Test
    void a_failure_is_told_in_the_servers_words() {
        var states = List.of(state(false, "no room\u001b[2J")).iterator();
        assertThatThrownBy(() -> Follow.toItsEnd(seen(states), state -> ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no room")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void a_server_that_answers_no_more_ends_it() {
        assertThatThrownBy(() -> Follow.until(
                        seen -> false,
                        () -> {
                            throw new IOException("gone");
                        },
                        seen -> ""))
                .hasMessage("gone");
    }
}
