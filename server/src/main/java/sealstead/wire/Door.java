package sealstead.wire;

import java.io.IOException;

/// One API on the port: it says which requests are its own, and answers them, errors included.
public interface Door {
    boolean isFor(Request request);

    Reply handle(Request request) throws IOException;
}
