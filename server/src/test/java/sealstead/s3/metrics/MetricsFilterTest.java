package sealstead.s3.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which requests a metrics configuration counts.
final class MetricsFilterTest {
    @Test
    void one_without_a_filter_counts_requests_about_no_object_too() {
        var everything = new MetricsFilter("all", "", Map.of());
        assertThat(everything.isEverything()).isTrue();
        assertThat(everything.covers("")).isTrue();
        assertThat(everything.covers("key")).isTrue();
    }

    @Test
    void a_prefix_covers_keys_and_nothing_else() {
        var logs = new MetricsFilter("logs", "logs/", Map.of());
        assertThat(logs.covers("logs/1")).isTrue();
        assertThat(logs.covers("log")).isFalse();
        assertThat(logs.covers("")).isFalse();
    }

    @Test
    void an_object_has_all_of_the_tags_and_may_have_more() {
        var both = new MetricsFilter("both", "", Map.of("a", "1", "b", "2"));
        assertThat(both.isEverything()).isFalse();
        assertThat(both.coversTags(Map.of("a", "1", "b", "2", "c", "3"))).isTrue();
        assertThat(both.coversTags(Map.of("a", "1"))).isFalse();
        assertThat(both.coversTags(Map.of("a", "1", "b", "3"))).isFalse();
    }

    @Test
    void every_count_is_there_under_its_name_from_the_beginning() {
        var counts = new RequestCounts();
        assertThat(counts.named())
                .hasSameSizeAs(Metric.values())
                .allSatisfy((name, count) -> assertThat(count).isZero());
        counts.sent(5, 3_000_000);
        assertThat(counts.named()).containsEntry("BytesDownloaded", 5L).containsEntry("TotalRequestLatency", 3L);
    }
}
