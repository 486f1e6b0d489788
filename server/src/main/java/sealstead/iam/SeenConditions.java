package sealstead.iam;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sealstead.iam.policy.Conditions;

/// The condition keys of one request as one decision saw them. What is looked up is kept, so that the decision is
/// explained by the very values it was made from; the request itself, with its connection and headers, is let go as
/// soon as the decision is there. What nobody looked up is not known afterwards.
final class SeenConditions implements Conditions {
    private @Nullable Conditions request;
    private @Nullable Seen last;

    /// One key that was looked up, and those before it: most decisions look up a few or none.
    private record Seen(
            String key, List<String> values, @Nullable Seen before) {}

    SeenConditions(Conditions request) {
        this.request = request;
    }

    /// The decision is made.
    void settle() {
        request = null;
    }

    @Override
    public List<String> values(String key) {
        for (var seen = last; seen != null; seen = seen.before()) {
            if (seen.key().equals(key)) {
                return seen.values();
            }
        }
        if (request == null) {
            return List.of();
        }
        var values = request.values(key);
        last = new Seen(key, values, last);
        return values;
    }

    /// How many bytes the values take that are kept, about.
    long bytes() {
        long bytes = 0;
        for (var seen = last; seen != null; seen = seen.before()) {
            bytes += 100 + 2L * seen.key().length();
            for (var value : seen.values()) {
                bytes += 50 + 2L * value.length();
            }
        }
        return bytes;
    }

    @Override
    public boolean isKnown(String key) {
        if (request != null) {
            return true;
        }
        for (var seen = last; seen != null; seen = seen.before()) {
            if (seen.key().equals(key)) {
                return true;
            }
        }
        return false;
    }
}
