package sealstead.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole table of states: every pair that is not written here is refused.
final class JobStateTest {
    private static final String TABLE = """
            New        | Preparing Cancelling           | Cancelled
            Preparing  | Suspended Ready Failing Cancelling | Cancelled
            Suspended  | Ready Failing Cancelling       | Ready Cancelled
            Ready      | Active Cancelling              | Cancelled
            Active     | Pausing Completing Failing Cancelling | Cancelled
            Pausing    | Paused Cancelling              | Cancelled
            Paused     | Active Cancelling              | Cancelled
            Completing | Complete Failing               |
            Complete   |                                |
            Cancelling | Cancelled                      |
            Cancelled  |                                |
            Failing    | Failed                         |
            Failed     |                                |
            """;

    @Test
    void every_transition_is_in_the_table_and_no_other_happens() {
        var seen = new TreeSet<String>();
        for (var line : TABLE.lines().toList()) {
            var columns = line.split("\\|", -1);
            var state = JobState.named(columns[0].strip()).orElseThrow();
            seen.add(state.wireName());
            assertThat(state.next().stream().map(JobState::wireName))
                    .as(line)
                    .containsExactlyInAnyOrderElementsOf(words(columns[1]));
            assertThat(state.isFinal()).as(line).isEqualTo(words(columns[1]).isEmpty());
            var asked = Arrays.stream(JobState.values())
                    .filter(state::mayBeAsked)
                    .map(JobState::wireName)
                    .collect(Collectors.toList());
            assertThat(asked).as(line).containsExactlyInAnyOrderElementsOf(words(columns[2]));
        }
        assertThat(seen).hasSize(JobState.values().length);
    }

    private static java.util.List<String> words(String column) {
        return column.isBlank()
                ? java.util.List.of()
                : Arrays.asList(column.strip().split(" +"));
    }

    @ParameterizedTest
    @CsvSource({"Active,ACTIVE", "Cancelled,CANCELLED"})
    void names_are_those_of_the_model(String name, JobState state) {
        assertThat(JobState.named(name)).contains(state);
        assertThat(JobState.named(name.toLowerCase(java.util.Locale.ROOT))).isEmpty();
    }
}
