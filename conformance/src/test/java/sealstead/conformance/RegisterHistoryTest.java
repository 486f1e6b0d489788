package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The check of histories finds what is wrong, and nothing else.
final class RegisterHistoryTest {
    private final RegisterHistory history = new RegisterHistory();

    @Test
    void a_read_behind_a_write_sees_it() {
        history.wrote("a", "1", 0, 10);
        history.read("a", "1", 11, 12);
        assertThat(history.wrong()).isEmpty();
        history.read("a", "", 13, 14);
        assertThat(history.wrong()).hasSize(1);
    }

    @Test
    void what_overlaps_may_come_in_either_order_but_in_one() {
        history.wrote("a", "1", 0, 10);
        history.wrote("a", "2", 5, 15);
        history.read("a", "1", 16, 17);
        assertThat(history.wrong()).isEmpty();
        history.read("a", "2", 18, 19);
        assertThat(history.wrong()).hasSize(1);
    }

    @Test
    void a_write_of_unknown_outcome_may_come_late_or_never_but_is_not_taken_back() {
        history.wrote("a", "1", 0, 10);
        history.mayHaveWritten("a", "2", 11);
        history.read("a", "1", 20, 21);
        assertThat(history.wrong()).isEmpty();
        history.read("a", "2", 22, 23);
        assertThat(history.wrong()).isEmpty();
        history.read("a", "1", 24, 25);
        assertThat(history.wrong()).hasSize(1);
    }

    @Test
    void a_value_that_nobody_wrote_is_wrong() {
        history.read("a", "1", 0, 1);
        assertThat(history.wrong()).hasSize(1);
    }
}
