package sealstead.s3.replication;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;

/// The rules of a bucket.
///
/// @param role the ARN of the role that does the work
public record ReplicationRules(String role, List<ReplicationRule> rules) {
    public ReplicationRules {
        rules = List.copyOf(rules);
    }

    /// The rules by which a version goes somewhere: one for each destination. What came from elsewhere by replication
    /// does not go elsewhere again.
    ///
    /// @param isElsewhere whether a destination of that name is at another endpoint
    Collection<ReplicationRule> covering(String key, Version version, Predicate<String> isElsewhere) {
        boolean cameFromElsewhere = version instanceof StoredObject object
                && object.attributes().user().containsKey(Elsewhere.MARK);
        var chosen = new LinkedHashMap<String, ReplicationRule>();
        for (var rule : rules) {
            boolean comesBack =
                    cameFromElsewhere && isElsewhere.test(rule.target().bucket());
            if (rule.covers(key, version) && !comesBack) {
                chosen.merge(
                        rule.target().bucket(), rule, (one, other) -> other.priority() > one.priority() ? other : one);
            }
        }
        return chosen.values();
    }
}
