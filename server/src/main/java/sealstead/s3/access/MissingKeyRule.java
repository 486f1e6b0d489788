package sealstead.s3.access;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.wire.Refusal;

/// What a caller is told of a key that is not there: 404 only who may list the bucket, everybody else 403.
@FunctionalInterface
public interface MissingKeyRule {
    Refusal seenBy(S3Request request, Refusal missing) throws IOException;
}
