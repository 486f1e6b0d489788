package sealstead.query.sts;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sealstead.iam.IdentityStore;
import sealstead.iam.ManagedPolicy;
import sealstead.iam.Sessions;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.query.Form;
import sealstead.query.QueryError;
import sealstead.query.iam.Documents;

/// Parameters that all requests for temporary credentials share.
final class SessionRequest {
    static final int MIN_SECONDS = 900;
    private static final int MAX_POLICY_ARNS = 10;
    private static final int MAX_POLICY = 2048;

    private SessionRequest() {}

    /// @param most the most that the API ever takes, in seconds
    static Duration duration(Form form, int byDefault, int most) {
        return Duration.ofSeconds(form.number("DurationSeconds", byDefault, MIN_SECONDS, most));
    }

    /// A text of bounded length. STS repeats one that is not, where IAM does not.
    static String text(String value, String parameter, int shortest, int longest) {
        if (value.length() < shortest) {
            throw QueryError.constraint(
                    value, parameter, "Member must have length greater than or equal to " + shortest);
        }
        if (value.length() > longest) {
            throw QueryError.constraint(value, parameter, "Member must have length less than or equal to " + longest);
        }
        return value;
    }

    /// The name of a session or a federated user.
    static String name(Form form, String parameter, int longest) {
        var name = text(form.required(parameter), parameter, 2, longest);
        if (!name.matches("[\\w+=,.@-]*")) {
            throw QueryError.constraint(
                    name, parameter, "Member must satisfy regular expression pattern: [\\w+=,.@-]*");
        }
        return name;
    }

    /// The session policies.
    ///
    /// @param account whose managed policies may be passed
    static Sessions.Limits limits(Form form, IdentityStore identityStore, String account) throws IOException {
        var inline = new ArrayList<NamedPolicy>();
        int characters = 0;
        var text = form.text("Policy");
        if (text.isPresent()) {
            characters = text(text.get(), "Policy", 1, MAX_POLICY).length();
            inline.add(new NamedPolicy(
                    "session policy", Documents.parse(text.get(), "Policy", PolicyDocument.Kind.IDENTITY)));
        }
        var managed = new ArrayList<ManagedPolicy>();
        for (var entry : form.records("PolicyArns")) {
            var arn = text(entry.required("arn"), "arn", 20, 2048);
            managed.add(identityStore
                    .policyNamed(account, arn)
                    .orElseThrow(() -> QueryError.MALFORMED_POLICY.saying(
                            "Policy " + arn + " does not exist or is not attachable.")));
            characters += arn.length();
        }
        if (managed.size() > MAX_POLICY_ARNS) {
            throw QueryError.constraint(
                    "[policyArns]", "PolicyArns", "Member must have length less than or equal to " + MAX_POLICY_ARNS);
        }
        if (characters > MAX_POLICY) {
            throw QueryError.VALIDATION.saying("The plaintext of session policies must not exceed 2048 characters.");
        }
        return new Sessions.Limits(inline, managed);
    }

    static List<String> transitiveKeys(Form form) {
        return form.list("TransitiveTagKeys");
    }

    /// How full the token is in percent; refused beyond a hundred.
    static int packedSize(Sessions.Issued issued) {
        int percent = Math.ceilDiv(issued.token().length() * 100, Sessions.MAX_TOKEN);
        if (percent > 100) {
            throw QueryError.PACKED_POLICY_TOO_LARGE.saying(
                    "Serialized token too large for session: packed size is " + percent + "% of what is allowed");
        }
        return percent;
    }
}
