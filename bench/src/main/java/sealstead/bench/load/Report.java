package sealstead.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results as a table for people and as JSON for keeping.
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final List<Endpoint> endpoints;
    private final Map<Cell, Map<Endpoint, Medians>> results;
    private final Machine machine;
    private final Map<Endpoint, String> defaults;

    /// @param defaults what each endpoint said of objects written without a header
    Report(Map<Endpoint, String> defaults, Map<Cell, Map<Endpoint, Medians>> results, Machine machine) {
        this.endpoints = List.copyOf(defaults.keySet());
        this.defaults = Map.copyOf(defaults);
        this.results = results;
        this.machine = machine;
    }

    String table() {
        var out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%-52s %-12s %9s %9s %9s %9s %9s %9s %9s %8s %8s %8s %8s %7s%n",
                "",
                "",
                "ops/s",
                "MB/s",
                "p50 us",
                "p99 us",
                "srv us/op",
                "srv s/GB",
                "cli us/op",
                "peak MiB",
                "KMS/1000",
                "KiB/op",
                "reads/op",
                "failed"));
        results.forEach((cell, byEndpoint) -> byEndpoint.forEach((endpoint, medians) -> {
            out.append(row(cell, endpoint, medians));
            if (!endpoint.equals(endpoints.getFirst()) && byEndpoint.containsKey(endpoints.getFirst())) {
                out.append(ratios(endpoint, byEndpoint.get(endpoints.getFirst()), medians));
            }
        }));
        return out.toString();
    }

    private String row(Cell cell, Endpoint endpoint, Medians medians) {
        return String.format(
                Locale.ROOT,
                "%-52s %-12.12s %9.0f %9.1f %9.0f %9.0f %9s %9s %9.1f %8s %8s %8s %8s %7.0f%n",
                cell.mode() == Mode.DEFAULT ? cell.label("DEFAULT=" + defaults.get(endpoint)) : cell.label(),
                endpoint.name(),
                medians.of(Sample::perSecond),
                medians.of(Sample::megabytesPerSecond),
                medians.of(Sample::p50Micros),
                medians.of(Sample::p99Micros),
                known(medians.of(Sample::serverMicrosPerOperation), 1),
                known(medians.of(Sample::serverSecondsPerGigabyte), 2),
                medians.of(Sample::clientMicrosPerOperation),
                known(medians.of(sample -> sample.peakBytes() / 1048576.0), 0),
                fact(medians, "kmsCalls", 1000),
                fact(medians, "allocatedBytes", 1 / 1024.0),
                fact(medians, "recordReads", 1),
                medians.of(Sample::failures));
    }

    private String ratios(Endpoint endpoint, Medians first, Medians other) {
        return "    " + endpoints.getFirst() + " / " + endpoint + ": rate "
                + Ratio.of(first, other, Sample::perSecond)
                + (isCpuKnown(first, other)
                        ? ", server CPU " + Ratio.of(first, other, Sample::serverMicrosPerOperation)
                        : "")
                + "\n";
    }

    /// The CPU of a server whose processes cannot be read is none.
    private static boolean isCpuKnown(Medians first, Medians other) {
        return first.of(Sample::serverMicrosPerOperation) > 0 && other.of(Sample::serverMicrosPerOperation) > 0;
    }

    /// A counter of the server's per operation, times `scale`.
    private static String fact(Medians medians, String name, double scale) {
        return medians.rounds().getFirst().facts().containsKey(name)
                ? String.format(Locale.ROOT, "%.1f", scale * medians.of(sample -> sample.factPerOperation(name)))
                : "-";
    }

    private static String known(double figure, int digits) {
        return figure == 0 ? "-" : String.format(Locale.ROOT, "%." + digits + "f", figure);
    }

    String json() {
        var document = JSON.createObjectNode();
        document.set("machine", JSON.valueToTree(machine));
        var cells = document.putArray("cells");
        results.forEach((cell, byEndpoint) -> byEndpoint.forEach((endpoint, medians) -> {
            var node = cells.addObject();
            node.set("cell", JSON.valueToTree(cell));
            node.put("endpoint", endpoint.name());
            if (cell.mode() == Mode.DEFAULT) {
                node.put("protection", defaults.get(endpoint));
            }
            node.set("rounds", JSON.valueToTree(medians.rounds()));
            if (!endpoint.equals(endpoints.getFirst()) && byEndpoint.containsKey(endpoints.getFirst())) {
                var first = byEndpoint.get(endpoints.getFirst());
                node.set("rateRatio", JSON.valueToTree(Ratio.of(first, medians, Sample::perSecond)));
                if (isCpuKnown(first, medians)) {
                    node.set(
                            "serverCpuRatio",
                            JSON.valueToTree(Ratio.of(first, medians, Sample::serverMicrosPerOperation)));
                }
            }
        }));
        try {
            return JSON.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
