package sealstead.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sealstead bench`: loads one or several S3 endpoints and prints what that cost.
@Command(
        name = "bench",
        description = {
            "Load S3 endpoints in turn and measure them: rates, latency, server CPU, memory, KMS calls.",
            "Credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY unless they are given per endpoint."
        },
        mixinStandardHelpOptions = true)
public final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = {
                "an S3 endpoint; may be given several times, the first is what others are compared with.",
                "directory+URL loads directory buckets there, in sessions"
            })
    private List<URI> endpoints = List.of();

    @Option(names = "--name", paramLabel = "NAME", description = "what to call each endpoint, in their order")
    private List<String> names = List.of();

    @Option(
            names = "--pid",
            paramLabel = "PID[+PID...]",
            description = "the server's processes, whose CPU and memory are added up; for each, in their order")
    private List<String> pids = List.of();

    @Option(names = "--credentials", paramLabel = "ID:SECRET", description = "credentials for each, in their order")
    private List<String> credentials = List.of();

    @Option(
            names = "--aws-region",
            paramLabel = "REGION",
            defaultValue = "us-east-1",
            description = "default: us-east-1")
    private String region = "us-east-1";

    @Option(
            names = "--kms-key",
            paramLabel = "ID",
            description = "a KMS key for each, in their order; where it is empty or missing, one is made by CreateKey")
    private List<String> kmsKeys = List.of();

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

    @Override
    public Integer call() throws IOException {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("--endpoint is needed");
        }
        if (clientThreads < 1) {
            throw new IllegalArgumentException("--client-threads is at least 1");
        }
        var run = Long.toHexString(System.currentTimeMillis());
        var targets = new ArrayList<Target>();
        try {
            for (int i = 0; i < endpoints.size(); i++) {
                targets.add(new Target(endpoint(i), run, i < kmsKeys.size() ? kmsKeys.get(i) : "", clientThreads));
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

    private Endpoint endpoint(int i) {
        var pair = i < credentials.size()
                ? credentials.get(i)
                : env("AWS_ACCESS_KEY_ID") + ":" + env("AWS_SECRET_ACCESS_KEY");
        int colon = pair.indexOf(':');
        return new Endpoint(
                i < names.size() ? names.get(i) : endpoints.get(i).getAuthority(),
                endpoints.get(i),
                pair.substring(0, colon),
                pair.substring(colon + 1),
                region,
                i < pids.size() ? parsePids(pids.get(i)) : List.of());
    }

    private static List<Long> parsePids(String text) {
        return Arrays.stream(text.split("\\+")).map(Long::valueOf).toList();
    }

    private static String env(String name) {
        var value = System.getenv(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return value;
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
