package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import sealstead.iam.policy.Decision.Source;
import sealstead.wire.Printable;

/// Why a question was decided as it was: what every statement of every policy made of it. It shows values of the
/// request, so it is for administrators only.
public record PolicyExplanation(
        Question question, Decision decision, List<PolicyPart> policies, List<GrantPart> grants) {
    public PolicyExplanation {
        policies = List.copyOf(policies);
        grants = List.copyOf(grants);
    }

    /// One policy.
    ///
    /// @param level of service control policies, counted from the organisation's root; 0 for all others
    public record PolicyPart(Source source, int level, String name, List<StatementPart> statements) {
        public PolicyPart {
            statements = List.copyOf(statements);
        }
    }

    /// What became of one part of a statement.
    public enum Part {
        MATCHES,
        DOES_NOT_MATCH,
        /// It hangs on a condition key that the decision did not look up, since another part had settled the matter.
        NOT_LOOKED_AT;

        static Part of(boolean matches) {
            return matches ? MATCHES : DOES_NOT_MATCH;
        }

        private String words(String yes, String no) {
            return switch (this) {
                case MATCHES -> yes;
                case DOES_NOT_MATCH -> no;
                case NOT_LOOKED_AT -> "was not looked at";
            };
        }
    }

    /// One statement: it applies if all its parts match and every condition holds.
    ///
    /// @param principal how it names the caller
    /// @param position where it stands in the document
    public record StatementPart(
            String label,
            boolean allows,
            Naming principal,
            Part action,
            Part resource,
            List<ConditionPart> conditions,
            StatementPosition position) {
        public StatementPart {
            conditions = List.copyOf(conditions);
        }

        public boolean applies() {
            return principal != Naming.NOT
                    && action == Part.MATCHES
                    && resource == Part.MATCHES
                    && conditions.stream().allMatch(condition -> condition.held() == Part.MATCHES);
        }
    }

    /// How a statement or grant names the caller.
    public enum Naming {
        NOT("does not name the caller"),
        BY_ACCOUNT("names the caller's account, which leaves it to the account's policies"),
        BY_ISSUER("names the role or user behind the session, so boundary and session policies limit it"),
        DIRECTLY("names the caller");

        private final String words;

        Naming(String words) {
            this.words = words;
        }

        static Naming of(Principals.Match match) {
            return switch (match) {
                case NONE -> NOT;
                case ACCOUNT -> BY_ACCOUNT;
                case ISSUER -> BY_ISSUER;
                case DIRECT -> DIRECTLY;
            };
        }
    }

    /// One condition.
    ///
    /// @param operator as the document writes it
    /// @param requestValues none if the request has no such key, or nobody looked
    public record ConditionPart(
            String operator, String key, List<String> policyValues, List<String> requestValues, Part held) {
        public ConditionPart {
            policyValues = List.copyOf(policyValues);
            requestValues = List.copyOf(requestValues);
        }
    }

    /// One grant: it allows if all its parts match.
    public record GrantPart(String id, Naming grantee, Part operation, Part constraints) {
        public boolean applies() {
            return grantee != Naming.NOT && operation == Part.MATCHES && constraints == Part.MATCHES;
        }
    }

    /// For people: the decision first, then every policy.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        switch (decision) {
            case Decision.Allow(var by) -> lines.add("Allowed by " + words(by));
            case Decision.Deny deny -> {
                lines.add("Denied: " + deny.message(question));
                if (deny.by().source() != Source.NONE) {
                    lines.add("  by " + words(deny.by()));
                }
            }
        }
        for (var policy : policies) {
            var level = policy.source() == Source.SERVICE_CONTROL ? ", level " + policy.level() : "";
            lines.add(words(policy.source()) + level + ": " + policy.name());
            policy.statements().forEach(statement -> addTo(lines, statement));
        }
        for (var grant : grants) {
            lines.add("grant " + grant.id() + ": " + (grant.applies() ? "allows" : "does not apply"));
            lines.add("    grantee: " + grant.grantee().words);
            lines.add("    operation: " + grant.operation().words("matches", "does not match"));
            lines.add("    constraints: " + grant.constraints().words("are met", "are not met"));
        }
        return lines.stream().map(Printable::of).toList();
    }

    private static void addTo(List<String> lines, StatementPart statement) {
        var effect = statement.allows() ? "Allow" : "Deny";
        lines.add("  " + statement.label() + " (line " + statement.position().line() + "): " + effect + " "
                + (statement.applies() ? "applies" : "does not apply"));
        lines.add("    principal: " + statement.principal().words);
        lines.add("    action: " + statement.action().words("matches", "does not match"));
        lines.add("    resource: " + statement.resource().words("matches", "does not match"));
        for (var condition : statement.conditions()) {
            lines.add("    condition: " + condition.operator() + " " + condition.key() + " " + condition.policyValues()
                    + ": " + found(condition) + condition.held().words("holds", "does not hold"));
        }
    }

    private static String found(ConditionPart condition) {
        if (condition.requestValues().isEmpty()) {
            return condition.held() == Part.NOT_LOOKED_AT ? "" : "the request has none, ";
        }
        return "the request has " + condition.requestValues() + ", ";
    }

    private static String words(Decision.Basis by) {
        return by.source() == Source.ACCOUNT_ROOT
                ? "being the account's root user"
                : words(by.source()) + " " + by.policy() + (by.statement().isEmpty() ? "" : ", " + by.statement());
    }

    private static String words(Source source) {
        return switch (source) {
            case NONE -> "nothing";
            case ACCOUNT_ROOT -> "account root";
            case IDENTITY -> "identity-based policy";
            case BOUNDARY -> "permissions boundary";
            case SESSION -> "session policy";
            case SERVICE_CONTROL -> "service control policy";
            case RESOURCE -> "resource-based policy";
            case ACL -> "access control list:";
            case GRANT -> "grant";
        };
    }
}
