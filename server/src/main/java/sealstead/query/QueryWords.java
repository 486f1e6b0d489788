package sealstead.query;

import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.XmlWriter;

/// A Query API's words for what happens in all APIs.
///
/// @param name `iam` or `sts`
record QueryWords(String name, String namespace) implements ApiWords {
    @Override
    public Refusal malformedQuery() {
        return QueryError.MALFORMED_QUERY_STRING.refusal();
    }

    @Override
    public Refusal tooLarge(int bytes) {
        return QueryError.ENTITY_TOO_LARGE.refusal();
    }

    @Override
    public Refusal failed(Failure failure) {
        return switch (failure) {
            case FULL, UNAVAILABLE -> QueryError.UNAVAILABLE.refusal().header("retry-after", "1");
            case INTERNAL -> QueryError.INTERNAL_FAILURE.refusal();
        };
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        var out = XmlWriter.document("ErrorResponse", namespace)
                .begin("Error")
                .element("Type", refused.status() < 500 || refused.status() == 501 ? "Sender" : "Receiver")
                .element("Code", refused.code())
                .element("Message", refused.message())
                .end()
                .element("RequestId", request.id());
        return Reply.of(refused.status(), "text/xml", out.toBytes());
    }

    @Override
    public Reply named(Reply reply, Request request) {
        return reply.with("x-amzn-requestid", request.id());
    }
}
