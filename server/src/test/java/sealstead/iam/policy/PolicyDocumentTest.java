package sealstead.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import sealstead.iam.policy.PolicyDocument.Kind;

/// What a document and an explanation say of themselves.
final class PolicyDocumentTest {
    /// The condition keys that its conditions and variables ask for.
    private static Set<String> keys(PolicyDocument document) {
        var keys = new TreeSet<String>();
        document.statements().forEach(statement -> keys.addAll(statement.keys()));
        return keys;
    }

    @Test
    void it_mentions_the_keys_of_its_conditions_and_variables_and_no_others() throws Exception {
        var document = Shorthand.document(
                "Allow s3:* b/${aws:PrincipalTag/team}/aws:sourcevpc if "
                        + "{\"StringLike\":{\"s3:ExistingObjectTag/x\":\"${aws:UserName, 's3:prefix'}\"}}",
                Kind.IDENTITY);
        assertThat(keys(document)).containsExactly("aws:principaltag/team", "aws:username", "s3:existingobjecttag/x");
    }

    @Test
    void a_variable_of_the_old_version_is_not_mentioned() throws Exception {
        var document = Shorthand.document("2008 Allow s3:* b/${aws:username}", Kind.IDENTITY);
        assertThat(document.version()).isEqualTo("2008-10-17");
        assertThat(keys(document)).isEmpty();
    }

    @Test
    void a_document_that_is_too_large_is_refused_before_it_is_read() {
        for (var kind : Kind.values()) {
            assertThatThrownBy(() -> PolicyDocument.parse("{" + " ".repeat(kind.mostBytes()), kind))
                    .isInstanceOfSatisfying(
                            MalformedPolicyException.class,
                            refused -> assertThat(refused.fault()).isEqualTo(MalformedPolicyException.Fault.TOO_LARGE));
        }
    }

    @Test
    void size_is_counted_in_bytes() {
        var text = "{\"Id\":\"" + "ä".repeat(15_000) + "\"}";
        assertThatThrownBy(() -> PolicyDocument.parse(text, Kind.BUCKET))
                .hasMessage("The policy document is larger than 20480 bytes.");
    }

    @Test
    void a_directory_buckets_policy_speaks_of_its_own_arn() throws Exception {
        var arn = Shorthand.resource("dir");
        Shorthand.document("Allow alice s3express:CreateSession dir", Kind.BUCKET)
                .checkForBucket(arn);
        assertThatThrownBy(() -> Shorthand.document("Allow alice s3express:CreateSession b", Kind.BUCKET)
                        .checkForBucket(arn))
                .hasMessage("Policy has invalid resource");
        assertThatThrownBy(() -> Shorthand.document("Allow alice s3:GetObject dir", Kind.BUCKET)
                        .checkForBucket(arn))
                .hasMessage("Action does not apply to any resource(s) in statement");
    }

    @Test
    void an_explanation_tells_every_part_of_every_statement() throws Exception {
        var policies = Shorthand.policies(
                "identity: Allow s3:* * / resource: Deny star s3:PutObject b/* if "
                        + "{\"StringNotEquals\":{\"s3:x-amz-server-side-encryption\":\"aws:kms\"}}",
                Kind.BUCKET);
        var explanation = PolicyEngine.explain(Shorthand.question("alice", "s3:PutObject b/k"), policies);
        assertThat(explanation.lines())
                .containsExactly(
                        "Denied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
                                + "s3:PutObject on resource: \"arn:aws:s3:::b/k\" with an explicit deny in a "
                                + "resource-based policy",
                        "  by resource-based policy resource, #0",
                        "identity-based policy: identity",
                        "  #0 (line 1): Allow applies",
                        "    principal: names the caller",
                        "    action: matches",
                        "    resource: matches",
                        "resource-based policy: resource",
                        "  #0 (line 1): Deny applies",
                        "    principal: names the caller",
                        "    action: matches",
                        "    resource: matches",
                        "    condition: StringNotEquals s3:x-amz-server-side-encryption [aws:kms]: "
                                + "the request has none, holds");
    }

    @Test
    void a_simulation_tells_what_matched_and_what_was_missing() throws Exception {
        var document = PolicyDocument.parse("""
                {"Version": "2012-10-17",
                 "Statement": [
                   {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                    "Condition": {"StringLike": {"aws:Referer": "*"}}},
                   {"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
                 ]}""", Kind.IDENTITY);
        var policies = new PoliciesInForce(
                List.of(new NamedPolicy("mine", document)),
                Shorthand.policies("boundary: Allow ec2:* *", Kind.BUCKET).boundary(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        var question = Shorthand.question("alice", "s3:GetObject b/k");
        var explanation = PolicyEngine.explain(question, policies);
        assertThat(explanation.decision())
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny -> assertThat(deny.why().isExplicit()).isFalse());
        var policy = explanation.policies().getFirst();
        assertThat(policy.source()).isEqualTo(Decision.Source.IDENTITY);
        assertThat(policy.name()).isEqualTo("mine");
        assertThat(explanation.policies().stream()
                        .flatMap(each -> each.statements().stream())
                        .filter(PolicyExplanation.StatementPart::applies))
                .singleElement()
                .satisfies(applying -> {
                    assertThat(applying.label()).isEqualTo("All");
                    assertThat(applying.allows()).isTrue();
                    assertThat(applying.position()).isEqualTo(new StatementPosition(5, 4, 5, 71));
                });
        assertThat(keys(document)).containsExactly("aws:referer");
        assertThat(question.conditions().values("aws:referer")).isEmpty();
        var scales = Scales.weigh(question, policies);
        assertThat(scales.boundary().orElseThrow().allows()).isFalse();
        assertThat(scales.serviceControl()).isEmpty();
    }

    @Test
    void a_pattern_full_of_stars_takes_no_exponential_time() throws Exception {
        var stars = "a*".repeat(500);
        var policies = Shorthand.policies("identity: Allow s3:* b/" + stars + "b", Kind.BUCKET);
        var question = Shorthand.question("alice", "s3:GetObject b/" + "a".repeat(1024));
        assertThat(PolicyVectorsTest.words(PolicyEngine.decide(question, policies)))
                .isEqualTo("NO_IDENTITY");
    }
}
