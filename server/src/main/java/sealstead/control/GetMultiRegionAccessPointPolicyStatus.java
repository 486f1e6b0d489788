package sealstead.control;

import java.io.IOException;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/mrap/instances/{name}/policystatus: whether the policy lets everybody in.
final class GetMultiRegionAccessPointPolicyStatus implements ControlAction {
    private final AccessPointGate gate;

    GetMultiRegionAccessPointPolicyStatus(AccessPointGate gate) {
        this.gate = gate;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.point(call, call.label()).then(point -> {
            var xml = XmlWriter.document("GetMultiRegionAccessPointPolicyStatusResult", ControlDoor.NAMESPACE)
                    .begin("Established")
                    .element("IsPublic", point.isPublic())
                    .end();
            return Reply.of(200, "application/xml", xml.toBytes());
        });
    }
}
