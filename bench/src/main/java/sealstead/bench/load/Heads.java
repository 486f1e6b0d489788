package sealstead.bench.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Signs requests to one endpoint and writes their heads. One per thread; what it answers is good until the next is
/// asked for.
final class Heads {
    private final Endpoint endpoint;
    private final Signer s3;
    private final Signer kms;
    private final Signer express;
    private final Map<String, BucketSession> sessions = new HashMap<>();
    private final Ascii head = new Ascii();

    Heads(Endpoint endpoint) {
        this.endpoint = endpoint;
        this.s3 = new Signer(endpoint, "s3");
        this.kms = new Signer(endpoint, "kms");
        this.express = new Signer(endpoint, "s3express");
    }

    /// For S3, as the kind of endpoint wants it.
    Ascii s3(Request request) throws IOException {
        if (endpoint.directory()) {
            // Copies need an identity; all else goes by the session of the path's bucket.
            return request.headers().containsKey("x-amz-copy-source") ? express(request) : inSession(request);
        }
        return signed(request, s3, new TreeMap<>(request.headers()));
    }

    /// For a directory bucket with the credentials of an identity.
    Ascii express(Request request) {
        return signed(request, express, new TreeMap<>(request.headers()));
    }

    Ascii kms(Request request) {
        return signed(request, kms, new TreeMap<>(request.headers()));
    }

    /// A session that is missing or stale is made on a connection of its own, and everything waits for it: that is a
    /// millisecond in four minutes, and SDKs do it on the way of a request, too.
    private Ascii inSession(Request request) throws IOException {
        var session = sessions.get(request.bucket());
        if (session == null || !session.isFresh()) {
            try (var connection = new Connection(endpoint)) {
                session = BucketSession.of(connection, endpoint, request.bucket());
            }
            sessions.put(request.bucket(), session);
        }
        SortedMap<String, String> headers = new TreeMap<>(request.headers());
        headers.put("x-amz-s3session-token", session.token());
        return signed(request, session.signer(), headers);
    }

    private Ascii signed(Request request, Signer signer, SortedMap<String, String> headers) {
        signer.sign(request.method(), request.path(), request.query(), headers, request.payloadHash());
        head.clear().add(request.method()).add(" ").add(request.target()).add(" HTTP/1.1\r\n");
        for (var header : headers.entrySet()) {
            head.add(header.getKey()).add(": ").add(header.getValue()).add("\r\n");
        }
        long length = request.body().length();
        if (length > 0 || request.method().equals("PUT") || request.method().equals("POST")) {
            head.add("content-length: ").add(Long.toString(length)).add("\r\n");
        }
        return head.add("\r\n");
    }
}
