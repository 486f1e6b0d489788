package sealstead.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The words of administration for what happens in all APIs.
final class AdminWords implements ApiWords {
    @Override
    public String name() {
        return AdminOperation.SERVICE;
    }

    @Override
    public Refusal malformedQuery() {
        return AdminError.MALFORMED_QUERY.refusal();
    }

    @Override
    public Refusal tooLarge(int bytes) {
        return AdminError.TOO_LARGE.saying("a body has " + bytes + " bytes at most");
    }

    @Override
    public Refusal failed(Failure failure) {
        return switch (failure) {
            case FULL, UNAVAILABLE -> AdminError.UNAVAILABLE.refusal();
            case INTERNAL -> AdminError.INTERNAL.refusal();
        };
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        return json(refused.status(), document(refused, request.id()));
    }

    static ObjectNode document(Refusal refused, String requestId) {
        boolean ours = refused.status() == 500;
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", ours ? refused.message() + " " + requestId : refused.message())
                .put("code", refused.code())
                .put("requestId", requestId);
    }

    static Reply json(int status, ObjectNode document) {
        return Reply.of(status, "application/json", document.toString().getBytes(StandardCharsets.UTF_8))
                .with("cache-control", "no-store");
    }

    @Override
    public Reply named(Reply reply, Request request) {
        return reply.with("x-amzn-requestid", request.id());
    }
}
