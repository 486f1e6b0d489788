package sealstead.iam.policy;

import java.util.List;

/// One line of a `Condition` block: an operator, a key and the policy's values.
///
/// @param written the operator as the document writes it, such as `ForAnyValue:StringLikeIfExists`
/// @param key in lower case
/// @param sources the values as the document writes them
record Condition(
        String written,
        ConditionOperator operator,
        Quantifier quantifier,
        boolean ifExists,
        String key,
        List<String> sources,
        List<Operand> operands) {
    /// How the values of a key that has many are combined.
    enum Quantifier {
        /// No set operator: the condition looks for any value, and if it is negated none may be found.
        NONE,
        /// `ForAllValues:` each value must hold; that there is none is well.
        ALL,
        /// `ForAnyValue:` one value must hold, so there must be one.
        ANY
    }

    Condition {
        sources = List.copyOf(sources);
        operands = List.copyOf(operands);
    }

    /// Whether it holds in a statement that allows, or in one that denies: where several names of one request answer to
    /// its key, an Allow needs it to hold for each of them and a Deny for one.
    boolean holds(Conditions conditions, boolean allows) {
        var values = conditions.values(key);
        if (values.size() > 1 && quantifier == Quantifier.NONE && NamedValues.isNamed(key)) {
            var each = values.stream().map(value -> holds(List.of(value), conditions));
            return allows ? each.allMatch(Boolean::booleanValue) : each.anyMatch(Boolean::booleanValue);
        }
        return holds(values, conditions);
    }

    /// Several values in the policy are alternatives, and of a negated operator exceptions: none of them may
    /// match. A negated operator holds for a key that the request does not have, any other does not; with a set
    /// operator it is the set operator that says.
    private boolean holds(List<String> values, Conditions conditions) {
        if (operator == ConditionOperator.NULL) {
            return operands.stream().anyMatch(operand -> ((Operand.Bool) operand).wanted() == values.isEmpty());
        }
        if (values.isEmpty()) {
            return ifExists
                    || switch (quantifier) {
                        case NONE -> operator.isNegated();
                        case ALL -> true;
                        case ANY -> false;
                    };
        }
        return switch (quantifier) {
            case NONE -> anyMatches(values, conditions) != operator.isNegated();
            case ALL -> allHold(values, conditions);
            case ANY -> anyHolds(values, conditions);
        };
    }

    private boolean anyMatches(List<String> values, Conditions conditions) {
        for (var value : values) {
            if (matches(value, conditions)) {
                return true;
            }
        }
        return false;
    }

    private boolean allHold(List<String> values, Conditions conditions) {
        for (var value : values) {
            if (matches(value, conditions) == operator.isNegated()) {
                return false;
            }
        }
        return true;
    }

    private boolean anyHolds(List<String> values, Conditions conditions) {
        for (var value : values) {
            if (matches(value, conditions) != operator.isNegated()) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String value, Conditions conditions) {
        for (var operand : operands) {
            if (operand.matches(operator, value, conditions)) {
                return true;
            }
        }
        return false;
    }

    /// The keys of variables in its values.
    List<String> variables() {
        return operands.stream()
                .flatMap(operand -> operand.variables().stream())
                .toList();
    }
}
