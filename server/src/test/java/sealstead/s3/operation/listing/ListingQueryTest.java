package sealstead.s3.operation.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.wire.Query;
import sealstead.wire.Refusal;

/// The parameters of listings.
final class ListingQueryTest {
    private static ListingQuery query(String text) {
        return ListingQuery.of(Query.parse(text).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"'', 1000", "max-keys=, 1000", "max-keys=0, 0", "max-keys=7, 7", "max-keys=2147483647, 1000"})
    void a_page_has_a_thousand_keys_at_most(String text, int keys) {
        assertThat(query(text).maxKeys()).isEqualTo(keys);
    }

    @ParameterizedTest
    @CsvSource({"max-keys=-1", "max-keys=x", "max-keys=2147483648", "max-keys=99999999999", "encoding-type=base64"})
    void what_is_no_number_of_keys_is_refused(String text) {
        assertThatThrownBy(() -> query(text))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("InvalidArgument"));
    }

    @Test
    void keys_are_encoded_where_that_is_asked_for() {
        assertThat(query("").shown("a b/\u00e4*")).isEqualTo("a b/\u00e4*");
        assertThat(query("encoding-type=url").shown("a b/\u00e4*")).isEqualTo("a+b/%C3%A4*");
    }

    @ParameterizedTest
    @CsvSource({"prefix=a, InvalidRequest", "delimiter=-, InvalidRequest", "start-after=a, NotImplemented"})
    void a_directory_bucket_lists_whole_directories(String text, String code) {
        assertThatThrownBy(() -> ListingQuery.ofDirectory(Query.parse(text).orElseThrow()))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo(code));
        assertThat(ListingQuery.ofDirectory(Query.parse("prefix=a/&delimiter=/").orElseThrow())
                        .prefix())
                .isEqualTo("a/");
    }
}
