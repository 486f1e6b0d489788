package sealstead.bench.load;

import java.util.Locale;

/// One thing to measure.
///
/// @param bytes the size of the objects, as far as it matters to the work
/// @param concurrency connections that work at the same time
/// @param signedPayload whether bodies are signed with their hash, or `UNSIGNED-PAYLOAD`
public record Cell(Work work, Mode mode, long bytes, int concurrency, boolean signedPayload) {
    String label() {
        return label(mode.name());
    }

    /// @param name what to call the mode
    String label(String name) {
        var payload = (work == Work.PUT || work == Work.MULTIPART) ? signedPayload ? " signed" : " unsigned" : "";
        return String.format(
                Locale.ROOT,
                "%-9s %-18s %8s c%-2d%s",
                work,
                name,
                work.isSized() ? size(bytes) : "",
                concurrency,
                payload);
    }

    static String size(long bytes) {
        if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
            return (bytes >> 30) + " GiB";
        }
        if (bytes >= 1L << 20 && bytes % (1L << 20) == 0) {
            return (bytes >> 20) + " MiB";
        }
        return bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
    }

    /// `4k`, `64K`, `1M`, `1g` or a number of bytes.
    static long parseSize(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        int shift = switch (lower.charAt(lower.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        return Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1)) << shift;
    }
}
