package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.atomic.AtomicInteger;
import sealstead.kms.KmsException;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Follower;
import sealstead.wire.Refusal;

/// A request, or a part of its way: a span that is not ended yet. Nothing is ever told of it in words that an exception
/// has, which may name what is stored.
final class TraceStep implements Follower {
    /// Of one request; those beyond are counted.
    static final int MAX_STEPS = 128;

    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("sealstead.spans.left_out");

    /// What nobody follows.
    private static final TraceStep UNSEEN = new TraceStep(
            io.opentelemetry.api.OpenTelemetry.noop().getTracer(""), Span.getInvalid(), new AtomicInteger());

    private final Tracer tracer;
    private final Span span;
    private final AtomicInteger begun;
    private final Ending ending;

    /// What a finished request says of itself.
    @FunctionalInterface
    interface Ending {
        void tell(FinishedRequest request, TraceStep step);
    }

    /// Something that is done in a step.
    ///
    /// @param <T> what it comes to
    /// @param <X> what it throws
    @FunctionalInterface
    interface Work<T, X extends Throwable> {
        T perform(TraceStep step) throws X;
    }

    /// Of a request.
    TraceStep(Tracer tracer, Span span, Ending ending) {
        this(tracer, span, new AtomicInteger(), ending);
    }

    private TraceStep(Tracer tracer, Span span, AtomicInteger begun) {
        this(tracer, span, begun, (request, step) -> {});
    }

    private TraceStep(Tracer tracer, Span span, AtomicInteger begun, Ending ending) {
        this.tracer = tracer;
        this.span = span;
        this.begun = begun;
        this.ending = ending;
    }

    /// The step that this thread is in.
    static TraceStep current() {
        return Follower.CURRENT.isBound() && Follower.CURRENT.get() instanceof TraceStep step ? step : UNSEEN;
    }

    boolean isSeen() {
        return span.isRecording();
    }

    /// A step within this one, which whoever begins it ends.
    TraceStep begin(String name) {
        if (!isSeen() || begun.incrementAndGet() > MAX_STEPS) {
            return UNSEEN;
        }
        var child =
                tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan();
        return new TraceStep(tracer, child, begun);
    }

    /// Does something as a step of what this thread is in.
    static <T, X extends Throwable> T in(String name, Work<T, X> work) throws X {
        var step = current().begin(name);
        return step.isSeen() ? step.lasting(work) : work.perform(step);
    }

    /// The step lasts as long as the work.
    <T, X extends Throwable> T lasting(Work<T, X> work) throws X {
        try {
            return whileIn(() -> work.perform(this));
        } catch (Throwable failed) {
            failed(failed);
            throw failed;
        } finally {
            end();
        }
    }

    /// What is done now is done in this step, and does not end it.
    <T, X extends Throwable> T whileIn(ScopedValue.CallableOp<T, X> work) throws X {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    TraceStep with(AttributeKey<String> name, String value) {
        if (!value.isEmpty()) {
            span.setAttribute(name, value);
        }
        return this;
    }

    TraceStep with(AttributeKey<Long> name, long value) {
        span.setAttribute(name, value);
        return this;
    }

    TraceStep with(AttributeKey<Boolean> name, boolean value) {
        span.setAttribute(name, value);
        return this;
    }

    void rename(String name) {
        span.updateName(name);
    }

    /// Not as it should be, whoever's fault that is.
    void failed(Throwable why) {
        with(
                ERROR,
                switch (why) {
                    case Refusal refusal -> refusal.code();
                    case KmsException refused -> refused.code();
                    default -> why.getClass().getName();
                });
        bad();
    }

    void bad() {
        span.setStatus(StatusCode.ERROR);
    }

    void end() {
        span.end();
    }

    @Override
    public void ended(FinishedRequest request) {
        ending.tell(request, this);
        int leftOut = begun.get() - MAX_STEPS;
        if (leftOut > 0) {
            with(LEFT_OUT, leftOut);
        }
        end();
    }
}
