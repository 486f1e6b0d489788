package sealstead.api;

import java.io.IOException;
import java.util.function.Consumer;
import sealstead.store.Room;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The way of a request through an API, one for all: its name is counted, its body bounded, its work done in the order
/// of [#perform], and whatever is thrown becomes the API's error document with the request's id.
public final class Pipeline {
    /// The largest body of a call that is read whole.
    public static final int MAX_BODY_BYTES = 256 * 1024;

    private final ApiWords words;
    private final Room room;

    /// @param room is asked before something is made
    public Pipeline(ApiWords words, Room room) {
        this.words = words;
        this.room = room;
    }

    /// Part of the way.
    ///
    /// @param <T> what it comes to
    public interface Work<T> {
        T perform() throws IOException;
    }

    /// What a request comes to, which is a reply in any case.
    public Reply answer(Request request, Work<Reply> work) {
        request.call().is(words.name(), "");
        return words.named(outcome(request, work, refused -> {}), request);
    }

    /// The same without the request's id.
    ///
    /// @param seen is told of a refusal
    public Reply outcome(Request request, Work<Reply> work, Consumer<Refusal> seen) {
        Refusal refusal;
        try {
            return work.perform();
        } catch (Refusal refused) {
            refusal = refused;
        } catch (IOException | RuntimeException | Error unexpected) {
            // An error of the machine, too, is answered: it may have come after a change was made.
            refusal = words.failed(Failure.of(unexpected, request.id()));
        }
        request.call().failed(refusal.code());
        seen.accept(refusal);
        var reply = words.document(request, refusal);
        refusal.headers().forEach(header -> reply.with(header.name(), header.value()));
        return reply;
    }

    public Query query(Request request) {
        return Query.parse(request.rawQuery()).orElseThrow(words::malformedQuery);
    }

    /// The whole body, if it is not too large.
    public byte[] body(Request request) throws IOException {
        var body = request.body().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw words.tooLarge(MAX_BODY_BYTES);
        }
        return body;
    }

    /// Performs one call: who asks and what, whether it can be told, whether it is well formed and there is room for
    /// it,
    /// whether the caller may, and only then the work. What it came to is told before it is answered.
    public <A, R extends ApiOperation, C, T> T perform(Request request, ApiSteps<A, R, C, T> steps) throws IOException {
        var asked = steps.authenticate(request);
        var row = steps.row(asked);
        request.call().is(words.name(), row.wireName());
        var call = steps.read(asked, row);
        var trail = steps.trail(call);
        trail.admit();
        T result;
        try {
            steps.check(call);
            long bytes = steps.bytes(call);
            if (row.needsRoom(bytes)) {
                room.require(bytes);
            }
            result = steps.authorize(call).perform();
        } catch (Refusal refused) {
            trail.refused(refused);
            throw refused;
        } catch (IOException | RuntimeException | Error unexpected) {
            // What broke may have broken behind the change.
            var refusal = words.failed(Failure.of(unexpected, request.id()));
            trail.refused(refusal);
            throw refusal;
        }
        trail.done(result);
        return result;
    }
}
