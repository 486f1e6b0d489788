package sealstead.encryption;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Request;

/// Who reaches for the keys of objects, and how.
///
/// @param context what the KMS decides by; its peer is to whom plaintext goes, or from whom it comes
/// @param sigV4 whether the caller signed by Signature Version 4, without which S3 opens no object under a KMS key
/// @param calls counts the calls to the KMS, for who must account for them
public record Requester(RequestContext context, boolean sigV4, Optional<LongAdder> calls) {
    public Requester(RequestContext context, boolean sigV4) {
        this(context, sigV4, Optional.empty());
    }

    /// A piece of the server's own work.
    public static Requester ofJob(RequestContext context) {
        return new Requester(context, true);
    }

    Request.Peer peer() {
        return context.peer();
    }

    Caller.Principal principal() {
        return context.caller().orNobody();
    }

    public Requester countedBy(LongAdder counter) {
        return new Requester(context, sigV4, Optional.of(counter));
    }
}
