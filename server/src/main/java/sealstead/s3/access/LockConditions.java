package sealstead.s3.access;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// The condition keys of Object Lock. Writes say in headers how their object is to be kept, the operations that are
/// about locks in their document, which is read when a policy asks. A document that cannot be read has no values here
/// and is refused when its operation reads it.
final class LockConditions {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DAYS_OF_YEAR = 365;

    private LockConditions() {}

    /// @param name the key without its prefix `s3:object-lock-`
    static Optional<String> value(S3Request request, String name) throws IOException {
        return switch (name) {
            case "mode" -> said(request, "mode", "Mode");
            case "retain-until-date" -> said(request, "retain-until-date", "RetainUntilDate");
            case "legal-hold" -> said(request, "legal-hold", "Status");
            case "remaining-retention-days" -> remainingDays(request);
            default -> Optional.empty();
        };
    }

    /// What the operation obeys and nothing else: writes their headers, operations about locks their document, and
    /// others neither, however their headers look.
    private static Optional<String> said(S3Request request, String header, String element) throws IOException {
        return switch (request.operation().lockWords()) {
            case NONE -> Optional.empty();
            case HEADERS -> request.header("x-amz-object-lock-" + header);
            case DOCUMENT, RULE -> document(request).flatMap(lock -> lock.text(element));
        };
    }

    /// The days from now to the end of the retention; a day that has begun counts.
    private static Optional<String> remainingDays(S3Request request) throws IOException {
        if (isRule(request)) {
            var rule = document(request);
            return rule.flatMap(root -> root.text("Days"))
                    .or(() -> rule.flatMap(root -> root.text("Years")).flatMap(LockConditions::daysOfYears));
        }
        try {
            return said(request, "retain-until-date", "RetainUntilDate")
                    .map(Instant::parse)
                    .map(until -> Duration.between(request.context().time(), until))
                    .map(left -> Long.toString(left.plus(DAY).minusNanos(1).toDays()));
        } catch (DateTimeException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isRule(S3Request request) {
        return request.operation().lockWords() == S3Operation.LockWords.RULE;
    }

    private static Optional<String> daysOfYears(String years) {
        return years.matches("[0-9]{1,4}")
                ? Optional.of(Integer.toString(DAYS_OF_YEAR * Integer.parseInt(years)))
                : Optional.empty();
    }

    private static Optional<XmlElement> document(S3Request request) throws IOException {
        try {
            var root = ConfigurationBody.read(request).root();
            return isRule(request) ? root.one("Rule").flatMap(rule -> rule.one("DefaultRetention")) : Optional.of(root);
        } catch (MalformedXmlException unreadable) {
            return Optional.empty();
        }
    }
}
