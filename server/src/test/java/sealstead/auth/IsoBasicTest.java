package sealstead.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoBasicTest {
    private static final DateTimeFormatter GENERAL = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    @Test
    void every_time_is_written_and_read_as_the_general_formatter_does() {
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var time = LocalDateTime.ofEpochSecond(random.nextLong(0, 4_102_444_800L), 0, ZoneOffset.UTC);
            assertThat(IsoBasic.format(time)).as("-Dseed=" + seed).isEqualTo(GENERAL.format(time));
            assertThat(IsoBasic.parse(IsoBasic.format(time)))
                    .as("-Dseed=" + seed)
                    .contains(time);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "20261123T170501",
                "20261123 170501Z",
                "20261323T170501Z",
                "20260230T170501Z",
                "20261123T250501Z",
                "2026112３T170501Z",
                "20261123T170501ZZ"
            })
    void what_is_no_time_is_not_read(String text) {
        assertThat(IsoBasic.parse(text)).isEmpty();
    }
}
