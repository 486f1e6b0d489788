package sealstead.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Which gateways have a store together. Each says so in the store itself, again and again, and every commit applies
/// only while it does: so what the others have decided of one that is no member any more, it cannot overtake.
public interface Membership {
    /// A gateway that has the store.
    ///
    /// @param number greater than that of everyone who came before; a gateway that comes again has another
    /// @param name the same after a restart
    record Member(long number, Bytes name) {}

    /// This gateway.
    Member self();

    /// Everybody who has the store, as the store says now, in the order in which they came. Who has not said so for
    /// too long is ended before this returns.
    List<Member> living() throws IOException;

    /// Whether nobody has gone, as [#living] has told, for so long that whatever he had sent is done or not by now.
    /// Not so for a while after this gateway has begun, since it does not know who went before.
    boolean isSteady();

    /// What time it is by the engine.
    Instant time() throws IOException;

    /// Has the store alone from now on, and whoever comes is refused; or lets others come.
    ///
    /// @return false if others have it
    boolean keepAlone(boolean alone) throws IOException;

    /// Commits nothing while there is a reason not to.
    void suspend(Optional<String> reason);
}
