package sealstead.bench.load;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// A figure of one series of rounds against the same figure of another, round by round, so that what both suffered
/// falls out.
///
/// @param median of the rounds' ratios
/// @param least the smallest of them
/// @param most the largest
public record Ratio(double median, double least, double most) {
    static Ratio of(Medians one, Medians other, ToDoubleFunction<Sample> figure) {
        int rounds = Math.min(one.rounds().size(), other.rounds().size());
        var ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = figure.applyAsDouble(one.rounds().get(i))
                    / figure.applyAsDouble(other.rounds().get(i));
        }
        return new Ratio(
                Medians.median(ratios),
                java.util.Arrays.stream(ratios).min().orElse(Double.NaN),
                java.util.Arrays.stream(ratios).max().orElse(Double.NaN));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, least, most);
    }
}
