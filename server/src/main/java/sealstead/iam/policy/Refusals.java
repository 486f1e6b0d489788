package sealstead.iam.policy;

import sealstead.iam.policy.MalformedPolicyException.Fault;
import sealstead.iam.policy.PolicyDocument.Kind;

/// The words in which AWS refuses a document: IAM's for identity and trust policies, S3's for bucket policies, KMS's
/// for key policies. IAM says little more than that there are errors, so where they are is added.
///
/// @param where `Statement 2` while there is one
record Refusals(Kind kind, String where) {
    Refusals(Kind kind) {
        this(kind, "");
    }

    Refusals in(int statement) {
        return new Refusals(kind, "Statement " + (statement + 1));
    }

    MalformedPolicyException notJson(boolean startsLikeJson) {
        return new MalformedPolicyException(
                Fault.NOT_JSON,
                switch (kind) {
                    case IDENTITY -> "Syntax errors in policy.";
                    case TRUST -> "This policy contains invalid Json";
                    case BUCKET ->
                        startsLikeJson
                                ? "This policy contains invalid Json"
                                : "Policies must be valid JSON and the first byte must be '{'";
                    case KEY -> "The policy is not valid JSON.";
                });
    }

    MalformedPolicyException tooLarge() {
        return new MalformedPolicyException(
                Fault.TOO_LARGE, "The policy document is larger than " + kind.mostBytes() + " bytes.");
    }

    MalformedPolicyException version() {
        return new MalformedPolicyException(
                Fault.VERSION,
                kind == Kind.BUCKET
                        ? "The policy must contain a valid version string"
                        : "Syntax errors in policy. Version must be 2012-10-17 or 2008-10-17.");
    }

    MalformedPolicyException noStatements() {
        return syntax("Could not parse the policy: Statement is empty!", "Statement is empty");
    }

    MalformedPolicyException missing(String field) {
        if (kind == Kind.IDENTITY && field.equals("Action")) {
            return new MalformedPolicyException(Fault.ACTION, "Policy statement must contain actions.");
        }
        if (kind == Kind.IDENTITY && field.equals("Resource")) {
            return new MalformedPolicyException(Fault.RESOURCE, "Policy statement must contain resources.");
        }
        return new MalformedPolicyException(Fault.SYNTAX, "Missing required field " + field);
    }

    MalformedPolicyException unknown(String field) {
        return syntax("Unknown field " + field, "unknown element " + field);
    }

    MalformedPolicyException prohibited(String field) {
        return new MalformedPolicyException(
                Fault.SYNTAX,
                kind == Kind.IDENTITY
                        ? "Policy document should not specify a principal."
                        : "Has prohibited field " + field);
    }

    MalformedPolicyException wrongForm(String field) {
        return syntax("Invalid policy syntax.", field + " has the wrong form");
    }

    MalformedPolicyException effect(String effect) {
        return syntax("Invalid effect: " + effect, "Effect must be Allow or Deny");
    }

    MalformedPolicyException both(String field) {
        return syntax("Invalid policy syntax.", field + " and Not" + field + " exclude each other");
    }

    private MalformedPolicyException syntax(String inBuckets, String detail) {
        return new MalformedPolicyException(
                Fault.SYNTAX,
                kind == Kind.BUCKET
                        ? inBuckets
                        : "Syntax errors in policy." + (where.isEmpty() ? " " : " " + where + ": ") + detail + ".");
    }

    MalformedPolicyException sidLetters() {
        return new MalformedPolicyException(
                Fault.SYNTAX,
                "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression "
                        + "[0-9A-Za-z]*");
    }

    MalformedPolicyException sidTwice() {
        return new MalformedPolicyException(Fault.SYNTAX, "Statement IDs (SID) in a single policy must be unique.");
    }

    MalformedPolicyException principal(String type, String value) {
        return new MalformedPolicyException(
                Fault.PRINCIPAL,
                switch (kind) {
                    case BUCKET -> "Invalid principal in policy";
                    case KEY -> "Policy contains a statement with one or more invalid principals.";
                    case IDENTITY, TRUST ->
                        "Invalid principal in policy: " + (type.isEmpty() ? "" : "\"" + type + "\":") + "\"" + value
                                + "\"";
                });
    }

    MalformedPolicyException allowNotPrincipal() {
        return new MalformedPolicyException(
                Fault.PRINCIPAL, "Allow with NotPrincipal is not supported. Use Deny, or Principal with a condition.");
    }

    MalformedPolicyException action(String inIam) {
        return new MalformedPolicyException(Fault.ACTION, kind == Kind.BUCKET ? "Policy has invalid action" : inIam);
    }

    MalformedPolicyException resource(String inIam) {
        return new MalformedPolicyException(
                Fault.RESOURCE, kind == Kind.BUCKET ? "Policy has invalid resource" : inIam);
    }

    MalformedPolicyException conditionType(String operator) {
        return new MalformedPolicyException(Fault.CONDITION, "Invalid Condition type : " + operator);
    }

    MalformedPolicyException conditionKey(String key) {
        return new MalformedPolicyException(
                Fault.CONDITION,
                kind == Kind.BUCKET
                        ? "Policy has an invalid condition key"
                        : "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. (" + key + ")");
    }

    MalformedPolicyException conditionValue(ConditionType type, String operator, String value) {
        return new MalformedPolicyException(
                Fault.CONDITION,
                type == ConditionType.IP_ADDRESS
                        ? "Invalid IP address in Conditions"
                        : "Invalid value in Conditions: " + operator + " cannot compare with " + value);
    }
}
