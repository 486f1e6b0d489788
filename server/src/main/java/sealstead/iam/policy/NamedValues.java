package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The one rule for names that a client chooses and that differ in their case only: tags, and pairs of an encryption
/// context. Policies compare such names without regard to case, so that two of them may answer to one condition key.
/// Then the one that is spelled as the policy spells it counts and no other; where none is, all of them do, each for
/// itself ([Condition]).
public final class NamedValues {
    /// What condition keys begin with whose rest is such a name.
    private static final List<String> PREFIXES = List.of(
            "aws:requesttag/",
            "aws:resourcetag/",
            "aws:principaltag/",
            "s3:existingobjecttag/",
            "s3:requestobjecttag/",
            "s3:buckettag/",
            "s3express:buckettag/",
            "iam:resourcetag/",
            "kms:encryptioncontext:");

    private NamedValues() {}

    /// A condition key in the form in which requests are asked for it: in lower case, but for the name that a client
    /// chose.
    public static String key(String written) {
        var lower = written.toLowerCase(Locale.ROOT);
        for (var prefix : PREFIXES) {
            if (lower.startsWith(prefix)) {
                return prefix + written.substring(prefix.length());
            }
        }
        return lower;
    }

    /// Whether the rest of a condition key is a name that a client chose.
    static boolean isNamed(String key) {
        return PREFIXES.stream().anyMatch(key::startsWith);
    }

    /// The values that answer to a name.
    public static List<String> of(Map<String, String> pairs, String name) {
        var exact = pairs.get(name);
        if (exact != null) {
            return List.of(exact);
        }
        var found = new ArrayList<String>();
        for (var pair : pairs.entrySet()) {
            if (pair.getKey().equalsIgnoreCase(name)) {
                found.add(pair.getValue());
            }
        }
        return found;
    }

    /// The values that answer to a whole condition key, of a map whose keys are such; absent if it has no such key.
    public static Optional<List<String>> ofKey(Map<String, List<String>> values, String key) {
        var exact = values.get(key);
        if (exact != null) {
            return Optional.of(exact);
        }
        var found = new ArrayList<String>();
        for (var each : values.entrySet()) {
            if (each.getKey().equalsIgnoreCase(key)) {
                found.addAll(each.getValue());
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /// Lays pairs over others, whatever the case of their names.
    public static void putOver(Map<String, String> pairs, Map<String, String> stronger) {
        for (var name : stronger.keySet()) {
            pairs.keySet().removeIf(known -> known.equalsIgnoreCase(name));
        }
        pairs.putAll(stronger);
    }
}
