package sealstead.control;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.accesspoint.AccessPointError;
import sealstead.s3.accesspoint.MultiRegionAccessPoint;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;

/// The gate to the Multi-Region Access Points of an account: who calls is of that account and may do this.
final class AccessPointGate {
    private final MultiRegionAccessPoints points;
    private final BucketAccess access;

    AccessPointGate(MultiRegionAccessPoints points, BucketAccess access) {
        this.points = points;
        this.access = access;
    }

    /// The ARN of what stands behind the account in it, for who may do with that what the call asks.
    AuthorizedResource<String> resource(ControlCall call, String resource) {
        return arn(call, "arn:aws:s3::" + call.account() + ":accesspoint/" + resource);
    }

    AuthorizedResource<String> arn(ControlCall call, String arn) {
        return new AuthorizedResource<>(() -> {
            check(call, arn);
            return arn;
        });
    }

    private void check(ControlCall call, String arn) throws IOException {
        access.checkControl(call.context(), call.account(), call.row().wireName(), arn);
    }

    private void check(ControlCall call, Optional<MultiRegionAccessPoint> point) throws IOException {
        var resource = point.map(MultiRegionAccessPoint::alias).orElse("*");
        check(call, "arn:aws:s3::" + call.account() + ":accesspoint/" + resource);
    }

    /// The access point of that name. Only who may do with all of the account what the call asks learns that there is
    /// none.
    AuthorizedResource<MultiRegionAccessPoint> point(ControlCall call, String name) {
        return new AuthorizedResource<>(() -> {
            var point = points.find(call.account(), name);
            check(call, point);
            return point.orElseThrow(AccessPointError.NO_SUCH_ACCESS_POINT::refusal);
        });
    }

    /// The access point that an ARN or alias names, for operations on routes.
    AuthorizedResource<MultiRegionAccessPoint> named(ControlCall call) {
        return new AuthorizedResource<>(() -> {
            var name = call.label();
            var point = points.named(name).filter(known -> known.account().equals(call.account()));
            if (point.isEmpty()) {
                point = points.find(call.account(), name);
            }
            check(call, point);
            boolean arn = name.matches("arn:aws:s3::[0-9]{12}:accesspoint[:/].+") || name.matches("[a-z0-9.-]{3,63}");
            return point.orElseThrow(() -> arn
                    ? AccessPointError.NO_SUCH_ACCESS_POINT.refusal()
                    : S3Error.INVALID_REQUEST.saying("The Multi-Region Access Point ARN is not valid."));
        });
    }
}
