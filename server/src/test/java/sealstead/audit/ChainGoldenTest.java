package sealstead.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sealstead.crypto.SecretBytes;
import sealstead.golden.GoldenFile;

/// A line of the trail as it was written, and what it says of itself.
final class ChainGoldenTest {
    @Test
    void a_line_is_the_frozen_one_and_says_where_it_belongs() {
        var chain =
                new Chain(SecretBytes.copyOf("an audit key of thirty-two bytes".getBytes(StandardCharsets.US_ASCII)));
        var before = new Chain.Link(41, "ab".repeat(32));
        var record = "{\"eventName\":\"PutObject\",\"eventID\":\"1\"}";
        var line = chain.append(before, record.getBytes(StandardCharsets.UTF_8));
        var frozen = GoldenFile.of("audit-line", line::text);
        assertThat(line.text()).isEqualTo(frozen);
        var stated = Chain.stated(frozen.toUtf8()).orElseThrow();
        assertThat(stated.link()).isEqualTo(line.link());
        assertThat(stated.link().sequence()).isEqualTo(42);
        assertThat(stated.previous()).contains("ab".repeat(32));
        assertThat(stated.record()).isEqualTo(record);
        assertThat(chain.follows(before, stated)).isTrue();
        assertThat(chain.isGenuine(stated)).isTrue();
    }
}
