package sealstead.wire;

import java.io.InputStream;

/// One request, exactly as sent: neither path nor query is decoded or normalised.
///
/// @param id the request id that the reply, the log and the error document carry
/// @param rawPath the path of the request target, up to `?`, percent-encoded as sent
/// @param rawQuery what follows `?`, or the empty string
/// @param body the body; the first read answers an `Expect: 100-continue`
/// @param peer where it came from
/// @param call what it asks, once that is known
public record Request(
        String id,
        String method,
        String rawPath,
        String rawQuery,
        Headers headers,
        InputStream body,
        Peer peer,
        CallName call) {

    public Request(
            String id, String method, String rawPath, String rawQuery, Headers headers, InputStream body, Peer peer) {
        this(id, method, rawPath, rawQuery, headers, body, peer, new CallName());
    }

    /// The other end of the connection and how it is connected.
    ///
    /// @param address the textual IP address
    /// @param secure whether TLS protects the connection
    /// @param loopback whether the connection came in on a loopback address
    /// @param tlsVersion such as `TLSv1.3`; empty without TLS
    /// @param cipherSuite empty without TLS
    public record Peer(String address, boolean secure, boolean loopback, String tlsVersion, String cipherSuite) {
        /// The server itself, where it works without a request.
        public static final Peer SELF = new Peer("127.0.0.1", false, true);

        public Peer(String address, boolean secure, boolean loopback) {
            this(address, secure, loopback, "", "");
        }
    }
}
