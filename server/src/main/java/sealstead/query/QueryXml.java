package sealstead.query;

import java.io.IOException;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.XmlWriter;

/// Replies and errors of one Query API, in its namespace.
public record QueryXml(String namespace) {
    /// Writes what stands inside the result element.
    @FunctionalInterface
    public interface Result {
        void writeTo(XmlWriter out) throws IOException;
    }

    /// The reply of an operation.
    Reply reply(String operation, Request request, boolean hasResult, Result result) throws IOException {
        var out = XmlWriter.document(operation + "Response", namespace);
        if (hasResult) {
            out.begin(operation + "Result");
        }
        result.writeTo(out);
        if (hasResult) {
            out.end();
        }
        out.begin("ResponseMetadata").element("RequestId", request.id()).end();
        return Reply.of(200, "text/xml", out.toBytes());
    }
}
