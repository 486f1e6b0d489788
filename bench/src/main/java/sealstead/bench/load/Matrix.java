package sealstead.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is measured, and how: the options of every command that loads endpoints. Each round visits every cell on every
/// endpoint before the next begins, so that what drifts meets all alike.
final class Matrix {
    @Option(
            names = "--aws-region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "default: us-east-1")
    private String region = "us-east-1";

    @Option(
            names = "--mode",
            split = ",",
            description = "default: all of ${COMPLETION-CANDIDATES}",
            defaultValue = "DEFAULT,SSE_S3,SSE_KMS,SSE_KMS_BUCKET_KEY,DSSE_KMS,SSE_C")
    private List<Mode> modes = List.of();

    @Option(
            names = "--op",
            split = ",",
            description = "default: all of ${COMPLETION-CANDIDATES}",
            defaultValue = "PUT,GET,RANGE,HEAD,LIST,DELETE,COPY,MULTIPART")
    private List<Work> works = List.of();

    @Option(names = "--size", split = ",", description = "default: 4k,64k,1m,64m", defaultValue = "4k,64k,1m,64m")
    private List<String> sizes = List.of();

    @Option(names = "--concurrency", split = ",", description = "default: 1,8,32", defaultValue = "1,8,32")
    private List<Integer> concurrencies = List.of();

    @Option(names = "--payload", defaultValue = "unsigned", description = "unsigned (default), signed or both")
    private String payload = "unsigned";

    @Option(names = "--rounds", defaultValue = "3", description = "measured rounds of each cell; default: 3")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "how long a round of a cell lasts; default: 3")
    private double seconds;

    @Option(names = "--warm-up", defaultValue = "1", description = "unmeasured rounds first; default: 1")
    private int warmUps;

    @Option(
            names = "--client-threads",
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "threads of the client, to which the connections of a cell are dealt; default: 1.",
                "https endpoints have a thread for each connection instead"
            })
    private int clientThreads;

    @Option(names = "--json", paramLabel = "FILE", description = "write every round there")
    private @Nullable Path json;

    @Option(names = "--keep", description = "leave the objects where they are")
    private boolean keep;

    /// The region for which requests are signed.
    String region() {
        return region;
    }

    /// Measures the endpoints in turn and prints what that cost; the others are compared with the first.
    ///
    /// @param kmsKeys a KMS key for each, in their order; where it is empty or missing, one is made
    /// @return 0 if anything was measured
    int run(List<Endpoint> endpoints, List<String> kmsKeys) throws IOException {
        if (clientThreads < 1) {
            throw new IllegalArgumentException("--client-threads is at least 1");
        }
        var run = Long.toHexString(System.currentTimeMillis());
        var targets = new ArrayList<Target>();
        try {
            for (int i = 0; i < endpoints.size(); i++) {
                targets.add(new Target(endpoints.get(i), run, i < kmsKeys.size() ? kmsKeys.get(i) : "", clientThreads));
            }
            var results = measure(targets);
            var defaults = new LinkedHashMap<Endpoint, String>();
            targets.forEach(target -> defaults.put(target.endpoint(), target.defaultProtection()));
            var report = new Report(defaults, results, Machine.here());
            System.out.print(report.table());
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return results.values().stream().anyMatch(rows -> !rows.isEmpty()) ? 0 : 1;
        } finally {
            for (var target : targets) {
                if (!keep) {
                    target.remove();
                }
                target.close();
            }
        }
    }

    private Map<Cell, Map<Endpoint, Medians>> measure(List<Target> targets) throws IOException {
        var cells = cells();
        var samples = new LinkedHashMap<Cell, Map<Endpoint, List<Sample>>>();
        var left = new LinkedHashSet<String>();
        var round = new Round(seconds);
        try (var progress = new Progress((rounds + warmUps) * cells.size() * targets.size())) {
            for (int number = -warmUps; number < rounds; number++) {
                for (var cell : cells) {
                    for (var target : targets) {
                        progress.step(target.endpoint() + " " + cell.label());
                        try {
                            var sample = round.run(target, cell);
                            if (number >= 0) {
                                samples.computeIfAbsent(cell, any -> new LinkedHashMap<>())
                                        .computeIfAbsent(target.endpoint(), any -> new ArrayList<>())
                                        .add(sample);
                            }
                        } catch (UnsupportedCellException unsupported) {
                            left.add(cell.label().strip() + ": " + target.endpoint() + " " + unsupported.getMessage());
                        }
                    }
                }
            }
        }
        left.forEach(reason -> System.out.println("left out: " + reason));
        var results = new LinkedHashMap<Cell, Map<Endpoint, Medians>>();
        samples.forEach((cell, byEndpoint) -> {
            var medians = new LinkedHashMap<Endpoint, Medians>();
            byEndpoint.forEach((endpoint, list) -> medians.put(endpoint, new Medians(list)));
            results.put(cell, medians);
        });
        return results;
    }

    /// Every combination that means something.
    List<Cell> cells() {
        var cells = new LinkedHashSet<Cell>();
        for (var work : works) {
            for (var mode : modes) {
                for (var size : sizes) {
                    long bytes = work.isSized() ? Cell.parseSize(size) : 0;
                    for (int concurrency : concurrencies) {
                        boolean body = work == Work.PUT || work == Work.MULTIPART;
                        if (!payload.equals("signed") || !body) {
                            cells.add(new Cell(work, mode, bytes, concurrency, false));
                        }
                        if (!payload.equals("unsigned") && body) {
                            cells.add(new Cell(work, mode, bytes, concurrency, true));
                        }
                    }
                }
            }
        }
        return List.copyOf(cells);
    }
}
