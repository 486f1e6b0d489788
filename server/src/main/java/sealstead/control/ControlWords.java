package sealstead.control;

import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.XmlWriter;

/// S3 Control's words for what happens in all APIs.
///
/// @param s3 S3's own words, which these are as well
/// @param hostId what `x-amz-id-2` says
record ControlWords(ApiWords s3, String hostId) implements ApiWords {
    static final String NAME = "s3-control";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Refusal malformedQuery() {
        return s3.malformedQuery();
    }

    @Override
    public Refusal tooLarge(int bytes) {
        return s3.tooLarge(bytes);
    }

    @Override
    public Refusal failed(Failure failure) {
        return s3.failed(failure);
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        var xml = XmlWriter.document("ErrorResponse", ControlDoor.NAMESPACE)
                .begin("Error")
                .element("Code", refused.code())
                .element("Message", refused.message());
        for (var detail : refused.details()) {
            xml.element(detail.name(), detail.value());
        }
        xml.end().element("RequestId", request.id()).element("HostId", hostId);
        return Reply.of(refused.status(), "application/xml", xml.toBytes());
    }

    @Override
    public Reply named(Reply reply, Request request) {
        return s3.named(reply, request);
    }
}
