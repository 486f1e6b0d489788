package sealstead.wire;

/// A request that was answered, as logs and figures tell of it. Nothing of it is a secret: no query, no header, no
/// body.
///
/// @param id the request id that the client was given
/// @param path as it came, without the query
/// @param address of the client
/// @param call what it turned out to ask, and who asked
/// @param nanos from its first line to the last byte of the answer
/// @param bytesIn of its body, as it declared them
/// @param bytesOut of the answer's body; -1 if it was not known before
public record FinishedRequest(
        String id,
        String method,
        String path,
        String address,
        CallName call,
        int status,
        long nanos,
        long bytesIn,
        long bytesOut) {
    private static final int MAX_PATH_CHARACTERS = 1024;

    public FinishedRequest {
        path = path.length() <= MAX_PATH_CHARACTERS ? path : path.substring(0, MAX_PATH_CHARACTERS) + "...";
    }
}
