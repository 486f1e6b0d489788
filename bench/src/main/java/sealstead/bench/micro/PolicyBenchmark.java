package sealstead.bench.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import sealstead.iam.Caller;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PolicyEngine;

/// Whether a caller may: so far the rule of ownership alone.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PolicyBenchmark {
    private final Caller caller =
            new Caller.Principal("111122223333", "arn:aws:iam::111122223333:root", "AKIABENCHBENCHBENCH0");

    @Benchmark
    public Decision decide() {
        return PolicyEngine.decide(caller, "s3:GetObject", "111122223333");
    }
}
