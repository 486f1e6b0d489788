package sealstead.api;

import java.util.function.Consumer;
import sealstead.wire.Refusal;

/// What the audit trail is told of one call, before anybody else is.
///
/// @param <T> what a call comes to
/// @param admit asked before anything is done; refuses if what is done could not be told
/// @param done told what the call came to
/// @param refused told why it came to nothing
public record Trail<T>(Runnable admit, Consumer<T> done, Consumer<Refusal> refused) {}
