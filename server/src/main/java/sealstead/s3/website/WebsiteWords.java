package sealstead.s3.website;

import java.util.Optional;
import sealstead.api.ApiWords;
import sealstead.api.Failure;
import sealstead.s3.S3Error;
import sealstead.s3.S3Words;
import sealstead.s3.website.ErrorPage.Problem;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// What happens in all APIs, as pages for browsers.
///
/// @param s3 the words of the API that websites show
record WebsiteWords(S3Words s3) implements ApiWords {
    @Override
    public String name() {
        return "s3-website";
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
        return S3Error.of(failure);
    }

    @Override
    public Reply document(Request request, Refusal refused) {
        return page(request, Problem.of(refused), Optional.empty());
    }

    /// @param missing why the website's own page for errors could not be shown, if it has one
    Reply page(Request request, Problem problem, Optional<Problem> missing) {
        boolean head = request.method().equals("HEAD");
        return new ErrorPage(problem, missing).reply(request.id(), s3.hostId(), head);
    }

    /// What an operation answered has its id.
    @Override
    public Reply named(Reply reply, Request request) {
        return reply.headers().has("x-amz-request-id") ? reply : s3.named(reply, request);
    }
}
