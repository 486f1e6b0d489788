package sealstead.wire;

import java.util.concurrent.Callable;

/// Who follows a request on its way through the server and tells of it elsewhere. Most requests have none.
///
/// It is bound to the thread for as long as the work lasts and no longer, so that no thread of a pool can take it along
/// to the next request; where another thread goes on with the work, [#also] takes it over there.
public interface Follower {
    ScopedValue<Follower> CURRENT = ScopedValue.newInstance();

    /// The request was answered, to the last byte.
    void ended(FinishedRequest request);

    /// The same work for another thread, followed there by who follows it here.
    static <T> Callable<T> also(Callable<T> work) {
        if (!CURRENT.isBound()) {
            return work;
        }
        var follower = CURRENT.get();
        return () -> ScopedValue.where(CURRENT, follower).call(work::call);
    }
}
