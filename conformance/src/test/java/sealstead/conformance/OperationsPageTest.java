package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/operations.md says what there is.
final class OperationsPageTest {
    private static final Path PAGE = Path.of("../docs/operations.md");
    private static final Pattern LIST = Pattern.compile("`sealstead jobs` lists them: ([^.]*)\\.");

    @Test
    void the_background_jobs_are_all_named_and_in_their_order() throws IOException {
        var list = LIST.matcher(Files.readString(PAGE));
        assertThat(list.find()).isTrue();
        var named = new ArrayList<String>();
        for (var name : list.group(1).split(",")) {
            named.add(name.strip().replace("`", ""));
        }
        var jobs = new ArrayList<String>();
        try (var server = new LocalServer()) {
            Administration.ask(server, "GET admin/jobs")
                    .document()
                    .path("jobs")
                    .forEach(job -> jobs.add(job.path("name").asText()));
        }
        assertThat(named).isEqualTo(jobs);
    }
}
