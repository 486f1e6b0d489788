package sealstead.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;

/// What is kept for explanations takes what it may take, whatever decisions were made by.
final class DecisionsTest {
    private static final long MAX_BYTES = 4 * 1024 * 1024;

    private static final PrincipalName WHO = new PrincipalName(
            PrincipalName.Kind.USER,
            "111122223333",
            "arn:aws:iam::111122223333:user/u",
            "arn:aws:iam::111122223333:user/u",
            "");

    private final Decisions decisions = new Decisions(1000, MAX_BYTES);

    private static NamedPolicy policy(int characters) {
        var text =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";
        try {
            return new NamedPolicy(
                    "p", PolicyDocument.parse(text + " ".repeat(characters), PolicyDocument.Kind.IDENTITY));
        } catch (MalformedPolicyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void decide(int number, NamedPolicy policy, List<Grant> grants, String value) {
        var seen = new SeenConditions(key -> List.of(value));
        seen.values("aws:referer");
        seen.settle();
        var question = new Question(WHO, "s3:GetObject", "arn:aws:s3:::b/o", "", seen);
        var inForce =
                new PoliciesInForce(List.of(policy), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        decisions.remember(new Decisions.Entry(
                "R" + number,
                question,
                inForce,
                grants,
                new Decision.Allow(new Decision.Basis(Decision.Source.IDENTITY, "p", "0"))));
    }

    @Test
    void decisions_by_one_policy_count_it_once() {
        var shared = policy(10_000);
        for (int i = 0; i < 2000; i++) {
            decide(i, shared, List.of(), "");
        }
        assertThat(decisions.of("R1999")).hasSize(1);
        assertThat(decisions.of("R1000")).hasSize(1);
        assertThat(decisions.of("R999")).isEmpty();
        assertThat(decisions.bytes()).isLessThan(MAX_BYTES);
    }

    @Test
    void a_policy_that_changes_with_every_request_fills_nothing() {
        for (int i = 0; i < 2000; i++) {
            decide(i, policy(20_000), List.of(), "");
            assertThat(decisions.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        }
        assertThat(decisions.of("R1999")).hasSize(1);
        assertThat(decisions.of("R1900")).isEmpty();
    }

    @Test
    void values_and_grants_count_too() {
        var shared = policy(0);
        for (int i = 0; i < 500; i++) {
            decide(i, shared, List.of(), "r".repeat(30_000));
            assertThat(decisions.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        }
        for (int i = 0; i < 500; i++) {
            var context = Optional.of(Map.of("k", "v".repeat(100_000)));
            decide(
                    1000 + i,
                    shared,
                    List.of(new Grant("g", "arn", java.util.Set.of("Decrypt"), context, Optional.empty())),
                    "");
            assertThat(decisions.bytes()).isLessThanOrEqualTo(MAX_BYTES);
        }
        for (int i = 0; i < 1000; i++) {
            decide(2000 + i, shared, List.of(), "");
        }
        assertThat(decisions.bytes()).as("what went is not counted any more").isLessThan(2 * 1024 * 1024);
    }
}
