package sealstead.s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Nobody waits for all of another's work.
final class AccountTurnsTest {
    private record Work(String name, int left) {}

    @Test
    void accounts_take_turns_and_so_do_the_works_of_each() throws IOException {
        var turns = new AccountTurns<Work>();
        turns.add("a", new Work("large", 4));
        turns.add("a", new Work("small", 1));
        turns.add("b", new Work("other", 2));
        var order = new ArrayList<String>();
        turns.takeAll(work -> {
            order.add(work.name());
            return work.left() == 1 ? Optional.empty() : Optional.of(new Work(work.name(), work.left() - 1));
        });
        assertThat(order).containsExactly("large", "other", "small", "other", "large", "large", "large");
    }
}
