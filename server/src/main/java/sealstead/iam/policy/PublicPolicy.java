package sealstead.iam.policy;

import java.util.List;
import java.util.Set;
import sealstead.wire.AddressRange;

/// S3's meaning of "public": a bucket policy is, unless each of its allows is for named principals or is restricted
/// to fixed values, without wildcards or variables, of a few condition keys.
final class PublicPolicy {
    private static final Set<String> FIXING_KEYS = Set.of(
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalorgid",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceowner",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:userid",
            "s3:dataaccesspointaccount",
            "s3:dataaccesspointarn",
            "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final List<AddressRange> PRIVATE_RANGES =
            List.of(range("10.0.0.0/8"), range("172.16.0.0/12"), range("192.168.0.0/16"));

    private PublicPolicy() {}

    static boolean isPublic(List<Statement> statements) {
        return statements.stream()
                .anyMatch(statement -> statement.allows()
                        && statement.principals().everybody()
                        && statement.conditions().stream().noneMatch(PublicPolicy::restricts));
    }

    private static boolean restricts(Condition condition) {
        if (condition.ifExists()
                || condition.quantifier() == Condition.Quantifier.ALL
                || condition.operands().isEmpty()) {
            return false;
        }
        return switch (condition.operator()) {
            case IP_ADDRESS ->
                condition.key().equals("aws:sourceip")
                        && condition.operands().stream().allMatch(PublicPolicy::isNarrow);
            case STRING_EQUALS, STRING_EQUALS_IGNORE_CASE, STRING_LIKE, ARN_EQUALS, ARN_LIKE ->
                FIXING_KEYS.contains(condition.key())
                        && condition.operands().stream().allMatch(operand -> isFixed(operand, condition.key()));
            default -> false;
        };
    }

    private static boolean isFixed(Operand operand, String key) {
        return switch (operand) {
            case Operand.Text(var pattern) -> isFixed(pattern, key);
            case Operand.Arn(var pattern) -> isFixed(pattern, key);
            case Operand.Numeric n -> true;
            case Operand.Date d -> true;
            case Operand.Bool b -> true;
            case Operand.Binary b -> true;
            case Operand.Address a -> true;
        };
    }

    /// An access point may be named by a pattern as long as the account in its ARN is fixed.
    private static boolean isFixed(TextPattern pattern, String key) {
        if (pattern.isFixed()) {
            return true;
        }
        var parts = pattern.source().split(":", 6);
        return key.equals("s3:dataaccesspointarn") && parts.length == 6 && parts[4].matches("[0-9]{12}");
    }

    /// A range that is wider than /8, or /32 of IPv6, is everybody.
    private static boolean isNarrow(Operand operand) {
        if (!(operand instanceof Operand.Address(var range))) {
            return false;
        }
        return range.bits() >= (range.ipv4() ? 8 : 32)
                || PRIVATE_RANGES.stream().anyMatch(inside -> inside.bits() <= range.bits() && inside.contains(range));
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }
}
