package sealstead.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists as people and S3 write them.
final class CsvLinesTest {
    private static List<List<String>> lines(String text) throws IOException {
        var lines = new CsvLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        var all = new ArrayList<List<String>>();
        for (var next = lines.next(); next.isPresent(); next = lines.next()) {
            all.add(next.get());
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "b,k\nb,l\n",
                "b,k\nb,l",
                "b,k\r\nb,l\r\n",
                "\uFEFFb,k\nb,l\n",
                "\n\nb,k\n\r\nb,l\n\n",
                "\"b\",\"k\"\n\"b\",\"l\""
            })
    void ends_of_lines_quotes_and_empty_lines_mean_nothing(String text) throws IOException {
        assertThat(lines(text)).containsExactly(List.of("b", "k"), List.of("b", "l"));
    }

    @Test
    void what_is_quoted_may_hold_anything() throws IOException {
        assertThat(lines("\"a,b\",\"c\"\"d\ne\",\n")).containsExactly(List.of("a,b", "c\"d\ne", ""));
    }

    @Test
    void an_open_quote_and_a_line_without_end_are_refused() {
        assertThatThrownBy(() -> lines("b,\"k\nb,l")).isInstanceOf(ManifestException.class);
        assertThatThrownBy(() -> lines("b," + "k".repeat(20_000))).isInstanceOf(ManifestException.class);
    }

    @Test
    void a_line_of_the_report_holds_any_text() {
        var line = new StringBuilder();
        var result = TaskResult.failed(403, "AccessDenied", "no, \"never\"\nat all");
        CompletionReport.addLine(line, "b", new Chunk.Entry("k,ey \n", "", Optional.of(result)), result);
        assertThat(line.toString()).isEqualTo("b,k%2Cey+%0A,,failed,AccessDenied,403,\"no, \"\"never\"\"\nat all\"\n");
    }

    @Test
    void a_mark_of_the_byte_order_is_passed_over_once_and_only_whole() throws IOException {
        assertThat(lines("\uFEFF\uFEFFb,k")).containsExactly(List.of("\uFEFFb", "k"));
        assertThat(lines("\uFEEFb,k")).containsExactly(List.of("\uFEEFb", "k"));
        assertThat(lines("\uFEFF")).isEmpty();
    }

    @Test
    void lines_without_anything_on_them_have_an_end() {
        assertThatThrownBy(() -> lines("\n".repeat(1_000_002))).isInstanceOf(ManifestException.class);
    }
}
