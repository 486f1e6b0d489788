package sealstead.s3;

import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// The one place where a refusal becomes S3's error document.
public final class ErrorXml {
    private ErrorXml() {}

    /// The reply to `refusal`; a HEAD request gets the status alone.
    public static Reply reply(Refusal refusal, String requestId, String hostId, boolean head) {
        Reply reply;
        if (refusal.status() == 304) {
            reply = Reply.empty(304);
        } else if (head) {
            reply = Reply.empty(refusal.status()).with("content-type", "application/xml");
        } else {
            var xml = XmlWriter.bareDocument("Error")
                    .element("Code", refusal.code())
                    .element("Message", refusal.message());
            for (var detail : refusal.details()) {
                xml.element(detail.name(), detail.value());
            }
            xml.element("RequestId", requestId).element("HostId", hostId);
            reply = Reply.of(refusal.status(), "application/xml", xml.toBytes());
        }
        return reply;
    }
}
