package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sealstead.s3.replication.Elsewhere;

/// Other endpoints whose calls are told of, each by itself: what is replicated is carried by a job, long after the
/// request.
final class TracedElsewhere implements Elsewhere {
    private static final AttributeKey<String> PLACE = AttributeKey.stringKey("sealstead.replication.endpoint");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("sealstead.replication.bytes");

    private final Elsewhere elsewhere;
    private final Function<String, TraceStep> calls;

    /// @param calls begins that of a name
    TracedElsewhere(Elsewhere elsewhere, Function<String, TraceStep> calls) {
        this.elsewhere = elsewhere;
        this.calls = calls;
    }

    @Override
    public Optional<Far> of(String account, String name) {
        return elsewhere.of(account, name).map(far -> new TracedFar(far, name, calls));
    }

    @Override
    public void close() {
        elsewhere.close();
    }

    private record TracedFar(Far far, String name, Function<String, TraceStep> calls) implements Far {
        private <T> T told(String call, TraceStep.Work<T, IOException> work) throws IOException {
            return calls.apply("replication " + call).with(PLACE, name).lasting(work);
        }

        @Override
        public Optional<Mark> mark(String key) throws IOException {
            return told("look", step -> far.mark(key));
        }

        @Override
        public void put(String key, Description description, Content content) throws IOException {
            told("put", step -> {
                step.with(BYTES, content.bytes());
                far.put(key, description, content);
                return step;
            });
        }

        @Override
        public void tag(String key, Map<String, String> tags) throws IOException {
            told("tag", step -> {
                far.tag(key, tags);
                return step;
            });
        }

        @Override
        public void delete(String key) throws IOException {
            told("delete", step -> {
                far.delete(key);
                return step;
            });
        }
    }
}
