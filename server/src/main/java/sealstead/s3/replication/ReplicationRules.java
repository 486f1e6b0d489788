package sealstead.s3.replication;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import sealstead.s3.object.Version;

/// The rules of a bucket.
///
/// @param role the ARN of the role that does the work
public record ReplicationRules(String role, List<ReplicationRule> rules) {
    public ReplicationRules {
        rules = List.copyOf(rules);
    }

    /// The rules by which a version goes somewhere: one for each destination.
    Collection<ReplicationRule> covering(String key, Version version) {
        var chosen = new LinkedHashMap<String, ReplicationRule>();
        for (var rule : rules) {
            if (rule.covers(key, version)) {
                chosen.merge(
                        rule.target().bucket(), rule, (one, other) -> other.priority() > one.priority() ? other : one);
            }
        }
        return chosen.values();
    }
}
