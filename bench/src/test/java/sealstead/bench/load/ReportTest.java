package sealstead.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    @Test
    void figures_of_a_default_tell_what_each_end_point_did_by_itself() throws IOException {
        var sealing = endpoint("sealing");
        var plain = endpoint("plain");
        var defaults = new LinkedHashMap<Endpoint, String>();
        defaults.put(sealing, Protection.AES256);
        defaults.put(plain, Protection.NONE);
        var medians = new Medians(List.of(new Sample(10, 40, 0, 1, 1, 0, 0, 0, 0, Map.of())));
        var both = new LinkedHashMap<Endpoint, Medians>();
        both.put(sealing, medians);
        both.put(plain, medians);
        var report =
                new Report(defaults, Map.of(new Cell(Work.GET, Mode.DEFAULT, 4096, 8, false), both), Machine.here());

        assertThat(report.table().lines())
                .anySatisfy(row ->
                        assertThat(row).startsWith("GET       DEFAULT=AES256 ").contains(" sealing "))
                .anySatisfy(row ->
                        assertThat(row).startsWith("GET       DEFAULT=nothing ").contains(" plain "));
        assertThat(new ObjectMapper().readTree(report.json()).path("cells").findValuesAsText("protection"))
                .containsExactly("AES256", "nothing");
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint(name, URI.create("http://localhost"), "", "", "us-east-1", List.of());
    }
}
