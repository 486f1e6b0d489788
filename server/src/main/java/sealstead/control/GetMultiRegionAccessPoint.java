package sealstead.control;

import java.io.IOException;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/mrap/instances/{name}.
final class GetMultiRegionAccessPoint implements ControlAction {
    private final AccessPointGate gate;

    GetMultiRegionAccessPoint(AccessPointGate gate) {
        this.gate = gate;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.point(call, call.label()).then(point -> {
            var xml = XmlWriter.document("GetMultiRegionAccessPointResult", ControlDoor.NAMESPACE);
            AsyncRequestXml.write(xml, point);
            return Reply.of(200, "application/xml", xml.toBytes());
        });
    }
}
