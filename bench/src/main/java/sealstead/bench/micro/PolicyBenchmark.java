package sealstead.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;

/// Whether a caller may: so far the rule of ownership alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PolicyBenchmark {
    private final Question question = new Question(
            PrincipalName.root("111122223333"), "s3:GetObject", "arn:aws:s3:::b/k", "111122223333", Conditions.NONE);

    @Benchmark
    public Decision decide() {
        return PolicyEngine.decide(question, PoliciesInForce.NONE);
    }
}
