package sealstead.query;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Question;

/// Refuses what a caller may not do.
public final class Permission {
    private final Authorizer authorizer;

    public Permission(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /// @param resource an ARN of the caller's own account, or `*`
    public void check(Call call, String resource, Facts facts) throws IOException {
        check(call, call.action(), resource, facts);
    }

    /// The same for what is born with tags, which needs another action for them.
    public void checkTagged(Call call, String tagging, String resource, Map<String, String> tags, Facts facts)
            throws IOException {
        check(call, resource, facts.requestTags(tags));
        if (!tags.isEmpty()) {
            check(call, tagging, resource, facts);
        }
    }

    private void check(Call call, String action, String resource, Facts facts) throws IOException {
        var conditions = facts.over(call.facts());
        var decision = authorizer.decide(call.facts(), action, resource, call.account(), conditions, Optional.empty());
        if (decision instanceof Decision.Deny denied) {
            throw QueryError.ACCESS_DENIED.saying(message(denied, call, action, resource, conditions));
        }
    }

    /// IAM and STS put no quotation marks around the resource.
    public static String message(
            Decision.Deny denied, Call call, String action, String resource, Conditions conditions) {
        var question = new Question(call.caller().principal(), action, resource, call.account(), conditions);
        return denied.message(question).replace("\"" + resource + "\"", resource);
    }
}
