package sealstead.iam.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sealstead.iam.policy.PolicyDocument.Kind;

/// Reads one statement.
final class StatementParser {
    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    private final JsonNode node;
    private final boolean variables;
    private final Refusals refusals;
    private final Kind kind;

    /// @param variables whether the document's version knows variables
    StatementParser(JsonNode node, boolean variables, Refusals refusals) {
        this.node = node;
        this.variables = variables;
        this.refusals = refusals;
        this.kind = refusals.kind();
    }

    Statement read(int index, StatementPosition position) throws MalformedPolicyException {
        if (!node.isObject()) {
            throw refusals.wrongForm("Statement");
        }
        for (var entry : node.properties()) {
            if (!ELEMENTS.contains(entry.getKey())) {
                throw refusals.unknown(entry.getKey());
            }
        }
        var sid = sid();
        boolean allows = allows();
        boolean notPrincipals = isNegated("Principal");
        var principals = principals(allows, notPrincipals);
        boolean notActions = isNegated("Action");
        var actions = ActionParser.parse(texts("Action", notActions), refusals);
        if (kind == Kind.TRUST && notActions) {
            throw refusals.action("AssumeRole policy may only specify STS AssumeRole actions.");
        }
        boolean notResources = isNegated("Resource");
        return new Statement(
                sid.isEmpty() ? "#" + index : sid,
                allows,
                principals,
                notPrincipals,
                actions,
                notActions,
                resources(notResources),
                notResources,
                node.has("Condition")
                        ? new ConditionParser(variables, refusals).parse(node.get("Condition"))
                        : List.of(),
                position);
    }

    private String sid() throws MalformedPolicyException {
        var sid = node.path("Sid");
        if (sid.isMissingNode()) {
            return "";
        }
        if (!sid.isTextual()) {
            throw refusals.wrongForm("Sid");
        }
        var text = sid.textValue();
        boolean plain = text.chars().allMatch(ActionParser::isAlphanumeric);
        if (kind == Kind.IDENTITY && !plain) {
            throw refusals.sidLetters();
        }
        return text;
    }

    private boolean allows() throws MalformedPolicyException {
        var effect = node.path("Effect");
        if (effect.isMissingNode()) {
            throw refusals.missing("Effect");
        }
        return switch (effect.isTextual() ? effect.textValue() : "") {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw refusals.effect(effect.asText());
        };
    }

    /// Whether the statement has `Not...` instead of the element.
    private boolean isNegated(String element) throws MalformedPolicyException {
        boolean negated = node.has("Not" + element);
        if (negated && node.has(element)) {
            throw refusals.both(element);
        }
        return negated;
    }

    private Principals principals(boolean allows, boolean negated) throws MalformedPolicyException {
        var element = negated ? "NotPrincipal" : "Principal";
        if (kind == Kind.IDENTITY) {
            if (node.has(element)) {
                throw refusals.prohibited(element);
            }
            return Principals.ATTACHED;
        }
        if (!node.has(element)) {
            throw refusals.missing("Principal");
        }
        if (negated && kind == Kind.TRUST) {
            throw refusals.prohibited(element);
        }
        if (negated && allows) {
            throw refusals.allowNotPrincipal();
        }
        return PrincipalParser.parse(node.get(element), refusals);
    }

    private List<TextPattern> resources(boolean negated) throws MalformedPolicyException {
        if (kind != Kind.TRUST) {
            return ResourceParser.parse(texts("Resource", negated), variables, refusals);
        }
        if (node.has("Resource") || negated) {
            throw refusals.prohibited(negated ? "NotResource" : "Resource");
        }
        return List.of();
    }

    private List<String> texts(String element, boolean negated) throws MalformedPolicyException {
        var value = node.path(negated ? "Not" + element : element);
        if (value.isMissingNode()) {
            throw refusals.missing(element);
        }
        return texts(value, element, refusals);
    }

    /// One text, or a list of them.
    static List<String> texts(JsonNode value, String element, Refusals refusals) throws MalformedPolicyException {
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        if (!value.isArray()) {
            throw refusals.wrongForm(element);
        }
        var texts = new ArrayList<String>();
        for (var each : value) {
            if (!each.isTextual()) {
                throw refusals.wrongForm(element);
            }
            texts.add(each.textValue());
        }
        return texts;
    }
}
