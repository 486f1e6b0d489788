package sealstead.control;

import java.io.IOException;
import java.util.HashMap;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.MultiRegionAccessPoint;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// PATCH /v20180820/mrap/instances/{mrap}/routes: makes regions active and passive, which is a failover. What
/// is not named stays as it is, and at least one region stays active. It is in force when it is answered.
final class SubmitMultiRegionAccessPointRoutes implements ControlAction {
    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;

    SubmitMultiRegionAccessPointRoutes(AccessPointGate gate, MultiRegionAccessPoints points) {
        this.gate = gate;
        this.points = points;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var updates = call.root()
                .only("RouteUpdates")
                .one("RouteUpdates")
                .orElseThrow(MalformedXmlException::new)
                .only("Route", "member")
                .children();
        return gate.named(call).then(point -> {
            if (updates.isEmpty()) {
                throw new MalformedXmlException();
            }
            if (point.routes().size() < 2) {
                throw S3Error.METHOD_NOT_ALLOWED.saying(
                        "A Multi-Region Access Point with one Region has no other to fail over to.");
            }
            var active = new HashMap<String, Boolean>();
            for (var update : updates) {
                update.only("Bucket", "Region", "TrafficDialPercentage");
                var route = named(point, update);
                var dial = update.text("TrafficDialPercentage").orElseThrow(MalformedXmlException::new);
                if (!dial.equals("0") && !dial.equals("100")) {
                    throw S3Error.INVALID_REQUEST.saying("TrafficDialPercentage must be 0 or 100.");
                }
                if (active.put(route.bucket(), dial.equals("100")) != null) {
                    throw S3Error.INVALID_REQUEST.saying("A Region is named more than once.");
                }
            }
            points.route(point, active);
            return Reply.empty(200);
        });
    }

    /// A route is named by its bucket, its region or both.
    private static MultiRegionAccessPoint.Target named(MultiRegionAccessPoint point, XmlElement update) {
        var bucket = update.text("Bucket");
        var region = update.text("Region");
        if (bucket.isEmpty() && region.isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("A route needs a Bucket or a Region.");
        }
        return point.routes().stream()
                .filter(route -> bucket.isEmpty() || bucket.get().equals(route.bucket()))
                .filter(route -> region.isEmpty() || region.get().equals(route.region()))
                .findFirst()
                .orElseThrow(() ->
                        S3Error.INVALID_REQUEST.saying("The Multi-Region Access Point has no such Bucket or Region."));
    }
}
