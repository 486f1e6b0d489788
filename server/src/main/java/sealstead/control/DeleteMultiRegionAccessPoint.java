package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import sealstead.s3.accesspoint.AsyncRequest;
import sealstead.s3.accesspoint.MultiRegionAccessPoint;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;

/// POST /v20180820/async-requests/mrap/delete. The buckets stay.
final class DeleteMultiRegionAccessPoint implements ControlAction {
    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;
    private final Clock clock;

    DeleteMultiRegionAccessPoint(AccessPointGate gate, MultiRegionAccessPoints points, Clock clock) {
        this.gate = gate;
        this.points = points;
        this.clock = clock;
    }

    /// A repeated request is answered although the access point has gone.
    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var sent = AsyncRequestXml.read(call);
        var alias = points.find(call.account(), sent.name()).map(MultiRegionAccessPoint::alias);
        return gate.resource(call, alias.orElse("*")).then(allowed -> {
            var request = AsyncRequestXml.request(
                    call, AsyncRequest.Kind.DELETE, sent, clock.instant(), List.of(), Optional.empty(), "");
            return AsyncRequestXml.reply(points.submit(request));
        });
    }
}
