package sealstead.s3;

import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// S3's words for what happens in all APIs.
///
/// @param hostId what `x-amz-id-2` says
public record S3Words(String hostId) implements ApiWords {
    public static final String NAME = "s3";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Refusal malformedQuery() {
        return S3Error.INVALID_URI.saying("Couldn't parse the query of the specified URI.");
    }

    @Override
    public Refusal tooLarge(int bytes) {
        return S3Error.tooLong(bytes);
    }

    @Override
    public Refusal failed(Failure failure) {
        return S3Error.of(failure);
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        return ErrorXml.reply(refused, request.id(), hostId, request.method().equals("HEAD"));
    }

    @Override
    public Reply named(Reply reply, Request request) {
        return reply.with("x-amz-request-id", request.id())
                .with("x-amz-id-2", hostId)
                .with("server", "AmazonS3");
    }
}
