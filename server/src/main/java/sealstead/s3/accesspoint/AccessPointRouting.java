package sealstead.s3.accesspoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.s3.AccessPointUse;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.MultiRegionAccessPoint.Target;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Refusal;

/// Where requests go. Of several active regions the first of the server's is taken, for all of them are
/// equally near; which are active is for its owner to say, and the next request obeys.
public final class AccessPointRouting {
    private final MultiRegionAccessPoints points;
    private final Buckets buckets;
    private final List<String> regions;

    /// @param regions of the server, its own first
    public AccessPointRouting(MultiRegionAccessPoints points, Buckets buckets, List<String> regions) {
        this.points = points;
        this.buckets = buckets;
        this.regions = List.copyOf(regions);
    }

    /// Where a request goes that names an access point.
    public record Route(String bucket, String region, AccessPointUse through) {}

    /// The region of the bucket of that name.
    public Optional<String> region(String bucket) throws IOException {
        return buckets.find(bucket).map(Bucket::region);
    }

    /// The bucket that an access point means now.
    ///
    /// @param accessPoint an alias or an ARN
    /// @param signed the regions that the request was signed for
    /// @throws Refusal if there is none
    public Route route(String accessPoint, List<String> signed) throws IOException {
        var point = points.named(accessPoint).orElseThrow(AccessPointError.NO_SUCH_ACCESS_POINT::refusal);
        var route = chosen(point, signed);
        // A bucket of that name that somebody else made later is not the one that was meant.
        var bucket = buckets.find(route.bucket())
                .filter(known ->
                        known.owner().equals(route.owner()) && known.region().equals(route.region()))
                .orElseThrow(() -> S3Error.noSuchBucket(route.bucket()));
        boolean restricted = point.publicAccess().restrictPublicBuckets() && point.isPublic();
        return new Route(
                bucket.name(),
                bucket.region(),
                new AccessPointUse(point.arn(), point.account(), point.policy(), restricted));
    }

    /// The name of the bucket that an access point means now, whoever asks; absent if there is none.
    public Optional<String> serving(String accessPoint) throws IOException {
        try {
            return Optional.of(route(accessPoint, regions).bucket());
        } catch (Refusal none) {
            return Optional.empty();
        }
    }

    private Target chosen(MultiRegionAccessPoint point, List<String> signed) {
        Optional<Target> elsewhere = Optional.empty();
        for (var region : regions) {
            for (var route : point.routes()) {
                if (route.region().equals(region) && route.active()) {
                    if (signed.contains(region)) {
                        return route;
                    }
                    elsewhere = elsewhere.isPresent() ? elsewhere : Optional.of(route);
                }
            }
        }
        if (elsewhere.isPresent()) {
            throw S3Error.wrongRegion(signed.getFirst(), elsewhere.get().region());
        }
        throw S3Error.SERVICE_UNAVAILABLE.refusal();
    }
}
