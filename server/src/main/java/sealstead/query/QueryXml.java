package sealstead.query;

import java.io.IOException;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.XmlWriter;

/// Replies and errors of one Query API, in its namespace.
public record QueryXml(String namespace) {
    /// The reply of an operation.
    Reply reply(String operation, Request request, Step.Work work) throws IOException {
        var out = XmlWriter.document(operation + "Response", namespace);
        if (work.hasResult()) {
            out.begin(operation + "Result");
        }
        work.writing().write(out);
        if (work.hasResult()) {
            out.end();
        }
        out.begin("ResponseMetadata").element("RequestId", request.id()).end();
        return Reply.of(200, "text/xml", out.toBytes());
    }
}
