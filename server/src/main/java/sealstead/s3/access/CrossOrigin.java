package sealstead.s3.access;

import java.io.IOException;
import sealstead.s3.Addressing;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// What browsers are told of requests that scripts of other origins make.
public interface CrossOrigin {
    /// The answer to OPTIONS, by which a browser asks before the request itself. It needs no signature.
    ///
    /// @throws sealstead.wire.Refusal if the bucket's configuration does not allow the request
    Reply preflight(Request request, Addressing.Address address) throws IOException;

    /// Adds to the reply of a request with an `Origin` that its script may read it, if it may.
    void addTo(Reply reply, Request request, Addressing.Address address) throws IOException;
}
