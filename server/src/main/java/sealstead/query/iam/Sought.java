package sealstead.query.iam;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import sealstead.query.Step;
import sealstead.wire.Refusal;
import sealstead.xml.XmlWriter;

/// What a call names, looked up. Nobody sees whether it is there before the caller is known to be allowed what is asked
/// of it.
///
/// @param <T> what it is
final class Sought<T> {
    private final Step.Needs needs;
    private final Finding<T> finding;

    /// @param absent what is said where there is none
    Sought(Step.Needs needs, Optional<T> found, Supplier<Refusal> absent) {
        this(needs, () -> found.orElseThrow(absent));
    }

    Sought(Step.Needs needs, Finding<T> finding) {
        this.needs = needs;
        this.finding = finding;
    }

    /// Hands out what was found, or refuses.
    @FunctionalInterface
    interface Finding<T> {
        T get() throws IOException;
    }

    /// Does something with it and writes what stands inside the result element.
    @FunctionalInterface
    interface Writing<T> {
        void write(T found, XmlWriter out) throws IOException;
    }

    /// Does something with it of which the reply says nothing.
    @FunctionalInterface
    interface Doing<T> {
        void perform(T found) throws IOException;
    }

    /// Says what comes then, for what is known to be needed only now.
    @FunctionalInterface
    interface Following<T> {
        Step next(T found) throws IOException;
    }

    /// Refuses what may not be had in any case.
    Sought<T> checked(Doing<T> check) {
        return new Sought<>(needs, () -> {
            var found = finding.get();
            check.perform(found);
            return found;
        });
    }

    Step.Ask reply(Writing<T> writing) {
        return then(found -> Step.Work.replying(out -> writing.write(found, out)));
    }

    Step.Ask silently(Doing<T> doing) {
        return then(found -> Step.Work.silent(() -> doing.perform(found)));
    }

    Step.Ask then(Following<T> following) {
        return needs.then(() -> following.next(finding.get()));
    }
}
