package sealstead.control;

import java.io.IOException;
import sealstead.iam.KnownPrincipals;
import sealstead.s3.accesspoint.AccessPointError;
import sealstead.s3.accesspoint.AsyncRequest;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/async-requests/mrap/{token}: how far a request is.
final class DescribeMultiRegionAccessPointOperation implements ControlAction {
    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;
    private final KnownPrincipals principals;

    DescribeMultiRegionAccessPointOperation(
            AccessPointGate gate, MultiRegionAccessPoints points, KnownPrincipals principals) {
        this.gate = gate;
        this.points = points;
        this.principals = principals;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.arn(call, call.label()).then(allowed -> {
            var request = points.described(call.account(), call.label())
                    .orElseThrow(AccessPointError.NO_SUCH_REQUEST::refusal);
            var xml = XmlWriter.document("DescribeMultiRegionAccessPointOperationResult", ControlDoor.NAMESPACE)
                    .begin("AsyncOperation")
                    .element("CreationTime", AsyncRequestXml.time(request.created()))
                    .element("Operation", request.kind().wireName())
                    .element("RequestTokenARN", request.arn())
                    .begin("RequestParameters")
                    .begin(request.kind().wireName() + "Request")
                    .element("Name", request.name());
            parameters(xml, request);
            xml.end().end().element("RequestStatus", request.status().wireName());
            details(xml, request);
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }

    private void parameters(XmlWriter xml, AsyncRequest request) throws IOException {
        request.publicAccess().ifPresent(block -> AsyncRequestXml.write(xml, block));
        if (request.kind() == AsyncRequest.Kind.PUT_POLICY) {
            xml.element("Policy", principals.show(request.policy()));
        }
        if (request.kind() == AsyncRequest.Kind.CREATE) {
            xml.begin("Regions");
            for (var named : request.buckets()) {
                xml.begin("Region").element("Bucket", named.bucket());
                if (!named.account().isEmpty()) {
                    xml.element("BucketAccountId", named.account());
                }
                xml.end();
            }
            xml.end();
        }
    }

    private static void details(XmlWriter xml, AsyncRequest request) {
        switch (request.status()) {
            case NEW -> {}
            case SUCCEEDED, UNDONE -> {
                xml.begin("ResponseDetails")
                        .begin("MultiRegionAccessPointDetails")
                        .begin("Regions");
                for (var named : request.buckets()) {
                    xml.begin("Region")
                            .element("Name", named.region())
                            .element("RequestStatus", "SUCCEEDED")
                            .end();
                }
                xml.end().end().end();
            }
            case FAILED ->
                xml.begin("ResponseDetails")
                        .begin("ErrorDetails")
                        .element("Code", request.errorCode())
                        .element("Message", request.errorMessage())
                        .element("Resource", request.name())
                        .end()
                        .end();
        }
    }
}
