package sealstead.control;

import java.io.IOException;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.TagSet;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// POST /v20180820/tags/{arn}: gives a bucket tags, beside those that it has or in their place.
final class TagResource implements ControlAction {
    private final BucketTags tags;

    TagResource(BucketTags tags) {
        this.tags = tags;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var root = call.root().only("Tags");
        var wanted = TagSet.bucketTags(root.one("Tags").orElseThrow(MalformedXmlException::new))
                .pairs();
        return tags.bucket(call, TagConditions.requested(wanted)).then(bucket -> {
            tags.change(bucket, now -> {
                now.putAll(wanted);
                return now;
            });
            return Reply.empty(204);
        });
    }
}
