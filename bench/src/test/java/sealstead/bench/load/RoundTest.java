package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which answers count as an operation done.
class RoundTest {
    @Test
    void an_error_after_a_status_of_success_is_a_failure_of_copies_and_completions() {
        var late = new Answer(200, Map.of(), "  <Error><Code>InternalError</Code></Error>", 43);
        var fine = new Answer(200, Map.of(), "<CopyObjectResult><ETag>1</ETag></CopyObjectResult>", 51);
        assertThatThrownBy(() -> Round.checkDocument(late))
                .isInstanceOf(IOException.class)
                .hasMessage("answered 200 InternalError");
        assertThatCode(() -> Round.checkDocument(fine)).doesNotThrowAnyException();
    }

    @Test
    void what_is_not_implemented_or_not_allowed_leaves_the_cell_out_and_other_errors_are_failures() {
        for (int status : new int[] {400, 403, 501}) {
            assertThatThrownBy(() -> Round.check(new Answer(status, Map.of(), "", 0)))
                    .isInstanceOf(UnsupportedCellException.class);
        }
        assertThatThrownBy(() -> Round.check(new Answer(503, Map.of(), "", 0))).isExactlyInstanceOf(IOException.class);
    }
}
