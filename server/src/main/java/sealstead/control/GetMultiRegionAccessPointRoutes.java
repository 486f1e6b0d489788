package sealstead.control;

import java.io.IOException;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/mrap/instances/{mrap}/routes: which regions are active.
final class GetMultiRegionAccessPointRoutes implements ControlAction {
    private final AccessPointGate gate;

    GetMultiRegionAccessPointRoutes(AccessPointGate gate) {
        this.gate = gate;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.named(call).then(point -> {
            var xml = XmlWriter.document("GetMultiRegionAccessPointRoutesResult", ControlDoor.NAMESPACE)
                    .element("Mrap", point.arn())
                    .begin("Routes");
            for (var route : point.routes()) {
                xml.begin("Route")
                        .element("Bucket", route.bucket())
                        .element("Region", route.region())
                        .element("TrafficDialPercentage", route.active() ? "100" : "0")
                        .end();
            }
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }
}
