package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {
    private static final DateTimeFormatter HEADER = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter XML = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Test
    void every_time_is_written_as_the_general_formatter_writes_it() {
        long seed = Long.getLong("seed", new SecureRandom().nextLong());
        var random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            var time = Instant.ofEpochMilli(random.nextLong(0, 4_102_444_800_000L));
            assertThat(HttpDate.header(time)).as("-Dseed=" + seed).isEqualTo(HEADER.format(time));
            assertThat(HttpDate.exact(time)).as("-Dseed=" + seed).isEqualTo(XML.format(time));
            assertThat(HttpDate.xml(time))
                    .as("-Dseed=" + seed)
                    .isEqualTo(XML.format(time.truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
