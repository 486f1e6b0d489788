package sealstead.control;

import java.io.IOException;
import sealstead.wire.Reply;

/// One operation of S3 Control: it refuses, or it does what was asked and says so.
@FunctionalInterface
interface ControlAction {
    Reply handle(ControlCall call) throws IOException;
}
