package sealstead.console;

import java.util.function.Predicate;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Stands behind the console on a port of its own, before all other doors. What has no signature in its
/// `Authorization` header is refused: a browser sends none by itself, so that nothing stored can be opened there as
/// a page, which would be of the console's own origin. A host that names a bucket is refused as well.
public final class SignedOnlyDoor implements Door {
    private final Predicate<Request> pathStyle;

    /// @param pathStyle whether a request's host names no bucket
    public SignedOnlyDoor(Predicate<Request> pathStyle) {
        this.pathStyle = pathStyle;
    }

    @Override
    public boolean isFor(Request request) {
        var authorization = request.headers().first("authorization").orElse("");
        return !authorization.startsWith("AWS4-HMAC-SHA256 ") || !pathStyle.test(request);
    }

    @Override
    public Reply handle(Request request) {
        request.call().is("console", "");
        return ConsoleDoor.text(403, "This port is for the console at " + ConsoleDoor.PREFIX + " alone.")
                .with("x-content-type-options", "nosniff");
    }
}
