package sealstead.bench.load;

import java.util.Map;

/// A request to S3 that is not signed yet.
///
/// @param path encoded as it is sent
/// @param query encoded and sorted as it is sent, or empty
/// @param headers names in lower case
/// @param signedPayload whether a body is signed with its hash, or `UNSIGNED-PAYLOAD`
public record Request(
        String method, String path, String query, Map<String, String> headers, Body body, boolean signedPayload) {
    /// One without query, headers of its own and body.
    public static Request of(String method, String path) {
        return of(method, path, "", Map.of());
    }

    /// One without body.
    public static Request of(String method, String path, String query, Map<String, String> headers) {
        return new Request(method, path, query, headers, Body.EMPTY, true);
    }

    /// What stands in the first line.
    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    /// What stands for the body in the signature.
    String payloadHash() {
        return signedPayload || body.length() == 0 ? body.sha256() : Signer.UNSIGNED;
    }

    String bucket() {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }
}
