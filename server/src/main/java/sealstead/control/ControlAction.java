package sealstead.control;

import java.io.IOException;

/// One operation of S3 Control. It reads what it is asked and says what it is about, which is opened for it only if the
/// caller may what the row says: it cannot forget to ask.
@FunctionalInterface
interface ControlAction {
    AuthorizedResource.Asked read(ControlCall call) throws IOException;
}
