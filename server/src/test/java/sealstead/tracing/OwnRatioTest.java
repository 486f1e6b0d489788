package sealstead.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Which traces are followed.
final class OwnRatioTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String STEP = "b7ad6b7169203331";

    private static Context under(boolean remote, boolean sampled) {
        var flags = sampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
        var context = remote
                ? SpanContext.createFromRemoteParent(TRACE, STEP, flags, TraceState.getDefault())
                : SpanContext.create(TRACE, STEP, flags, TraceState.getDefault());
        return Context.root().with(Span.wrap(context));
    }

    private static boolean follows(OwnRatio ratio, Context parent, String trace) {
        return ratio.shouldSample(parent, trace, "step", SpanKind.INTERNAL, Attributes.empty(), List.of())
                .getDecision()
                .equals(SamplingDecision.RECORD_AND_SAMPLE);
    }

    @Test
    void what_a_client_has_not_sampled_is_not_and_what_it_has_is_only_in_part() {
        var all = new OwnRatio(1, new Random(1));
        var none = new OwnRatio(0, new Random(1));
        assertThat(follows(all, under(true, false), TRACE)).isFalse();
        assertThat(follows(all, under(true, true), TRACE)).isTrue();
        assertThat(follows(none, under(true, true), TRACE)).isFalse();
    }

    @Test
    void a_step_goes_with_the_request_that_it_is_of() {
        var none = new OwnRatio(0, new Random(1));
        assertThat(follows(none, under(false, true), TRACE)).isTrue();
        assertThat(follows(new OwnRatio(1, new Random(1)), under(false, false), TRACE))
                .isFalse();
    }

    /// No client knows which ids are followed.
    @Test
    void a_part_of_all_traces_is_followed_and_another_process_follows_others() {
        var one = new OwnRatio(0.25, new Random(1));
        var other = new OwnRatio(0.25, new Random(2));
        int followed = 0;
        int differ = 0;
        for (int i = 0; i < 4000; i++) {
            var trace = "%032x".formatted(i + 1);
            boolean here = follows(one, Context.root(), trace);
            followed += here ? 1 : 0;
            differ += here == follows(other, Context.root(), trace) ? 0 : 1;
        }
        assertThat(followed).isBetween(800, 1200);
        assertThat(differ).isGreaterThan(1000);
    }
}
