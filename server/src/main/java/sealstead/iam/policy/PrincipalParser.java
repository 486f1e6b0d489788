package sealstead.iam.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `Principal` and `NotPrincipal`: `"*"`, or an object of `AWS`, `Service`, `Federated` and `CanonicalUser`.
final class PrincipalParser {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern ROOT = Pattern.compile("arn:aws[a-z-]*:iam::([0-9]{12}):root");
    private static final Pattern NAMED = Pattern.compile("arn:aws[a-z-]*:"
            + "(?:iam::[0-9]{12}:(?:user|role)/[!-~]{1,576}"
            + "|sts::[0-9]{12}:assumed-role/[\\w+=,.@-]{1,64}/[\\w+=,.@-]{2,64}"
            + "|sts::[0-9]{12}:federated-user/[\\w+=,.@-]{2,32})");
    private static final Pattern UNIQUE_ID = Pattern.compile("A[A-Z]{3}[A-Z0-9]{12,124}(?::[\\w+=,.@-]{2,64})?");
    /// Of labels with dots between them; that none is empty is looked at apart, since a repeated group of a
    /// pattern takes a stack as deep as the text is long.
    private static final Pattern SERVICE = Pattern.compile("\\*|[a-z0-9-][a-z0-9.-]*\\.[a-z0-9.-]*[a-z0-9-]");
    private static final String EMPTY_LABEL = "..";
    private static final Pattern FEDERATED =
            Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:(?:saml|oidc)-provider/[!-~]+|[a-z0-9.-]+(?:/[!-~]*)?");
    private static final Pattern CANONICAL = Pattern.compile("[0-9a-f]{64}");

    private final Refusals refusals;
    private boolean everybody;
    private final Set<String> accounts = new HashSet<>();
    private final Set<String> canonicalUsers = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> services = new HashSet<>();
    private final Set<String> federated = new HashSet<>();
    private final List<String> written = new ArrayList<>();

    private PrincipalParser(Refusals refusals) {
        this.refusals = refusals;
    }

    static Principals parse(JsonNode node, Refusals refusals) throws MalformedPolicyException {
        return new PrincipalParser(refusals).read(node);
    }

    private Principals read(JsonNode node) throws MalformedPolicyException {
        if (node.isTextual()) {
            if (!node.textValue().equals("*")) {
                throw refusals.principal("", node.textValue());
            }
            everybody = true;
            written.add("*");
        } else if (node.isObject() && !node.isEmpty()) {
            for (var entry : node.properties()) {
                for (var value : StatementParser.texts(entry.getValue(), "Principal", refusals)) {
                    add(entry.getKey(), value);
                    written.add(entry.getKey() + ":" + value);
                }
            }
        } else {
            throw refusals.principal("", node.isContainerNode() ? "" : node.asText());
        }
        if (written.isEmpty()) {
            throw refusals.principal("", "");
        }
        return new Principals(everybody, accounts, canonicalUsers, names, services, federated, written);
    }

    private void add(String type, String value) throws MalformedPolicyException {
        switch (type) {
            case "AWS" -> addAws(value);
            case "Service" -> services.add(checked(SERVICE, type, value));
            case "Federated" -> federated.add(checked(FEDERATED, type, value));
            case "CanonicalUser" -> canonicalUsers.add(checked(CANONICAL, type, value));
            default -> throw refusals.principal(type, value);
        }
    }

    private void addAws(String value) throws MalformedPolicyException {
        var root = ROOT.matcher(value);
        if (value.equals("*")) {
            everybody = true;
        } else if (ACCOUNT.matcher(value).matches()) {
            accounts.add(value);
        } else if (root.matches()) {
            accounts.add(root.group(1));
        } else if (UNIQUE_ID.matcher(value).matches()) {
            names.add(value);
        } else {
            names.add(checked(NAMED, "AWS", value));
        }
    }

    private String checked(Pattern form, String type, String value) throws MalformedPolicyException {
        boolean wildcard = value.length() > 1 && (value.indexOf('*') >= 0 || value.indexOf('?') >= 0);
        boolean malformed = form == SERVICE && value.contains(EMPTY_LABEL);
        if (wildcard || malformed || !form.matcher(value).matches()) {
            throw refusals.principal(type, value);
        }
        return value;
    }
}
