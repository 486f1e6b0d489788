package sealstead.iam.policy;

import java.util.List;
import java.util.Map;

/// The condition keys of one request, supplied by the server only. A value is asked for when a policy mentions its key,
/// and never twice differently; nothing is computed for keys that no policy mentions.
@FunctionalInterface
public interface Conditions {
    Conditions NONE = key -> List.of();

    /// Those of a map whose keys are whole condition keys of the service's own, in lower case.
    static Conditions of(Map<String, List<String>> values) {
        var kept = Map.copyOf(values);
        return key -> kept.getOrDefault(key, List.of());
    }

    /// The values of a key; none if the request has no such key.
    ///
    /// @param key the whole key as [NamedValues] makes it, such as `aws:sourceip` or `s3:existingobjecttag/Project`
    List<String> values(String key);

    /// These, and `others` for the keys that have no value here.
    default Conditions over(Conditions others) {
        return key -> {
            var own = values(key);
            return own.isEmpty() ? others.values(key) : own;
        };
    }

    /// Whether the values of a key are known, be it that there are none. They are always, but for those that a past
    /// decision did not look up.
    default boolean isKnown(String key) {
        return true;
    }
}
