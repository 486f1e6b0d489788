package sealstead.query;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.TagConditions;

/// The condition keys that belong to one operation, to be laid over the global ones.
public final class OperationConditions {
    private final Map<String, List<String>> values = new HashMap<>();
    private Conditions tags = Conditions.NONE;

    public OperationConditions with(String key, String value) {
        values.put(NamedValues.key(key), List.of(value));
        return this;
    }

    public OperationConditions with(String key, Collection<String> several) {
        values.put(NamedValues.key(key), List.copyOf(several));
        return this;
    }

    /// The tags that a request asks for.
    public OperationConditions requestTags(Map<String, String> tags) {
        this.tags = TagConditions.requested(tags).over(this.tags);
        return this;
    }

    /// The tags of what is asked about.
    public OperationConditions resourceTags(String service, Map<String, String> tags) {
        Conditions own = key -> TagConditions.isOfResource(key) || key.startsWith(service + ":resourcetag/")
                ? TagConditions.value(tags, key)
                : List.of();
        this.tags = own.over(this.tags);
        return this;
    }

    /// These, and for every other key `global`.
    public Conditions over(Conditions global) {
        var others = tags.over(global);
        return key -> NamedValues.ofKey(values, key).orElseGet(() -> others.values(key));
    }
}
