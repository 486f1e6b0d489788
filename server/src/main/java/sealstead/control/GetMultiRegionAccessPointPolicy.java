package sealstead.control;

import java.io.IOException;
import sealstead.iam.KnownPrincipals;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/mrap/instances/{name}/policy. A policy is in force when the request that put it has
/// succeeded, so that none is ever merely proposed.
final class GetMultiRegionAccessPointPolicy implements ControlAction {
    private final AccessPointGate gate;
    private final KnownPrincipals principals;

    GetMultiRegionAccessPointPolicy(AccessPointGate gate, KnownPrincipals principals) {
        this.gate = gate;
        this.principals = principals;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.point(call, call.label()).then(point -> {
            var xml = XmlWriter.document("GetMultiRegionAccessPointPolicyResult", ControlDoor.NAMESPACE)
                    .begin("Policy");
            if (point.policy().isPresent()) {
                xml.begin("Established")
                        .element(
                                "Policy",
                                principals.show(point.policy().get().document().text()))
                        .end();
            }
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }
}
