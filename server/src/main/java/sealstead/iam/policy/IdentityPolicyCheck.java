package sealstead.iam.policy;

import java.util.List;
import java.util.regex.Pattern;
import sealstead.iam.policy.MalformedPolicyException.Fault;

/// What IAM asks of the resources of an identity policy beyond its grammar, when one is put: ARNs that can mean nothing
/// are refused. Policies that are there already are not looked at again.
final class IdentityPolicyCheck {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}|.*[*?].*|");
    private static final List<String> IAM_PATHS = List.of(
            "user/",
            "federated-user/",
            "role/",
            "group/",
            "instance-profile/",
            "mfa/",
            "server-certificate/",
            "policy/",
            "sms-mfa/",
            "saml-provider/",
            "oidc-provider/",
            "report/",
            "access-report/");

    private IdentityPolicyCheck() {}

    static void check(List<Statement> statements) throws MalformedPolicyException {
        for (var statement : statements) {
            for (var resource : statement.resources()) {
                check(resource.source());
            }
        }
    }

    private static void check(String resource) throws MalformedPolicyException {
        // A variable may become anything, so it is looked at as a star.
        var parts = resource.replaceAll("\\$\\{[^}]*}", "*").split(":", 6);
        if (parts.length < 6) {
            return;
        }
        boolean region = !parts[3].isEmpty() && !isWild(parts[3]);
        if (parts[2].equals("s3")) {
            if (!ACCOUNT.matcher(parts[4]).matches()) {
                throw refused("The policy failed legacy parsing");
            }
            if (region && parts[4].isEmpty()) {
                throw refused("Resource " + resource + " can not contain region information.");
            }
        } else if (parts[2].equals("iam")) {
            if (region) {
                throw refused("IAM resource " + resource + " cannot contain region information.");
            }
            boolean whole = parts[5].equals("*") || parts[5].equals("root") || resource.contains(":${");
            if (!whole && IAM_PATHS.stream().noneMatch(parts[5]::startsWith)) {
                throw refused("IAM resource path must either be \"*\", root, or start with "
                        + String.join(", ", IAM_PATHS) + ".");
            }
        }
    }

    private static boolean isWild(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private static MalformedPolicyException refused(String message) {
        return new MalformedPolicyException(Fault.RESOURCE, message);
    }
}
