package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Random sequences of everything that clients do to objects, compared step by step with a model of S3 in memory: under
/// every protection, across restarts. A sequence that fails is cut down to the steps that matter before it is printed;
/// `-Dsealstead.seed=N` repeats it.
@SuppressWarnings("NullAway.Init")
final class ModelTest {
    private static final int STEPS = Integer.getInteger("sealstead.model.steps", 400);
    /// A failure that does not come again would be sought for hours.
    private static final int MAX_RUNS = 200;

    @Server
    private static LocalServer server;

    private static String kmsKey;

    @BeforeAll
    static void start() {
        try (var kms = server.kms()) {
            kmsKey = kms.createKey().keyMetadata().arn();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_bucket_behaves_as_the_model_does(Kind kind) throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("ModelTest " + kind + ": -Dsealstead.seed=" + seed);
        var steps = Step.sequence(new Random(seed), STEPS, List.of(kind));
        check(steps, seed);
    }

    @Test
    void protections_mix_in_one_bucket() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("ModelTest mixed: -Dsealstead.seed=" + seed);
        check(Step.sequence(new Random(seed), STEPS, Arrays.asList(Kind.values())), seed);
    }

    private static void check(List<Step> steps, long seed) throws IOException {
        var failure = run(steps);
        if (failure != null) {
            System.out.println("ModelTest failed and is shrunk now: " + failure);
            var least = shrunk(steps);
            var text = new StringBuilder("seed " + seed + ", " + least.size() + " of " + steps.size() + " steps:\n");
            least.forEach(step -> text.append("  ").append(step).append('\n'));
            throw new AssertionError(text.toString(), failure);
        }
    }

    private static @org.jspecify.annotations.Nullable Throwable run(List<Step> steps) throws IOException {
        try (var world = new ModelWorld(server, kmsKey)) {
            for (var step : steps) {
                step.take(world);
            }
            world.compareAll();
            return null;
        } catch (AssertionError | RuntimeException failed) {
            return failed;
        }
    }

    /// Leaves out ever smaller pieces as long as what is left still fails.
    private static List<Step> shrunk(List<Step> failing) throws IOException {
        var left = new ArrayList<>(failing);
        int runs = 0;
        for (int piece = left.size() / 2; piece >= 1; piece /= 2) {
            for (int from = 0; from + piece <= left.size() && runs < MAX_RUNS; runs++) {
                var without = new ArrayList<>(left);
                without.subList(from, from + piece).clear();
                if (run(without) != null) {
                    left = without;
                } else {
                    from += piece;
                }
            }
        }
        return left;
    }

    /// The shrinker is a part of the test, so it is tested: of many steps, the two that matter are left.
    @Test
    void a_failing_sequence_is_cut_down_to_what_matters() throws IOException {
        var noise = Step.sequence(new Random(1), 40, List.of(Kind.SSE_S3));
        var steps = new ArrayList<>(noise);
        steps.add(7, new Step.Put("needle", 10, Kind.SSE_S3, 1));
        steps.add(new Step.ForgetInModel("needle"));
        assertThat(run(steps)).isNotNull();
        var least = shrunk(steps);
        assertThat(least).containsExactly(new Step.Put("needle", 10, Kind.SSE_S3, 1), new Step.ForgetInModel("needle"));
    }
}
