package sealstead.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// A row of an API's table of operations. Routing, authorization, audit, log and metrics read their columns of it, and
/// none has a table beside it.
public interface ApiOperation {
    /// The operation's name in the API's model.
    String wireName();

    /// The actions that policies know the operation by, such as `kms:Decrypt`. Who calls it needs all that the call
    /// comes to.
    List<String> actions();

    /// Whether it changes nothing, as the audit trail says it.
    boolean isReadOnly();

    /// Whether it makes something of which there may be many, and so is refused while the disk is nearly full. What
    /// removes or withdraws something never is.
    boolean needsRoom();

    /// The same of a call that brings so many bytes.
    default boolean needsRoom(long bytes) {
        return needsRoom();
    }

    /// The name in the model that a row's own name stands for: its words without what is between them.
    ///
    /// @param capitals words that the model writes in capitals
    static String wireName(Enum<?> row, Set<String> capitals) {
        return Arrays.stream(row.name().split("_"))
                .map(word -> capitals.contains(word)
                        ? word
                        : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
