package sealstead.control;

import java.io.IOException;
import sealstead.api.Pipeline;
import sealstead.wire.Reply;

/// What a call names, for who may do with it what the call's row says. Nobody else learns whether it is there, and
/// nothing is done before it was asked.
///
/// @param <T> what it is
final class AuthorizedResource<T> {
    private final Finding<T> finding;

    /// For [JobAccess], [AccessPointGate] and [BucketTags] alone.
    AuthorizedResource(Finding<T> finding) {
        this.finding = finding;
    }

    /// Asks, and hands out what was found or refuses.
    @FunctionalInterface
    interface Finding<T> {
        T open() throws IOException;
    }

    /// What is done with it.
    @FunctionalInterface
    interface Work<T> {
        Reply perform(T opened) throws IOException;
    }

    /// What else is asked when it is known.
    @FunctionalInterface
    interface Following<T> {
        Asked next(T opened) throws IOException;
    }

    Asked then(Work<T> work) {
        return new Asked(() -> {
            var opened = finding.open();
            return () -> work.perform(opened);
        });
    }

    Asked thenAsk(Following<T> following) {
        return new Asked(() -> following.next(finding.open()).authorize());
    }

    /// Work behind an opening.
    static final class Asked {
        private final Finding<Pipeline.Work<Reply>> opening;

        private Asked(Finding<Pipeline.Work<Reply>> opening) {
            this.opening = opening;
        }

        /// Asks all that is to be asked.
        Pipeline.Work<Reply> authorize() throws IOException {
            return opening.open();
        }
    }
}
