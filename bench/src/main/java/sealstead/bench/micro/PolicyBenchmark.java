package sealstead.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PolicyDocument.Kind;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;

/// Whether a caller may: ten policies of twenty statements, every one about the action, only the last of all about the
/// object; the root user, who has no policies; and reading one of the policies.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PolicyBenchmark {
    private static final int POLICIES = 10;
    private static final int STATEMENTS = 20;
    private static final String ACCOUNT = "111122223333";
    private static final String USER = "arn:aws:iam::" + ACCOUNT + ":user/alice";

    private final Conditions conditions = key -> switch (key) {
        case "aws:username" -> List.of("alice");
        case "aws:sourceip" -> List.of("203.0.113.7");
        case "aws:securetransport" -> List.of("true");
        default -> List.of();
    };
    private final Question question =
            asked(new PrincipalName(PrincipalName.Kind.USER, ACCOUNT, USER, USER, ""), "team-9-19");
    private final Question unanswered = new Question(
            question.principal(), question.action(), "arn:aws:s3:::other/k", ACCOUNT, question.conditions());
    private final Question byRoot = asked(PrincipalName.root(ACCOUNT), "team-9-19");

    private String text = "";
    private PoliciesInForce policies = PoliciesInForce.NONE;

    private Question asked(PrincipalName who, String bucket) {
        return new Question(
                who, "s3:GetObject", "arn:aws:s3:::" + bucket + "/alice/2026/01/report.csv", ACCOUNT, conditions);
    }

    @Setup
    public void parsePolicies() throws MalformedPolicyException {
        text = document(0);
        var parsed = new ArrayList<NamedPolicy>();
        for (int i = 0; i < POLICIES; i++) {
            parsed.add(new NamedPolicy("policy" + i, PolicyDocument.parse(document(i), Kind.IDENTITY)));
        }
        policies = new PoliciesInForce(parsed, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        if (!(decideByTheLastStatement() instanceof Decision.Allow) || !(decideNothing() instanceof Decision.Deny)) {
            throw new IllegalStateException("these policies do not decide as the benchmark says");
        }
    }

    private static String document(int policy) {
        return IntStream.range(0, STATEMENTS)
                .mapToObj(statement -> """
                        {"Sid":"S%d","Effect":"Allow","Action":["s3:GetObject*","s3:PutObject"],
                         "Resource":"arn:aws:s3:::team-%d-%d/${aws:username}/*",
                         "Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"},
                                      "Bool":{"aws:SecureTransport":"true"}}}
                        """.formatted(statement, policy, statement))
                .collect(Collectors.joining(",", "{\"Version\":\"2012-10-17\",\"Statement\":[", "]}"));
    }

    @Benchmark
    public Decision decideByTheLastStatement() {
        return PolicyEngine.decide(question, policies);
    }

    @Benchmark
    public Decision decideNothing() {
        return PolicyEngine.decide(unanswered, policies);
    }

    @Benchmark
    public Decision decideForRoot() {
        return PolicyEngine.decide(byRoot, PoliciesInForce.NONE);
    }

    @Benchmark
    public PolicyDocument parseTwentyStatements() throws MalformedPolicyException {
        return PolicyDocument.parse(text, Kind.IDENTITY);
    }
}
