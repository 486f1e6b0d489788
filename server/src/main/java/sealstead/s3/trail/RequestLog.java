package sealstead.s3.trail;

import java.io.IOException;
import java.util.Optional;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.s3.Address;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Who is told of every request that was answered.
@FunctionalInterface
public interface RequestLog {
    /// A request as far as it got.
    ///
    /// @param bucket the bucket that it names, once that is known, behind an access point the one that it led to
    /// @param began in nanoseconds of the process's own clock
    /// @param context what is known of who asked, once that is known
    /// @param known the request as its operation got it; absent if it never came so far
    /// @param errorCode S3's code, or empty for a success
    record Exchange(
            Request request,
            long began,
            Optional<Address> address,
            Optional<RequestedBucket> bucket,
            Optional<S3Operation> operation,
            Optional<RequestContext> context,
            Optional<S3Request> known,
            String errorCode,
            String errorMessage) {
        public Optional<Caller> caller() {
            return context.map(RequestContext::caller);
        }

        /// The bucket that the request is about, as it is by now; absent if it names none or there is none.
        public Optional<Bucket> foundBucket() throws IOException {
            return bucket.isPresent() ? bucket.get().find() : Optional.empty();
        }

        /// How long the request says its body is, without its framing; 0 if it does not say.
        public long declaredBytes() {
            return request.headers().declaredBytes();
        }
    }

    /// Asked before a request is performed, once it is known what it is.
    ///
    /// @throws sealstead.wire.Refusal if it must not be performed now
    default void admit(S3Request request) {}

    /// @return the reply to send, which may be `reply` itself or one that tells when it was sent
    Reply answered(Exchange exchange, Reply reply);

    /// Asks and tells both, this one first.
    default RequestLog and(RequestLog other) {
        var one = this;
        return new RequestLog() {
            @Override
            public void admit(S3Request request) {
                one.admit(request);
                other.admit(request);
            }

            @Override
            public Reply answered(Exchange exchange, Reply reply) {
                return other.answered(exchange, one.answered(exchange, reply));
            }
        };
    }
}
