package sealstead.control;

import java.io.IOException;
import java.util.List;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.S3Error;
import sealstead.wire.Query;
import sealstead.wire.Reply;

/// DELETE /v20180820/tags/{arn}?tagKeys=..: takes tags from a bucket; one that it has not is a success.
final class UntagResource implements ControlAction {
    private final BucketTags tags;

    UntagResource(BucketTags tags) {
        this.tags = tags;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var keys = keys(call.query());
        return tags.bucket(call, TagConditions.withdrawn(keys)).then(bucket -> {
            if (keys.isEmpty()) {
                throw S3Error.INVALID_REQUEST.saying("The parameter tagKeys is missing.");
            }
            tags.change(bucket, now -> {
                keys.forEach(now::remove);
                return now;
            });
            return Reply.empty(204);
        });
    }

    static List<String> keys(Query query) {
        return query.parameters().stream()
                .filter(parameter -> parameter.name().equals("tagKeys"))
                .map(Query.Parameter::value)
                .toList();
    }
}
