package sealstead.api;

import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// What one API says of what happens in all.
public interface ApiWords {
    /// What who counts requests calls it, such as `kms`.
    String name();

    /// A query that cannot be read.
    Refusal malformedQuery();

    /// A body of more than `bytes`.
    Refusal tooLarge(int bytes);

    Refusal failed(Failure failure);

    /// The error document; headers of the refusal are added by who asks.
    Reply document(Request request, Refusal refused);

    /// The reply with the request's id, and what else every reply of the API has.
    Reply named(Reply reply, Request request);
}
