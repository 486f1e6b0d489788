package sealstead.iam.policy;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Tags as condition keys have them. The tag's own key stands after the first slash of a condition key ([NamedValues]).
public final class TagConditions {
    private static final String RESOURCE = "aws:resourcetag/";
    private static final String REQUESTED = "aws:requesttag/";
    private static final String REQUESTED_KEYS = "aws:tagkeys";

    private TagConditions() {}

    /// The value of the tag that a condition key names, such as `aws:resourcetag/team`.
    public static List<String> value(Map<String, String> tags, String conditionKey) {
        return NamedValues.of(tags, conditionKey.substring(conditionKey.indexOf('/') + 1));
    }

    /// Whether a condition key asks for a tag of what is acted upon.
    public static boolean isOfResource(String key) {
        return key.startsWith(RESOURCE);
    }

    /// Whether a condition key asks for tags of the request.
    public static boolean isRequested(String key) {
        return key.startsWith(REQUESTED) || key.equals(REQUESTED_KEYS);
    }

    /// The condition keys of a request that wants to give tags.
    public static Conditions requested(Map<String, String> tags) {
        return key -> {
            if (key.startsWith(REQUESTED)) {
                return value(tags, key);
            }
            return key.equals(REQUESTED_KEYS) ? List.copyOf(tags.keySet()) : List.of();
        };
    }

    /// The condition keys of a request that wants to take tags away.
    public static Conditions withdrawn(Collection<String> keys) {
        return key -> key.equals(REQUESTED_KEYS) ? List.copyOf(keys) : List.of();
    }
}
