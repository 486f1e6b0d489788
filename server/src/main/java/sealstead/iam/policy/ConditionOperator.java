package sealstead.iam.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The condition operators by their names, without `IfExists` and without `ForAllValues:` and `ForAnyValue:`.
enum ConditionOperator {
    STRING_EQUALS("StringEquals", ConditionType.STRING, false),
    STRING_NOT_EQUALS("StringNotEquals", ConditionType.STRING, true),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", ConditionType.STRING, false),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", ConditionType.STRING, true),
    STRING_LIKE("StringLike", ConditionType.STRING, false),
    STRING_NOT_LIKE("StringNotLike", ConditionType.STRING, true),
    NUMERIC_EQUALS("NumericEquals", ConditionType.NUMERIC, false),
    NUMERIC_NOT_EQUALS("NumericNotEquals", ConditionType.NUMERIC, true),
    NUMERIC_LESS_THAN("NumericLessThan", ConditionType.NUMERIC, false),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", ConditionType.NUMERIC, false),
    NUMERIC_GREATER_THAN("NumericGreaterThan", ConditionType.NUMERIC, false),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", ConditionType.NUMERIC, false),
    DATE_EQUALS("DateEquals", ConditionType.DATE, false),
    DATE_NOT_EQUALS("DateNotEquals", ConditionType.DATE, true),
    DATE_LESS_THAN("DateLessThan", ConditionType.DATE, false),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", ConditionType.DATE, false),
    DATE_GREATER_THAN("DateGreaterThan", ConditionType.DATE, false),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", ConditionType.DATE, false),
    BOOL("Bool", ConditionType.BOOL, false),
    BINARY_EQUALS("BinaryEquals", ConditionType.BINARY, false),
    IP_ADDRESS("IpAddress", ConditionType.IP_ADDRESS, false),
    NOT_IP_ADDRESS("NotIpAddress", ConditionType.IP_ADDRESS, true),
    ARN_EQUALS("ArnEquals", ConditionType.ARN, false),
    ARN_NOT_EQUALS("ArnNotEquals", ConditionType.ARN, true),
    ARN_LIKE("ArnLike", ConditionType.ARN, false),
    ARN_NOT_LIKE("ArnNotLike", ConditionType.ARN, true),
    NULL("Null", ConditionType.NULL, false);

    private static final Map<String, ConditionOperator> BY_NAME = byName();

    private final String written;
    private final ConditionType type;
    private final boolean negated;

    ConditionOperator(String written, ConditionType type, boolean negated) {
        this.written = written;
        this.type = type;
        this.negated = negated;
    }

    private static Map<String, ConditionOperator> byName() {
        var names = new HashMap<String, ConditionOperator>();
        for (var operator : values()) {
            names.put(operator.written, operator);
        }
        return Map.copyOf(names);
    }

    static Optional<ConditionOperator> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    ConditionType type() {
        return type;
    }

    /// Whether it holds where none of the values does.
    boolean isNegated() {
        return negated;
    }

    boolean hasWildcards() {
        return this == STRING_LIKE || this == STRING_NOT_LIKE || type == ConditionType.ARN;
    }

    /// Whether a request's value that compares so with the policy's is what the operator looks for.
    ///
    /// @param comparison negative if the request's value is the smaller one
    boolean accepts(int comparison) {
        return switch (this) {
            case NUMERIC_LESS_THAN, DATE_LESS_THAN -> comparison < 0;
            case NUMERIC_LESS_THAN_EQUALS, DATE_LESS_THAN_EQUALS -> comparison <= 0;
            case NUMERIC_GREATER_THAN, DATE_GREATER_THAN -> comparison > 0;
            case NUMERIC_GREATER_THAN_EQUALS, DATE_GREATER_THAN_EQUALS -> comparison >= 0;
            default -> comparison == 0;
        };
    }

    @Override
    public String toString() {
        return written;
    }
}
