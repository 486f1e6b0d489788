package sealstead.s3.door;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.s3.AccessPointUse;

/// Tells where a request goes.
public interface BucketRouting {
    /// Where a request goes that names an access point.
    record Route(String bucket, String region, AccessPointUse through) {}

    /// The region of the bucket of that name.
    Optional<String> region(String bucket) throws IOException;

    /// The bucket that an access point means now.
    ///
    /// @param accessPoint an alias or an ARN
    /// @param signed the regions that the request was signed for
    /// @throws sealstead.wire.Refusal if there is none
    Route route(String accessPoint, List<String> signed) throws IOException;

    /// The name of the bucket that an access point means now, whoever asks; absent if there is none.
    Optional<String> serving(String accessPoint) throws IOException;
}
