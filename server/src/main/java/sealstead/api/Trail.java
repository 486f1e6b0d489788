package sealstead.api;

import java.util.function.Consumer;
import sealstead.wire.Refusal;

/// What the audit trail is told of one call, before anybody else is.
///
/// @param <T> what a call comes to
public interface Trail<T> {
    /// Asked before anything is done; refuses if what is done could not be told.
    void admit();

    /// Told what the call came to.
    void done(T result);

    /// Told why it came to nothing.
    void refused(Refusal refusal);

    static <T> Trail<T> of(Runnable admit, Consumer<T> done, Consumer<Refusal> refused) {
        return new Trail<>() {
            @Override
            public void admit() {
                admit.run();
            }

            @Override
            public void done(T result) {
                done.accept(result);
            }

            @Override
            public void refused(Refusal refusal) {
                refused.accept(refusal);
            }
        };
    }
}
