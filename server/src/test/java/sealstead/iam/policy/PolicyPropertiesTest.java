package sealstead.iam.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import sealstead.iam.policy.PolicyDocument.Kind;

/// What holds for all policies, tried on random ones.
final class PolicyPropertiesTest {
    private static final int ROUNDS = 6_000;
    private static final List<String> ACTIONS =
            List.of("s3:GetObject", "s3:PutObject", "s3:*", "s3:Get*", "*", "!s3:PutObject", "ec2:*");
    private static final List<String> RESOURCES = List.of("b/*", "b/k", "*", "c/*", "!b/k", "b/${aws:username}");
    private static final List<String> CONDITIONS = List.of(
            "",
            "",
            " if {\"StringEquals\":{\"aws:x\":\"1\"}}",
            " if {\"StringNotEquals\":{\"aws:x\":[\"1\",\"2\"]}}",
            " if {\"Null\":{\"aws:x\":\"true\"}}",
            " if {\"ForAllValues:StringNotLike\":{\"aws:x\":\"1*\"}}",
            " if {\"ForAnyValue:NumericLessThan\":{\"aws:x\":\"2\"}}");
    private static final List<String> PRINCIPALS =
            List.of("star", "alice", "role", "session", "root", "bob", "brolearn", "broot");
    private static final List<String> CALLERS = List.of("alice", "session", "root", "bob", "brole", "broot", "anon");
    private static final List<String> KEYS = List.of("-", "aws:x=1", "aws:x=1,3", "aws:x=3", "aws:username=k");

    private static final List<String> MEANINGFUL = List.of(
            "${aws:username}",
            "${aws:x, 'y'}",
            "${*}",
            "ForAllValues:",
            "ForAnyValue:Null",
            "IfExists",
            "arn:aws:s3:::",
            "::ffff:",
            "/33",
            "1e999999999",
            "+999999999-01-01T00:00:00Z",
            "\\u0000");

    private final Random dice;

    PolicyPropertiesTest(TestInfo test) {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println(test.getDisplayName() + ": -Dsealstead.seed=" + seed);
        dice = new Random(seed);
    }

    private <T> T one(List<T> of) {
        return of.get(dice.nextInt(of.size()));
    }

    private String statement(String effect, Kind kind) {
        return effect + " " + (kind == Kind.IDENTITY ? "" : one(PRINCIPALS) + " ") + one(ACTIONS) + " " + one(RESOURCES)
                + one(CONDITIONS);
    }

    private List<String> statements(Kind kind) {
        return Stream.generate(() -> statement(dice.nextInt(4) == 0 ? "Deny" : "Allow", kind))
                .limit(dice.nextInt(3) + 1)
                .toList();
    }

    private static NamedPolicy policy(List<String> statements, Kind kind) {
        try {
            return new NamedPolicy("p", Shorthand.document(String.join(" ; ", statements), kind));
        } catch (MalformedPolicyException malformed) {
            throw new AssertionError(statements.toString(), malformed);
        }
    }

    private static List<NamedPolicy> all(List<List<String>> policies) {
        return policies.stream().map(each -> policy(each, Kind.IDENTITY)).toList();
    }

    /// Policies as statements, so that they can be changed one by one.
    private record Draft(
            List<List<String>> identity,
            Optional<List<String>> boundary,
            Optional<List<List<String>>> session,
            List<List<String>> serviceControl,
            Optional<List<String>> resource) {
        PoliciesInForce build() {
            return new PoliciesInForce(
                    all(identity),
                    boundary.map(each -> policy(each, Kind.IDENTITY)),
                    session.map(PolicyPropertiesTest::all),
                    serviceControl.stream()
                            .map(each -> List.of(policy(each, Kind.IDENTITY)))
                            .toList(),
                    resource.map(each -> policy(each, Kind.BUCKET)));
        }
    }

    private Draft draft() {
        return new Draft(
                Stream.generate(() -> statements(Kind.IDENTITY))
                        .limit(dice.nextInt(3))
                        .toList(),
                maybe(statements(Kind.IDENTITY)),
                maybe(List.of(statements(Kind.IDENTITY))),
                dice.nextInt(3) == 0 ? List.of(statements(Kind.IDENTITY)) : List.of(),
                maybe(statements(Kind.BUCKET)));
    }

    private <T> Optional<T> maybe(T value) {
        return dice.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private Question question() {
        return Shorthand.question(one(CALLERS), one(List.of("s3:GetObject", "s3:PutObject")) + " b/k " + one(KEYS));
    }

    private static List<Boolean> allowed(Question question, PoliciesInForce policies) {
        var trust = policies.resource();
        return List.of(
                PolicyEngine.decide(question, policies) instanceof Decision.Allow,
                PolicyEngine.decideKey(question, policies, List.of()) instanceof Decision.Allow,
                trust.isPresent() && PolicyEngine.mayAssume(question, trust.get(), policies) instanceof Decision.Allow);
    }

    private static void assertNoMore(Question question, Draft less, Draft more) {
        var now = allowed(question, less.build());
        var before = allowed(question, more.build());
        for (int i = 0; i < now.size(); i++) {
            assertThat(now.get(i) && !before.get(i))
                    .as("%s%nallowed by %s%nnot by %s", question, less, more)
                    .isFalse();
        }
    }

    @Test
    void the_dice_find_both_outcomes_of_every_kind_of_caller() {
        for (var caller : CALLERS) {
            int allows = 0;
            for (int i = 0; i < 2_000; i++) {
                var asked = Shorthand.question(caller, "s3:GetObject b/k -");
                allows += PolicyEngine.decide(asked, draft().build()) instanceof Decision.Allow ? 1 : 0;
            }
            assertThat(allows).as(caller).isBetween(1, 1_999);
        }
    }

    @Test
    void a_session_is_never_allowed_more_than_its_parent() {
        for (int i = 0; i < ROUNDS; i++) {
            var child = draft();
            var parent = new Draft(
                    child.identity(), child.boundary(), Optional.empty(), child.serviceControl(), child.resource());
            assertNoMore(question(), child, parent);
        }
    }

    @Test
    void a_boundary_never_allows() {
        for (int i = 0; i < ROUNDS; i++) {
            var with = draft();
            var without = new Draft(
                    with.identity(), Optional.empty(), with.session(), with.serviceControl(), with.resource());
            assertNoMore(question(), with, without);
        }
    }

    @Test
    void adding_a_deny_never_allows() {
        for (int i = 0; i < ROUNDS; i++) {
            var before = draft();
            assertNoMore(question(), changed(before, (list, kind) -> list.add(statement("Deny", kind))), before);
        }
    }

    @Test
    void removing_an_allow_never_allows() {
        for (int i = 0; i < ROUNDS; i++) {
            var before = draft();
            var after = changed(before, (list, kind) -> {
                int at = dice.nextInt(list.size());
                if (list.get(at).startsWith("Allow")) {
                    // A policy needs a statement; one about nothing takes its place.
                    list.set(at, "Allow " + (kind == Kind.IDENTITY ? "" : "bob ") + "none:Nothing arn:aws:none:::x");
                }
            });
            assertNoMore(question(), after, before);
        }
    }

    private interface Change {
        void apply(List<String> statements, Kind kind);
    }

    private Draft changed(Draft draft, Change change) {
        int where = dice.nextInt(5);
        return new Draft(
                where == 0 && !draft.identity().isEmpty() ? replaceFirst(draft.identity(), change) : draft.identity(),
                where == 1 ? draft.boundary().map(each -> changed(each, Kind.IDENTITY, change)) : draft.boundary(),
                where == 2 ? draft.session().map(each -> replaceFirst(each, change)) : draft.session(),
                where == 3 && !draft.serviceControl().isEmpty()
                        ? replaceFirst(draft.serviceControl(), change)
                        : draft.serviceControl(),
                where == 4 ? draft.resource().map(each -> changed(each, Kind.BUCKET, change)) : draft.resource());
    }

    private static List<List<String>> replaceFirst(List<List<String>> policies, Change change) {
        var copy = new ArrayList<>(policies);
        copy.set(0, changed(copy.getFirst(), Kind.IDENTITY, change));
        return copy;
    }

    private static List<String> changed(List<String> statements, Kind kind, Change change) {
        var copy = new ArrayList<>(statements);
        change.apply(copy, kind);
        return copy;
    }

    /// A naive matcher agrees with the compiled one.
    @Test
    void patterns_match_as_a_regular_expression_would() {
        for (int i = 0; i < ROUNDS * 5; i++) {
            var pattern = letters("ab*?:", 8);
            var subject = letters("ab:", 8);
            var regex = pattern.replace("*", "[ab:]*").replace("?", "[ab:]");
            assertThat(Glob.of(pattern).matches(subject))
                    .as("%s against %s", pattern, subject)
                    .isEqualTo(subject.matches(regex));
        }
    }

    private String letters(String from, int most) {
        var text = new StringBuilder();
        for (int i = dice.nextInt(most + 1); i > 0; i--) {
            text.append(from.charAt(dice.nextInt(from.length())));
        }
        return text.toString();
    }

    @Test
    void a_mutated_document_is_parsed_or_refused_and_nothing_else() throws Exception {
        var seeds = Vectors.of("grammar").stream()
                .filter(row -> row.expected().equals("ok"))
                .map(row -> row.cell(0))
                .toList();
        int parsed = 0;
        for (int i = 0; i < ROUNDS * 2; i++) {
            var text = new StringBuilder(one(seeds));
            for (int changes = dice.nextInt(3); changes >= 0 && !text.isEmpty(); changes--) {
                mutate(text);
            }
            for (var kind : Kind.values()) {
                try {
                    var document = PolicyDocument.parse(text.toString(), kind);
                    parsed++;
                    document.isPublic();
                    if (kind == Kind.BUCKET) {
                        document.checkForBucket("arn:aws:s3:::b");
                    }
                    var policies = new PoliciesInForce(
                            List.of(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.of(new NamedPolicy("p", document)));
                    PolicyEngine.decide(question(), policies);
                } catch (MalformedPolicyException refused) {
                    assertThat(refused.message()).isNotBlank();
                }
            }
        }
        assertThat(parsed).isGreaterThan(ROUNDS / 10);
    }

    private void mutate(StringBuilder text) {
        int at = dice.nextInt(text.length());
        var letters = "{}[]\",:*?$'\\/ aZ09-\u0000\ud800\uffff";
        switch (dice.nextInt(5)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, letters.charAt(dice.nextInt(letters.length())));
            case 2 -> text.setCharAt(at, letters.charAt(dice.nextInt(letters.length())));
            case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + dice.nextInt(30))));
            default -> text.insert(at, one(MEANINGFUL));
        }
    }
}
