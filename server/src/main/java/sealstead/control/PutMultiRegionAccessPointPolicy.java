package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.PolicyDocument;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.AsyncRequest;
import sealstead.s3.accesspoint.MultiRegionAccessPoint;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.xml.MalformedXmlException;

/// POST /v20180820/async-requests/mrap/put-policy: in place of the policy that there is. It is kept byte by
/// byte but for its principals, of whom the ids are kept, as of bucket policies.
final class PutMultiRegionAccessPointPolicy implements ControlAction {
    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;
    private final KnownPrincipals principals;
    private final Clock clock;

    PutMultiRegionAccessPointPolicy(
            AccessPointGate gate, MultiRegionAccessPoints points, KnownPrincipals principals, Clock clock) {
        this.gate = gate;
        this.points = points;
        this.principals = principals;
        this.clock = clock;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var sent = AsyncRequestXml.read(call, "Policy");
        var text = sent.details()
                .one("Policy")
                .orElseThrow(MalformedXmlException::new)
                .exactText();
        return gate.point(call, sent.name()).then(point -> {
            var request = AsyncRequestXml.request(
                    call,
                    AsyncRequest.Kind.PUT_POLICY,
                    sent,
                    clock.instant(),
                    List.of(),
                    Optional.empty(),
                    checked(point, text.strip()));
            return AsyncRequestXml.reply(points.submit(request));
        });
    }

    private String checked(MultiRegionAccessPoint point, String text) throws IOException {
        try {
            var document = PolicyDocument.parse(text, PolicyDocument.Kind.BUCKET);
            document.checkForBucket(point.arn());
            if (point.publicAccess().blockPublicPolicy() && document.isPublic()) {
                throw S3Error.ACCESS_DENIED.saying("Access Denied because public policies are prevented by the"
                        + " BlockPublicPolicy setting in S3 Block Public Access.");
            }
            return principals.bind(text, PolicyDocument.Kind.BUCKET);
        } catch (MalformedPolicyException malformed) {
            throw S3Error.MALFORMED_POLICY.saying(malformed.message());
        }
    }
}
