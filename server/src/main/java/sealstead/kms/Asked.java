package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import sealstead.iam.policy.Conditions;

/// What a call asks for, once its members are read. Nothing has been looked up or done for it: that is the work, which
/// needs what only [KeyAuthorization] hands out.
///
/// @param <T> what the work is done with
/// @param conditions the condition keys of the operation alone
/// @param also what the caller must be allowed besides, in the account
/// @param work comes to the members of the reply, if it has any
record Asked<T>(Conditions conditions, List<Also> also, Function<T, Optional<ObjectNode>> work) {
    Asked {
        also = List.copyOf(also);
    }

    /// One more action, with condition keys of its own.
    record Also(KmsOperation of, Conditions conditions) {}

    static <T> Asked<T> of(Conditions conditions, Function<T, ObjectNode> work) {
        return new Asked<>(conditions, List.of(), allowed -> Optional.of(work.apply(allowed)));
    }

    static <T> Asked<T> of(Function<T, ObjectNode> work) {
        return of(Conditions.NONE, work);
    }

    /// For an operation whose reply has no members.
    static <T> Asked<T> silently(Conditions conditions, Consumer<T> work) {
        return new Asked<>(conditions, List.of(), allowed -> {
            work.accept(allowed);
            return Optional.empty();
        });
    }

    static <T> Asked<T> silently(Consumer<T> work) {
        return silently(Conditions.NONE, work);
    }

    Asked<T> needing(KmsOperation of, Conditions more) {
        return new Asked<>(conditions, List.of(new Also(of, more)), work);
    }
}
