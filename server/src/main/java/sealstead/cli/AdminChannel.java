package sealstead.cli;

import java.io.IOException;

/// A way to ask a running server's administration.
interface AdminChannel {
    /// What the server answers, whatever it is.
    ///
    /// @param path behind `/_sealstead/`, with its query
    AdminClient.Answer exchange(String method, String path, String body) throws IOException;
}
