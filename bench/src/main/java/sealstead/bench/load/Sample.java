package sealstead.bench.load;

import java.util.Map;

/// What one round of one cell on one endpoint cost.
///
/// @param operations how many were answered well
/// @param bytes plaintext bytes moved
/// @param failures how many were not
/// @param serverCpuSeconds 0 if unknown
/// @param peakBytes the server's most resident memory, 0 if unknown
/// @param facts differences of the server's own counters; empty if it is not one of ours
public record Sample(
        long operations,
        long bytes,
        long failures,
        double seconds,
        double serverCpuSeconds,
        double clientCpuSeconds,
        double p50Micros,
        double p99Micros,
        long peakBytes,
        Map<String, Long> facts) {
    public Sample {
        facts = Map.copyOf(facts);
    }

    double perSecond() {
        return operations / seconds;
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double serverMicrosPerOperation() {
        return serverCpuSeconds * 1e6 / operations;
    }

    double clientMicrosPerOperation() {
        return clientCpuSeconds * 1e6 / operations;
    }

    /// CPU seconds for 10^9 bytes; 0 where no bytes move.
    double serverSecondsPerGigabyte() {
        return bytes == 0 ? 0 : serverCpuSeconds * 1e9 / bytes;
    }

    double factPerOperation(String name) {
        return facts.getOrDefault(name, 0L) / (double) operations;
    }
}
