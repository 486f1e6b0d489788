package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads resources: `*` or ARNs with wildcards and variables. An ARN with fewer than six parts is completed with
/// stars, as AWS does.
final class ResourceParser {
    private static final Pattern PARTITION = Pattern.compile("aws[a-z-]*\\*?|\\*");
    private static final Pattern VENDOR = Pattern.compile("[a-zA-Z0-9-]+");

    private ResourceParser() {}

    static List<TextPattern> parse(List<String> resources, boolean variables, Refusals refusals)
            throws MalformedPolicyException {
        if (resources.isEmpty()) {
            throw refusals.missing("Resource");
        }
        var patterns = new ArrayList<TextPattern>();
        for (var resource : resources) {
            patterns.add(TextPattern.compile(checked(resource, refusals), variables, TextPattern.Wildcards.BY_SEGMENT)
                    .orElseThrow(() -> refusals.resource("Resource " + resource + " contains an invalid variable.")));
        }
        return patterns;
    }

    private static String checked(String resource, Refusals refusals) throws MalformedPolicyException {
        if (resource.equals("*")) {
            return resource;
        }
        var parts = resource.split(":", 6);
        if (!parts[0].equals("arn") || parts.length < 3) {
            throw refusals.resource("Resource " + resource + " must be in ARN format or \"*\".");
        }
        if (!PARTITION.matcher(parts[1]).matches()) {
            throw refusals.resource("Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".");
        }
        if (parts[2].isEmpty() && refusals.kind() == PolicyDocument.Kind.IDENTITY) {
            throw refusals.resource("The policy failed legacy parsing");
        }
        if (!VENDOR.matcher(parts[2]).matches()) {
            throw refusals.resource("Resource vendor must be fully qualified and cannot contain regexes.");
        }
        return resource + ":*".repeat(6 - parts.length);
    }
}
