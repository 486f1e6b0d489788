package sealstead.control;

import java.io.IOException;
import sealstead.custody.PageTokens;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.MultiRegionAccessPoints;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/mrap/instances: an account's Multi-Region Access Points, by their names.
final class ListMultiRegionAccessPoints implements ControlAction {
    private static final int MAX_RESULTS = 1000;

    private final AccessPointGate gate;
    private final MultiRegionAccessPoints points;
    private final PageTokens pageTokens;

    ListMultiRegionAccessPoints(AccessPointGate gate, MultiRegionAccessPoints points, PageTokens pageTokens) {
        this.gate = gate;
        this.points = points;
        this.pageTokens = pageTokens;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return gate.arn(call, "*").then(allowed -> {
            int limit = call.query()
                    .first("maxResults")
                    .map(ListMultiRegionAccessPoints::limit)
                    .orElse(MAX_RESULTS);
            var tokens = pageTokens.of("ListMultiRegionAccessPoints", call.account());
            var token = call.query().first("nextToken").filter(text -> !text.isEmpty());
            var after = token.isEmpty()
                    ? ""
                    : tokens.position(token.get())
                            .orElseThrow(() -> S3Error.INVALID_REQUEST.saying("The nextToken is not valid."));
            var xml = XmlWriter.document("ListMultiRegionAccessPointsResult", ControlDoor.NAMESPACE)
                    .begin("AccessPoints");
            var page = points.list(call.account(), after, limit);
            page.chosen().forEach(point -> AsyncRequestXml.write(xml, point));
            xml.end();
            if (page.more() && !page.chosen().isEmpty()) {
                xml.element("NextToken", tokens.after(page.chosen().getLast().name()));
            }
            return Reply.of(200, "application/xml", xml.toBytes());
        });
    }

    private static int limit(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MAX_RESULTS) {
            throw S3Error.INVALID_REQUEST.saying("maxResults must be from 0 to 1000.");
        }
        return Integer.parseInt(text) == 0 ? MAX_RESULTS : Integer.parseInt(text);
    }
}
