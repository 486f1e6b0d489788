package sealstead.api;

import java.io.IOException;
import sealstead.wire.Request;

/// The steps of a call through an API, as one API takes them. Which comes after which is said in [Pipeline#perform]
/// alone, and each is handed what the one before it made: no API can leave one out.
///
/// @param <A> a request whose maker is known
/// @param <R> the rows of the API's table
/// @param <C> a call, as it is told and performed
/// @param <T> what a call comes to
public interface ApiSteps<A, R extends ApiOperation, C, T> {
    /// Finds out who asks; refuses who cannot show it.
    A authenticate(Request request) throws IOException;

    /// The row of what is asked; refuses what has none.
    R row(A asked) throws IOException;

    /// Reads what is told of the call. The request is counted under its row by now; what is refused here is told to
    /// nobody but the caller.
    C read(A asked, R row) throws IOException;

    Trail<T> trail(C call);

    /// Refuses what is wrong with the call, whoever makes it.
    void check(C call) throws IOException;

    /// How many bytes come with it; there must be room for them where the row needs it.
    long bytes(C call);

    /// Asks whether the caller may, and says what is done then; refuses who may not.
    Pipeline.Work<T> authorize(C call) throws IOException;
}
