package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a call asks for, once its members are read. Nothing has been looked up or done for it: that is the work, which
/// needs what only [KeyAuthorization] hands out.
///
/// @param <T> what the work is done with
/// @param conditions condition keys of the operation alone, in lower case
/// @param also what the caller must be allowed besides, in the account
/// @param work comes to the members of the reply, if it has any
record Asked<T>(Map<String, List<String>> conditions, List<Also> also, Function<T, Optional<ObjectNode>> work) {
    Asked {
        conditions = Map.copyOf(conditions);
        also = List.copyOf(also);
    }

    /// One more action, with condition keys of its own.
    record Also(KmsOperation of, Map<String, List<String>> conditions) {}

    static <T> Asked<T> of(Map<String, List<String>> conditions, Function<T, ObjectNode> work) {
        return new Asked<>(conditions, List.of(), allowed -> Optional.of(work.apply(allowed)));
    }

    static <T> Asked<T> of(Function<T, ObjectNode> work) {
        return of(Map.of(), work);
    }

    /// For an operation whose reply has no members.
    static <T> Asked<T> silently(Map<String, List<String>> conditions, Consumer<T> work) {
        return new Asked<>(conditions, List.of(), allowed -> {
            work.accept(allowed);
            return Optional.empty();
        });
    }

    static <T> Asked<T> silently(Consumer<T> work) {
        return silently(Map.of(), work);
    }

    Asked<T> needing(KmsOperation of, Map<String, List<String>> more) {
        return new Asked<>(conditions, List.of(new Also(of, more)), work);
    }
}
