package sealstead.console;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// `/_sealstead/console/`: the console's files, for everybody, since there is nothing in them. They may load nothing
/// from elsewhere, run nothing that is not a file of theirs, stand in no other page's frame, and no other page has a
/// handle of their window, not even one of the same origin: an object that somebody opened in the browser is one.
public final class ConsoleDoor implements Door {
    static final String PREFIX = "/_sealstead/console/";
    private static final String BARE = "/_sealstead/console";
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
            + " connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private final Predicate<Request> pathStyle;
    private final Predicate<Request> named;
    private final ConsoleFiles files;

    /// @param pathStyle whether a request's host names no bucket
    /// @param named whether a request's host is one by which administration is asked
    /// @param region that the page proposes to sign for
    /// @param links whether presigned URLs are answered at the same address
    public ConsoleDoor(Predicate<Request> pathStyle, Predicate<Request> named, String region, boolean links) {
        this.pathStyle = pathStyle;
        this.named = named;
        this.files = new ConsoleFiles(region, links);
    }

    @Override
    public boolean isFor(Request request) {
        var path = request.rawPath();
        return (path.startsWith(PREFIX) || path.equals(BARE)) && pathStyle.test(request);
    }

    @Override
    public Reply handle(Request request) {
        request.call().is("console", "");
        return answer(request)
                .with("content-security-policy", POLICY)
                .with("cross-origin-opener-policy", "same-origin")
                .with("cross-origin-resource-policy", "same-origin")
                .with("referrer-policy", "no-referrer")
                .with("x-content-type-options", "nosniff")
                .with("x-frame-options", "DENY");
    }

    private Reply answer(Request request) {
        if (!named.test(request)) {
            return text(
                    421,
                    "The console is asked for by address, or by a name that admin.host-names or base-domains has.");
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return text(405, "The console is read only.").with("allow", "GET, HEAD");
        }
        if (request.rawPath().equals(BARE)) {
            return Reply.empty(301).with("location", PREFIX).with("cache-control", "no-store");
        }
        var path = request.rawPath().substring(PREFIX.length());
        if (path.isEmpty()) {
            return Reply.of(200, ConsoleFiles.type(ConsoleFiles.INDEX), files.index())
                    .with("cache-control", "no-store");
        }
        return files.at(path)
                .map(bytes -> Reply.of(200, ConsoleFiles.type(path), bytes)
                        .with("cache-control", "public, max-age=31536000, immutable"))
                .orElseGet(() -> text(404, "The console has no such file."));
    }

    static Reply text(int status, String why) {
        return Reply.of(status, "text/plain; charset=utf-8", (why + "\n").getBytes(StandardCharsets.UTF_8))
                .with("cache-control", "no-store");
    }
}
