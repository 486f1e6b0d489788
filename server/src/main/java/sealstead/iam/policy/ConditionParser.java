package sealstead.iam.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import sealstead.iam.policy.Condition.Quantifier;

/// Reads a `Condition` block: operators, in each the keys, for each one value or several.
final class ConditionParser {
    private static final String IF_EXISTS = "IfExists";
    private static final String ALL = "ForAllValues:";
    private static final String ANY = "ForAnyValue:";

    private final boolean variables;
    private final Refusals refusals;

    ConditionParser(boolean variables, Refusals refusals) {
        this.variables = variables;
        this.refusals = refusals;
    }

    List<Condition> parse(JsonNode block) throws MalformedPolicyException {
        if (!block.isObject()) {
            throw refusals.wrongForm("Condition");
        }
        var conditions = new ArrayList<Condition>();
        for (var operator : block.properties()) {
            if (!operator.getValue().isObject()) {
                throw refusals.wrongForm("Condition");
            }
            for (var key : operator.getValue().properties()) {
                conditions.add(condition(operator.getKey(), key.getKey(), key.getValue()));
            }
            if (operator.getValue().isEmpty()) {
                operator(operator.getKey());
            }
        }
        return conditions;
    }

    private Condition condition(String written, String key, JsonNode values) throws MalformedPolicyException {
        var operator = operator(written);
        int colon = key.indexOf(':');
        // IAM takes a key that no service can have, and nothing ever has it.
        boolean bare = colon < 0 && !key.isEmpty() && refusals.kind() == PolicyDocument.Kind.IDENTITY;
        if (!bare && (colon <= 0 || colon == key.length() - 1)) {
            throw refusals.conditionKey(key);
        }
        var sources = new ArrayList<String>();
        var operands = new ArrayList<Operand>();
        for (var value : values.isArray() ? values : List.of(values)) {
            if (!value.isTextual() && !value.isBoolean() && !value.isNumber()) {
                throw refusals.wrongForm("Condition");
            }
            var text = value.asText();
            sources.add(text);
            operands.add(Operand.read(operator, operand(key, text), variables)
                    .orElseThrow(() -> refusals.conditionValue(operator.type(), written, text)));
        }
        return new Condition(
                written,
                operator,
                written.startsWith(ALL) ? Quantifier.ALL : written.startsWith(ANY) ? Quantifier.ANY : Quantifier.NONE,
                written.endsWith(IF_EXISTS),
                NamedValues.key(key),
                sources,
                operands);
    }

    /// A copy source is compared without the slash that some write before it.
    private static String operand(String key, String text) {
        return key.equalsIgnoreCase("s3:x-amz-copy-source") && text.startsWith("/") ? text.substring(1) : text;
    }

    private ConditionOperator operator(String written) throws MalformedPolicyException {
        int from = written.startsWith(ALL) ? ALL.length() : written.startsWith(ANY) ? ANY.length() : 0;
        boolean ifExists = written.endsWith(IF_EXISTS);
        int to = written.length() - (ifExists ? IF_EXISTS.length() : 0);
        var operator = from <= to
                ? ConditionOperator.named(written.substring(from, to)).orElse(ConditionOperator.NULL)
                : ConditionOperator.NULL;
        // `Null` asks whether the key is there: it takes no IfExists, and the name that is none ends here as well.
        if (operator == ConditionOperator.NULL
                && (ifExists || !written.substring(from).equals("Null"))) {
            throw refusals.conditionType(written);
        }
        return operator;
    }
}
