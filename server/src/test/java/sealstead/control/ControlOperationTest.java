package sealstead.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which operation a path means.
final class ControlOperationTest {
    @ParameterizedTest
    @EnumSource
    void each_rows_own_path_means_it_and_no_other(ControlOperation row) {
        var path = row.path().replaceAll("\\{[^}]*}", "x%2Fy");
        var match = ControlOperation.match(row.method(), path).orElseThrow();
        assertThat(match.operation()).isEqualTo(row);
        assertThat(match.labels()).allMatch("x%2Fy"::equals);
        assertThat(match.labels()).hasSize(row.path().split("\\{", -1).length - 1);
    }

    @Test
    void a_path_means_nothing_with_more_behind_it_or_by_another_method() {
        assertThat(ControlOperation.match("GET", "jobs/1/else")).isEmpty();
        assertThat(ControlOperation.match("PATCH", "jobs")).isEmpty();
        assertThat(ControlOperation.match("GET", "")).isEmpty();
        assertThat(ControlOperation.match("get", "jobs")).isEmpty();
    }

    @Test
    void an_arn_stays_as_it_was_sent() {
        assertThat(ControlOperation.match("GET", "tags/arn%3Aaws%3As3%3A%3A%3Abucket")
                        .orElseThrow()
                        .labels())
                .containsExactly("arn%3Aaws%3As3%3A%3A%3Abucket");
    }
}
