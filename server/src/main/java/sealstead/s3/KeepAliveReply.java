package sealstead.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Follower;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// Work that can take longer than a client or a proxy waits for the first byte: a copy, a completion. What is ready in
/// time is answered as it is. Otherwise the answer begins as 200 with the XML declaration, white space follows for as
/// long as the work takes, and then the document, which is an `Error` if it failed.
public final class KeepAliveReply {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAliveReply.class);
    private static final byte[] DECLARATION =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".getBytes(StandardCharsets.US_ASCII);

    private static final int COPIES = 64;
    private static final int COPIES_OF_ACCOUNT = 16;
    private static final int BEGUN_OF_ACCOUNT = 256;

    private final Duration patience;
    private final CopyTurns turns = new CopyTurns(COPIES, COPIES_OF_ACCOUNT, BEGUN_OF_ACCOUNT);

    /// @param patience how long work may take before white space is sent, and how much time lies between two blanks
    public KeepAliveReply(Duration patience) {
        this.patience = patience;
    }

    /// What is done; everything that a client should get the right status for is checked before it.
    public interface Work {
        Reply run() throws IOException;
    }

    /// Headers that are known beforehand, for the answer that begins early.
    public interface Early {
        void addTo(Reply reply);
    }

    /// Refuses a copy of an account that has begun many and not finished them.
    public void checkMayCopy(S3Request request) {
        if (turns.isFull(request.principal().accountId())) {
            throw S3Error.SLOW_DOWN.refusal();
        }
    }

    /// A copy, when it is its account's turn.
    public Reply copy(S3Request request, Early early, Work work) throws IOException {
        var account = request.principal().accountId();
        return run(request, early, () -> {
            try {
                turns.await(account);
                return work.run();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            } finally {
                turns.end(account);
            }
        });
    }

    public Reply run(S3Request request, Early early, Work work) throws IOException {
        var task = new FutureTask<>(Follower.also(work::run));
        Thread.ofVirtual().name("long work of " + request.id()).start(task);
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            var reply =
                    Reply.streaming(200, -1, out -> send(request, task, out)).with("content-type", "application/xml");
            early.addTo(reply);
            return reply;
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private void send(S3Request request, FutureTask<Reply> task, OutputStream out) throws IOException {
        out.write(DECLARATION);
        out.flush();
        while (true) {
            try {
                document(task.get(patience.toMillis(), TimeUnit.MILLISECONDS), out);
                return;
            } catch (TimeoutException notYet) {
                out.write(' ');
                out.flush();
            } catch (ExecutionException failed) {
                document(ErrorXml.reply(refusal(request, failed), request.id(), "", false), out);
                return;
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            }
        }
    }

    /// Writes a reply's document without its declaration, which is out already.
    private static void document(Reply reply, OutputStream out) throws IOException {
        var whole = new ByteArrayOutputStream();
        reply.body().writeTo(whole);
        out.write(whole.toByteArray(), DECLARATION.length, whole.size() - DECLARATION.length);
    }

    private static Refusal refusal(S3Request request, ExecutionException failed) {
        if (failed.getCause() instanceof Refusal refusal) {
            return refusal;
        }
        LOG.error("request {}", request.id(), failed.getCause());
        return S3Error.INTERNAL_ERROR.refusal();
    }

    private static RuntimeException rethrown(ExecutionException failed) throws IOException {
        return switch (failed.getCause()) {
            case RuntimeException unchecked -> unchecked;
            case IOException broken -> throw broken;
            case null, default -> new IllegalStateException(failed);
        };
    }
}
