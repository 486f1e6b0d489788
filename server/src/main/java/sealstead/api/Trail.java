package sealstead.api;

import sealstead.wire.Refusal;

/// What the audit trail is told of one call.
///
/// @param <T> what a call comes to
public interface Trail<T> {
    /// Asked before anything is done.
    ///
    /// @throws Refusal if what is done could not be told
    void admit();

    /// Told before anybody else is.
    void done(T result);

    void refused(Refusal refused);
}
