package sealstead.bench.growth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The curves of a growth run.
final class Charts {
    private Charts() {}

    static List<Chart> of(List<Stage> stages) {
        var charts = new ArrayList<Chart>();
        Map<String, List<Stage>> byKind =
                stages.stream().collect(Collectors.groupingBy(Stage::kind, LinkedHashMap::new, Collectors.toList()));
        byKind.forEach((kind, ofKind) -> {
            for (int i = 0; i < ofKind.getFirst().samples().size(); i++) {
                int at = i;
                var what = ofKind.getFirst().samples().get(i).what();
                charts.add(chart(kind, what, "server CPU, microseconds per operation", ofKind, stage -> {
                    var sample = stage.samples().get(at).sample();
                    return sample.serverCpuSeconds() * 1e6 / sample.operations();
                }));
            }
            charts.add(chart(kind, "start-up", "seconds to ready", ofKind, Stage::startSeconds));
            charts.add(chart(kind, "memory", "MiB resident", ofKind, stage -> stage.residentBytes() / 1048576.0));
            charts.add(chart(kind, "disk", "bytes each", ofKind, stage -> stage.diskBytes() / (double) stage.count()));
        });
        return charts;
    }

    private static Chart chart(
            String kind, String what, String unit, List<Stage> stages, ToDoubleFunction<Stage> figure) {
        return new Chart(
                "growth-" + kind + "-" + what.toLowerCase(Locale.ROOT),
                what + " over " + kind,
                unit,
                stages.stream()
                        .map(stage -> new Chart.Point(stage.count(), figure.applyAsDouble(stage)))
                        .toList());
    }
}
