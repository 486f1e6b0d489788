package sealstead.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;

/// What is remembered of a request for explaining a decision.
final class SeenConditionsTest {
    private final List<String> asked = new ArrayList<>();
    private final SeenConditions seen = new SeenConditions(key -> {
        asked.add(key);
        return key.equals("aws:username") ? List.of("ann") : List.of();
    });

    @Test
    void a_key_is_looked_up_once_and_its_value_outlives_the_request() {
        assertThat(seen.values("aws:username")).containsExactly("ann");
        assertThat(seen.values("aws:username")).containsExactly("ann");
        assertThat(seen.values("aws:referer")).isEmpty();
        assertThat(seen.isKnown("aws:sourceip")).isTrue();
        seen.settle();
        assertThat(seen.values("aws:username")).containsExactly("ann");
        assertThat(seen.values("aws:sourceip")).isEmpty();
        assertThat(asked).containsExactly("aws:username", "aws:referer");
        assertThat(seen.isKnown("aws:username")).isTrue();
        assertThat(seen.isKnown("aws:referer")).isTrue();
        assertThat(seen.isKnown("aws:sourceip")).isFalse();
    }

    @Test
    void an_explanation_tells_what_was_compared_and_what_was_not_looked_at() throws Exception {
        var document = PolicyDocument.parse("""
                {"Version": "2012-10-17", "Statement": [
                 {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}/*",
                  "Condition": {"StringEquals": {"aws:Referer": "here"}, "Bool": {"aws:SecureTransport": "true"}}},
                 {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
                  "Condition": {"StringEquals": {"aws:UserId": "me"}}}]}""", PolicyDocument.Kind.IDENTITY);
        var policies = new PoliciesInForce(
                List.of(new NamedPolicy("mine", document)),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        var arn = "arn:aws:iam::111122223333:user/ann";
        var ann = new PrincipalName(PrincipalName.Kind.USER, "111122223333", arn, arn, "");
        var question = new Question(ann, "s3:GetObject", "arn:aws:s3:::b/ann/o", "111122223333", seen);
        var decision = PolicyEngine.decide(question, policies);
        seen.settle();
        asked.clear();
        assertThat(decision).isInstanceOf(Decision.Deny.class);
        assertThat(new Decisions.Entry("id", question, policies, List.of(), decision)
                        .explanation()
                        .lines())
                .contains(
                        "    condition: StringEquals aws:referer [here]: the request has none, does not hold",
                        "    condition: Bool aws:securetransport [true]: was not looked at",
                        "    resource: was not looked at",
                        "    condition: StringEquals aws:userid [me]: was not looked at");
        assertThat(asked).isEmpty();
    }
}
