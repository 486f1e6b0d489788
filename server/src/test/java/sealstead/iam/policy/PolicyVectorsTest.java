package sealstead.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import sealstead.iam.policy.PolicyDocument.Kind;

/// Every row of the conformance table comes out as the documentation says.
final class PolicyVectorsTest {
    private interface Check {
        void run(Vectors.Row row) throws Exception;
    }

    private static Stream<DynamicTest> each(String kind, Check check) throws Exception {
        return Vectors.of(kind).stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), (Executable) () -> check.run(row)));
    }

    @Test
    void the_table_is_complete() throws Exception {
        var rows = Vectors.all();
        assertThat(rows).hasSizeGreaterThan(500);
        assertThat(rows)
                .extracting(row -> row.kind() + row.section() + row.name())
                .doesNotHaveDuplicates();
        assertThat(rows).allSatisfy(row -> assertThat(row.section()).isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> a_condition_holds_or_fails() throws Exception {
        return each("condition", row -> {
            var statement = "Allow s3:GetObject b/k if " + row.cell(0);
            assertAllowed(row, statement, "s3:GetObject b/k " + row.cell(1));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_resource_matches_or_not() throws Exception {
        return each("resource", row -> assertAllowed(row, "Allow * " + row.cell(0), "x:Y " + row.cell(1)));
    }

    @TestFactory
    Stream<DynamicTest> an_action_matches_or_not() throws Exception {
        return each("action", row -> assertAllowed(row, "Allow " + row.cell(0) + " *", row.cell(1) + " b/k"));
    }

    @TestFactory
    Stream<DynamicTest> a_variable_stands_for_its_value() throws Exception {
        return each("variable", row -> {
            var policy = row.cell(0).contains("Allow ") ? row.cell(0) : "Allow s3:* " + row.cell(0);
            assertAllowed(row, policy, "s3:GetObject " + row.cell(1));
        });
    }

    private static void assertAllowed(Vectors.Row row, String statement, String question) throws Exception {
        var policies = Shorthand.policies("identity: " + statement, Kind.BUCKET);
        var decision = PolicyEngine.decide(Shorthand.question("alice", question), policies);
        assertThat(words(decision)).isEqualTo(row.expected().equals("holds") ? "allow IDENTITY" : "NO_IDENTITY");
    }

    @TestFactory
    Stream<DynamicTest> a_document_is_one_or_is_refused_in_words() throws Exception {
        return each("grammar", row -> {
            var kind = Kind.valueOf(row.kind().substring("grammar ".length()));
            assertThat(outcome(() -> PolicyDocument.parse(row.cell(0).replaceFirst("^~", ""), kind)))
                    .startsWith(row.expected());
        });
    }

    @TestFactory
    Stream<DynamicTest> a_bucket_policy_fits_its_bucket_or_is_refused() throws Exception {
        return each("bucket", row -> {
            var document = Shorthand.document(row.cell(0), Kind.BUCKET);
            assertThat(outcome(() -> document.checkForBucket("arn:aws:s3:::b"))).isEqualTo(row.expected());
        });
    }

    private interface Refusing {
        void run() throws MalformedPolicyException;
    }

    private static String outcome(Refusing action) {
        try {
            action.run();
            return "ok";
        } catch (MalformedPolicyException refused) {
            return refused.fault() + " " + refused.message();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_bucket_policy_is_public_or_not() throws Exception {
        return each(
                "public",
                row -> assertThat(Shorthand.document(row.cell(0), Kind.BUCKET).isPublic())
                        .isEqualTo(row.expected().equals("public")));
    }

    @TestFactory
    Stream<DynamicTest> a_question_is_decided() throws Exception {
        return each("decide", row -> {
            var question = Shorthand.question(row.cell(0), row.cell(1));
            var policies = Shorthand.policies(row.cell(2), Kind.BUCKET);
            assertThat(words(PolicyEngine.decide(question, policies))).isEqualTo(row.expected());
            assertExplained(row, PolicyEngine.explain(question, policies));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_question_about_a_key_is_decided() throws Exception {
        return each("key", row -> {
            var question = Shorthand.question(row.cell(0), row.cell(1));
            var policies = Shorthand.policies(row.cell(2), Kind.KEY);
            var grants = Shorthand.grants(row.cell(2));
            assertThat(words(PolicyEngine.decideKey(question, policies, grants)))
                    .isEqualTo(row.expected());
            assertExplained(row, PolicyEngine.explainKey(question, policies, grants));
        });
    }

    /// The explanation knows the statement or grant that carries the decision, and says that it applies.
    private static void assertExplained(Vectors.Row row, PolicyExplanation explanation) {
        assertThat(words(explanation.decision())).isEqualTo(row.expected());
        var basis = switch (explanation.decision()) {
            case Decision.Allow(var by) -> by;
            case Decision.Deny(var why, var by) -> by;
        };
        var applying = explanation.policies().stream()
                .flatMap(policy -> policy.statements().stream()
                        .filter(PolicyExplanation.StatementPart::applies)
                        .map(statement -> new Decision.Basis(policy.source(), policy.name(), statement.label())))
                .toList();
        var granting = explanation.grants().stream()
                .filter(PolicyExplanation.GrantPart::applies)
                .map(grant -> new Decision.Basis(Decision.Source.GRANT, grant.id(), ""))
                .toList();
        if (basis.source() != Decision.Source.NONE && basis.source() != Decision.Source.ACCOUNT_ROOT) {
            assertThat(Stream.concat(applying.stream(), granting.stream())).contains(basis);
        }
        assertThat(explanation.lines().getFirst())
                .startsWith(row.expected().startsWith("allow") ? "Allowed by " : "Denied: User: ");
    }

    @TestFactory
    Stream<DynamicTest> a_role_may_be_assumed_or_not() throws Exception {
        return each("assume", row -> {
            var policies = Shorthand.policies(row.cell(2), Kind.TRUST);
            var trust = policies.resource().orElseThrow();
            var question = Shorthand.question(row.cell(0), row.cell(1));
            assertThat(words(PolicyEngine.mayAssume(question, trust, policies))).isEqualTo(row.expected());
        });
    }

    static String words(Decision decision) {
        return switch (decision) {
            case Decision.Allow(var by) -> "allow " + by.source();
            case Decision.Deny(var why, var by) -> why.name();
        };
    }
}
