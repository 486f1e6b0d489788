package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;

/// One statement, compiled.
///
/// @param label its `Sid`, or its position as `#0`
/// @param actions in lower case
/// @param resources none in trust policies, which are about the role that they belong to
record Statement(
        String label,
        boolean allows,
        Principals principals,
        boolean notPrincipals,
        List<Glob> actions,
        boolean notActions,
        List<TextPattern> resources,
        boolean notResources,
        List<Condition> conditions,
        StatementPosition position) {
    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        conditions = List.copyOf(conditions);
    }

    /// How it names the caller.
    Principals.Match names(PrincipalName who, boolean hasBoundary) {
        if (notPrincipals) {
            return principals.spares(who, hasBoundary) ? Principals.Match.NONE : Principals.Match.DIRECT;
        }
        return principals.match(who);
    }

    /// @param action in lower case
    boolean isAbout(String action) {
        for (var pattern : actions) {
            if (pattern.matches(action)) {
                return !notActions;
            }
        }
        return notActions;
    }

    /// Whether it speaks of the resource. A pattern with a variable that has no value matches nothing, so that a
    /// `NotResource` with it matches everything.
    boolean covers(String resource, Conditions conditionKeys) {
        if (resources.isEmpty()) {
            return true;
        }
        for (var pattern : resources) {
            if (!pattern.mayMatch(resource)) {
                continue;
            }
            var glob = pattern.in(conditionKeys);
            if (glob.isPresent() && glob.get().matches(resource)) {
                return !notResources;
            }
        }
        return notResources;
    }

    boolean conditionsHold(Conditions conditionKeys) {
        for (var condition : conditions) {
            if (!condition.holds(conditionKeys, allows)) {
                return false;
            }
        }
        return true;
    }

    /// The keys that it asks for, by conditions and by variables, in lower case.
    List<String> keys() {
        var keys = new ArrayList<String>();
        for (var condition : conditions) {
            keys.add(condition.key());
            keys.addAll(condition.variables());
        }
        for (var resource : resources) {
            keys.addAll(resource.variables());
        }
        return keys;
    }
}
