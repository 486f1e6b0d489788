package sealstead.iam;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import sealstead.iam.policy.NamedPolicy;

/// The identity policies of a user, group or role. Managed policies are held by their ids, so that one made again under
/// an old name is not attached to anybody.
///
/// @param inline by name
/// @param attached ids of managed policies, or the ARNs of AWS's own
/// @param boundary the managed policy that limits the user or role, in the same way
public record AttachedPolicies(
        SortedMap<String, NamedPolicy> inline, List<String> attached, Optional<String> boundary) {
    public static final AttachedPolicies NONE = new AttachedPolicies(new TreeMap<>(), List.of(), Optional.empty());

    public AttachedPolicies {
        inline = Collections.unmodifiableSortedMap(new TreeMap<>(inline));
        attached = List.copyOf(attached);
    }

    public AttachedPolicies withInline(NamedPolicy policy) {
        var changed = new TreeMap<>(inline);
        changed.put(policy.name(), policy);
        return new AttachedPolicies(changed, attached, boundary);
    }

    public AttachedPolicies withoutInline(String name) {
        var changed = new TreeMap<>(inline);
        changed.remove(name);
        return new AttachedPolicies(changed, attached, boundary);
    }

    public AttachedPolicies attach(String policy) {
        if (attached.contains(policy)) {
            return this;
        }
        var changed = new ArrayList<>(attached);
        changed.add(policy);
        return new AttachedPolicies(inline, changed, boundary);
    }

    public AttachedPolicies detach(String policy) {
        return new AttachedPolicies(
                inline, attached.stream().filter(held -> !held.equals(policy)).toList(), boundary);
    }

    public AttachedPolicies withBoundary(Optional<String> policy) {
        return new AttachedPolicies(inline, attached, policy);
    }
}
