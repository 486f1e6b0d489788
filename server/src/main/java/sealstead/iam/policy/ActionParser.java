package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads actions: `*`, or `service:Name` with wildcards in the name.
final class ActionParser {
    private static final List<String> TRUST_ACTIONS = List.of(
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithwebidentity",
            "sts:tagsession",
            "sts:setsourceidentity",
            "sts:setcontext");

    private ActionParser() {}

    static List<Glob> parse(List<String> actions, Refusals refusals) throws MalformedPolicyException {
        if (actions.isEmpty()) {
            throw refusals.missing("Action");
        }
        var patterns = new ArrayList<Glob>();
        for (var action : actions) {
            check(action, refusals);
            var pattern = Glob.of(action.toLowerCase(Locale.ROOT));
            if (refusals.kind() == PolicyDocument.Kind.TRUST
                    && (action.equals("*") || TRUST_ACTIONS.stream().noneMatch(pattern::matches))) {
                throw refusals.action("AssumeRole policy may only specify STS AssumeRole actions.");
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    private static void check(String action, Refusals refusals) throws MalformedPolicyException {
        if (action.equals("*")) {
            return;
        }
        int colon = action.indexOf(':');
        if (colon < 0) {
            throw refusals.action("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (action.indexOf(':', colon + 1) >= 0) {
            throw refusals.action("Actions/Condition can contain only one colon.");
        }
        var vendor = action.substring(0, colon);
        if (!vendor.equals("*") && (vendor.isEmpty() || !consistsOf(vendor, "-."))) {
            throw refusals.action("Vendor " + vendor + " is not valid");
        }
        var name = action.substring(colon + 1);
        if (name.isEmpty() || !consistsOf(name, "*?-_")) {
            throw refusals.action("Action " + action + " is not valid");
        }
    }

    private static boolean consistsOf(String text, String others) {
        return text.chars().allMatch(c -> isAlphanumeric(c) || others.indexOf(c) >= 0);
    }

    static boolean isAlphanumeric(int letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    }
}
