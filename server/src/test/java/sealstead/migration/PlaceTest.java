package sealstead.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Places as the command line names them.
final class PlaceTest {
    @Test
    void a_prefix_is_all_behind_the_first_slash() {
        assertThat(Place.parse("s3://bucket")).isEqualTo(new Place("bucket", ""));
        assertThat(Place.parse("s3://bucket/")).isEqualTo(new Place("bucket", ""));
        assertThat(Place.parse("s3://bucket/a/b ?#")).isEqualTo(new Place("bucket", "a/b ?#"));
        assertThat(Place.parse("s3://bucket//a")).isEqualTo(new Place("bucket", "/a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bucket/a", "s3:/bucket", "s3://", "s3:///a", "http://bucket/a", "S3://bucket"})
    void what_names_no_bucket_is_refused(String text) {
        assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
