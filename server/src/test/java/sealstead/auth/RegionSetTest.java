package sealstead.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionSetTest {
    private static final List<String> REGIONS = List.of("us-east-1", "eu-west-1", "eu-central-1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                 | us-east-1 eu-west-1 eu-central-1",
                "us-east-1         | us-east-1",
                "eu-west-1         | eu-west-1",
                "eu-*              | eu-west-1 eu-central-1",
                "us-east-1,eu-*    | us-east-1 eu-west-1 eu-central-1",
                "ap-south-1, us-east-1 | us-east-1",
                "*-1               | us-east-1 eu-west-1 eu-central-1",
                "*west*            | eu-west-1",
                "**                | us-east-1 eu-west-1 eu-central-1",
                "e*-*-1            | eu-west-1 eu-central-1",
                "us-east-1*        | us-east-1",
                "us-east-          | ''",
                "us-east-11        | ''",
                "ap-*              | ''"
            })
    void a_set_covers_what_its_patterns_match(String set, String covered) {
        assertThat(String.join(" ", RegionSet.parse(set).orElseThrow().covered(REGIONS)))
                .isEqualTo(covered);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "us-east-1,",
                ",us-east-1",
                "us east",
                "US-EAST-1",
                "us-east-1;eu-west-1",
                "us-east-?",
                "ü"
            })
    void what_names_no_regions_is_no_set(String set) {
        assertThat(RegionSet.parse(set)).isEmpty();
    }

    @Test
    void sets_and_patterns_have_bounds() {
        assertThat(RegionSet.parse("a,".repeat(63) + "a")).isPresent();
        assertThat(RegionSet.parse("a,".repeat(64) + "a")).isEmpty();
        assertThat(RegionSet.parse("*".repeat(64))).isPresent();
        assertThat(RegionSet.parse("*".repeat(65))).isEmpty();
    }
}
