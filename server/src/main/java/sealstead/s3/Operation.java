package sealstead.s3;

import java.io.IOException;
import sealstead.wire.Reply;

/// One operation of S3: it refuses, or it does what was asked and says so.
@FunctionalInterface
public interface Operation {
    Reply handle(S3Request request) throws IOException;
}
