package sealstead.bench.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One request of an operation, and what follows from its answer.
///
/// @param needsText whether the text of a good answer is looked at; that of others always is
public record Step(Request request, boolean needsText, Then then) {
    /// What follows from an answer: the next step, or null if the operation is done.
    public interface Then {
        @Nullable
        Step after(Answer answer) throws IOException;
    }

    /// Throws if an answer is not what it has to be.
    public interface Check {
        void check(Answer answer) throws IOException;
    }

    /// The last step of an operation, of whose answer nobody needs the text.
    public static Step last(Request request, Check check) {
        return new Step(request, false, answer -> {
            check.check(answer);
            return null;
        });
    }

    /// The same, but the text of its answer is needed.
    Step withText() {
        return new Step(request, true, then);
    }
}
