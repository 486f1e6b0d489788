package sealstead.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which traces are followed. What a client has not sampled is not; of all else a part is, whole traces at a
/// time. Which part that is depends on a number of this process, since clients choose the ids of their traces:
/// none can make the server follow all it asks.
final class OwnRatio implements Sampler {
    /// The finishing steps of SplitMix64, which is one-to-one.
    private static final long FIRST = 0xBF58476D1CE4E5B9L;

    private static final long SECOND = 0x94D049BB133111EBL;
    private static final int ID_DIGITS = 16;

    private final double ratio;
    private final long own;

    OwnRatio(double ratio, RandomGenerator random) {
        this.ratio = ratio;
        this.own = random.nextLong();
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        var above = Span.fromContext(parent).getSpanContext();
        boolean followed = isDecided(above) ? above.isSampled() : isChosen(traceId);
        return followed ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    /// For the request that a step is of; or by a client, against it.
    private static boolean isDecided(SpanContext above) {
        return above.isValid() && (!above.isRemote() || !above.isSampled());
    }

    private boolean isChosen(String traceId) {
        return ratio >= 1 || fraction(traceId) < ratio;
    }

    /// Where a trace stands between 0 and 1.
    private double fraction(String traceId) {
        if (!TraceId.isValid(traceId)) {
            return 1;
        }
        long id = scrambled(Long.parseUnsignedLong(traceId, 0, ID_DIGITS, 16) ^ own)
                ^ Long.parseUnsignedLong(traceId, ID_DIGITS, 2 * ID_DIGITS, 16);
        return (scrambled(id) >>> 11) * 0x1.0p-53;
    }

    private static long scrambled(long id) {
        long mixed = (id ^ (id >>> 30)) * FIRST;
        mixed = (mixed ^ (mixed >>> 27)) * SECOND;
        return mixed ^ (mixed >>> 31);
    }

    @Override
    public String getDescription() {
        return "OwnRatio{" + ratio + "}";
    }
}
