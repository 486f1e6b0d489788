package sealstead.query;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import sealstead.wire.Refusal;

/// Which parameters are a text, a list of texts or a list of structures, by AWS's models of IAM and STS. A form
/// that spells one as another is refused before anything is done: what stood beside a parameter under its own
/// name would else be left out without a word. Parameters that the models do not have are nobody's, as on AWS.
final class FormShape {
    private static final Set<String> TEXTS = Set.of(
            "AccessKeyId",
            "AccountAlias",
            "Action",
            "AssumeRolePolicyDocument",
            "CallerArn",
            "ClientID",
            "Description",
            "DurationSeconds",
            "EntityFilter",
            "ExternalId",
            "GroupName",
            "Marker",
            "MaxItems",
            "MaxSessionDuration",
            "Name",
            "NewGroupName",
            "NewPath",
            "NewUserName",
            "OnlyAttached",
            "OpenIDConnectProviderArn",
            "Password",
            "PasswordResetRequired",
            "Path",
            "PathPrefix",
            "PermissionsBoundary",
            "Policy",
            "PolicyArn",
            "PolicyDocument",
            "PolicyName",
            "PolicySourceArn",
            "PolicyUsageFilter",
            "ProviderId",
            "ResourceHandlingOption",
            "ResourceOwner",
            "ResourcePolicy",
            "RoleArn",
            "RoleName",
            "RoleSessionName",
            "Scope",
            "SerialNumber",
            "SetAsDefault",
            "SourceIdentity",
            "Status",
            "TokenCode",
            "Url",
            "UserName",
            "Version",
            "VersionId",
            "WebIdentityToken");
    private static final Set<String> LISTS = Set.of(
            "ActionNames",
            "ClientIDList",
            "ContextKeyNames",
            "Filter",
            "PermissionsBoundaryPolicyInputList",
            "PolicyInputList",
            "ResourceArns",
            "TagKeys",
            "ThumbprintList",
            "TransitiveTagKeys");
    private static final Set<String> STRUCTURES = Set.of("ContextEntries", "PolicyArns", "ProvidedContexts", "Tags");
    private static final Pattern MEMBER = Pattern.compile("member\\.([1-9][0-9]{0,3})");
    private static final Pattern FIELD =
            Pattern.compile("member\\.([1-9][0-9]{0,3})\\.[A-Za-z]+(\\.member\\.[1-9][0-9]{0,3})?");

    /// No parameter of the models comes near.
    private static final int MAX_NAME = 256;

    private FormShape() {}

    /// @throws Refusal `MalformedInput`
    static void check(Map<String, String> fields) {
        var members = new HashMap<String, Set<Integer>>();
        for (var field : fields.entrySet()) {
            check(field.getKey(), field.getValue(), members);
            checkOuter(field.getKey(), fields);
        }
        for (var list : members.values()) {
            for (int i = 1; i <= list.size(); i++) {
                if (!list.contains(i)) {
                    throw list();
                }
            }
        }
    }

    /// What has members is no text as well; an empty one stands for an empty list.
    private static void checkOuter(String name, Map<String, String> fields) {
        if (name.length() > MAX_NAME) {
            return;
        }
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            var outer = fields.get(name.substring(0, dot));
            if (outer != null && !outer.isEmpty()) {
                throw structure();
            }
        }
    }

    private static void check(String name, String value, Map<String, Set<Integer>> members) {
        int dot = name.indexOf('.');
        var parameter = dot < 0 ? name : name.substring(0, dot);
        if (TEXTS.contains(parameter)) {
            if (dot >= 0) {
                throw structure();
            }
            return;
        }
        boolean lists = LISTS.contains(parameter);
        if (!lists && !STRUCTURES.contains(parameter)) {
            return;
        }
        if (dot < 0) {
            // An SDK writes an empty list as the bare name.
            if (!value.isEmpty()) {
                throw list();
            }
            return;
        }
        var rest = name.substring(dot + 1);
        var member = (lists ? MEMBER : FIELD).matcher(rest);
        if (!member.matches()) {
            throw MEMBER.matcher(rest).matches()
                    ? malformed("Unexpected complex element termination")
                    : lists ? structure() : list();
        }
        members.computeIfAbsent(parameter, first -> new HashSet<>()).add(Integer.parseInt(member.group(1)));
    }

    private static Refusal structure() {
        return malformed("Start of structure or map found where not expected.");
    }

    private static Refusal list() {
        return malformed("Unexpected list element termination");
    }

    private static Refusal malformed(String message) {
        return QueryError.MALFORMED_INPUT.saying(message);
    }
}
