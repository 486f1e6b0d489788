package sealstead.s3;

import java.util.Optional;
import sealstead.iam.Caller;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Who is told of every request that was answered.
@FunctionalInterface
public interface RequestLog {
    /// A request as far as it got.
    ///
    /// @param began in nanoseconds of the process's own clock
    /// @param errorCode S3's code, or empty for a success
    record Exchange(
            Request request,
            long began,
            Optional<Addressing.Address> address,
            Optional<S3Operation> operation,
            Optional<Caller> caller,
            String errorCode) {}

    /// @return the reply to send, which may be `reply` itself or one that tells when it was sent
    Reply answered(Exchange exchange, Reply reply);
}
