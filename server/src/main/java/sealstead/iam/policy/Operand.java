package sealstead.iam.policy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.wire.AddressRange;

/// One value of a condition in a policy, read once.
sealed interface Operand {
    /// Whether a value of the request is what the operator looks for, before any negation.
    boolean matches(ConditionOperator operator, String value, Conditions conditions);

    /// The keys of the variables in it.
    default List<String> variables() {
        return List.of();
    }

    /// Reads a value.
    ///
    /// @return nothing if the operator cannot compare with it
    static Optional<Operand> read(ConditionOperator operator, String text, boolean variables) {
        return switch (operator.type()) {
            case STRING, ARN ->
                TextPattern.compile(
                                text,
                                variables,
                                operator.hasWildcards() ? TextPattern.Wildcards.EVERYWHERE : TextPattern.Wildcards.NONE)
                        .map(pattern -> operator.type() == ConditionType.ARN ? new Arn(pattern) : new Text(pattern));
            case NUMERIC -> ConditionType.number(text).map(Numeric::new);
            case DATE -> ConditionType.date(text).map(Date::new);
            case BOOL, NULL -> ConditionType.bool(text).map(Bool::new);
            case BINARY -> ConditionType.binary(text).map(Binary::new);
            case IP_ADDRESS -> AddressRange.parse(text).map(Address::new);
        };
    }

    record Text(TextPattern pattern) implements Operand {
        @Override
        public List<String> variables() {
            return pattern.variables();
        }

        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            var glob = pattern.in(conditions);
            if (glob.isEmpty()) {
                return false;
            }
            return switch (operator) {
                case STRING_EQUALS_IGNORE_CASE, STRING_NOT_EQUALS_IGNORE_CASE ->
                    glob.get().text().equalsIgnoreCase(value);
                default -> glob.get().matches(value);
            };
        }
    }

    /// Compares the six parts of ARNs each for itself, so that no wildcard reaches into the next part.
    record Arn(TextPattern pattern) implements Operand {
        @Override
        public List<String> variables() {
            return pattern.variables();
        }

        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return pattern.in(conditions)
                    .map(glob -> (glob.hasWildcard() && glob.text().equals("*")) || byParts(glob, value))
                    .orElse(false);
        }

        private static boolean byParts(Glob glob, String arn) {
            int in = 0;
            int at = 0;
            for (int part = 0; part < 6; part++) {
                int inEnd = part == 5 ? glob.text().length() : glob.text().indexOf(':', in);
                int atEnd = part == 5 ? arn.length() : arn.indexOf(':', at);
                if (inEnd < 0 || atEnd < 0 || !glob.part(in, inEnd).matches(arn.substring(at, atEnd))) {
                    return false;
                }
                in = inEnd + 1;
                at = atEnd + 1;
            }
            return true;
        }
    }

    record Numeric(BigDecimal number) implements Operand {
        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return ConditionType.number(value)
                    .map(found -> operator.accepts(found.compareTo(number)))
                    .orElse(false);
        }
    }

    record Date(Instant instant) implements Operand {
        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return ConditionType.date(value)
                    .map(found -> operator.accepts(found.compareTo(instant)))
                    .orElse(false);
        }
    }

    record Bool(boolean wanted) implements Operand {
        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return ConditionType.bool(value).map(found -> found == wanted).orElse(false);
        }
    }

    record Binary(String base64) implements Operand {
        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return ConditionType.binary(value).map(base64::equals).orElse(false);
        }
    }

    record Address(AddressRange range) implements Operand {
        @Override
        public boolean matches(ConditionOperator operator, String value, Conditions conditions) {
            return AddressRange.parse(value).map(range::contains).orElse(false);
        }
    }
}
