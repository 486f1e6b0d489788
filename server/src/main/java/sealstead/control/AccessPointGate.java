package sealstead.control;

import java.io.IOException;
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

    /// @param resource what stands behind the account in the ARN of the resource
    void check(ControlCall call, String action, String resource) throws IOException {
        access.checkControl(
                call.facts(), call.account(), action, "arn:aws:s3::" + call.account() + ":accesspoint/" + resource);
    }

    void checkArn(ControlCall call, String action, String arn) throws IOException {
        access.checkControl(call.facts(), call.account(), action, arn);
    }

    /// The access point of that name. Only who may do `action` with all of the account learns that there is
    /// none.
    MultiRegionAccessPoint open(ControlCall call, String action, String name) throws IOException {
        var point = points.find(call.account(), name);
        check(call, action, point.map(MultiRegionAccessPoint::alias).orElse("*"));
        return point.orElseThrow(AccessPointError.NO_SUCH_ACCESS_POINT::refusal);
    }

    /// The access point that an ARN or alias names, for operations on routes.
    MultiRegionAccessPoint openNamed(ControlCall call, String action) throws IOException {
        var name = call.label();
        var point = points.named(name).filter(known -> known.account().equals(call.account()));
        if (point.isEmpty()) {
            point = points.find(call.account(), name);
        }
        check(call, action, point.map(MultiRegionAccessPoint::alias).orElse("*"));
        boolean arn = name.matches("arn:aws:s3::[0-9]{12}:accesspoint[:/].+") || name.matches("[a-z0-9.-]{3,63}");
        return point.orElseThrow(() -> arn
                ? AccessPointError.NO_SUCH_ACCESS_POINT.refusal()
                : S3Error.INVALID_REQUEST.saying("The Multi-Region Access Point ARN is not valid."));
    }
}
