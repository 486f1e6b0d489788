package sealstead.bench.load;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// The rounds of one cell on one endpoint, as medians.
public record Medians(List<Sample> rounds) {
    public Medians {
        rounds = List.copyOf(rounds);
    }

    double of(ToDoubleFunction<Sample> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    static double median(double... values) {
        var sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
