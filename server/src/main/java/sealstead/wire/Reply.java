package sealstead.wire;

import java.io.IOException;
import java.io.OutputStream;

/// What is answered. The body is written while it is made; its length is known beforehand, or -1 for chunked.
public final class Reply {
    private static final byte[] NOTHING = {};

    /// Writes the body's bytes.
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final Headers headers = new Headers();
    private final long bodyBytes;
    private final Body body;
    private final long heldBytes;

    private Reply(int status, long bodyBytes, Body body, long heldBytes) {
        this.status = status;
        this.bodyBytes = bodyBytes;
        this.body = body;
        this.heldBytes = heldBytes;
    }

    public static Reply empty(int status) {
        return new Reply(status, 0, out -> {}, 0);
    }

    public static Reply of(int status, String contentType, byte[] body) {
        return takingOver(status, contentType, body.length == 0 ? NOTHING : body.clone());
    }

    /// The same without a copy, for what is long; the caller must not touch `body` again.
    public static Reply takingOver(int status, String contentType, byte[] body) {
        return new Reply(status, body.length, out -> out.write(body), body.length).with("content-type", contentType);
    }

    /// A body made while it is written. `bodyBytes` is its exact length, or -1 if that is not known.
    public static Reply streaming(int status, long bodyBytes, Body body) {
        return new Reply(status, bodyBytes, body, 0);
    }

    /// The same with another status, and a body that hands this one's on; without its headers.
    public Reply as(int changed, Body outer) {
        return new Reply(changed, bodyBytes, outer, heldBytes);
    }

    public Reply with(String header, String value) {
        headers.add(header, value);
        return this;
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    public long bodyBytes() {
        return bodyBytes;
    }

    /// How many bytes are in memory until the body is written.
    public long heldBytes() {
        return heldBytes;
    }

    public Body body() {
        return body;
    }
}
