package sealstead.control;

import java.io.IOException;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/tags/{arn}: the tags of a bucket.
final class ListTagsForResource implements ControlAction {
    private final BucketTags tags;

    ListTagsForResource(BucketTags tags) {
        this.tags = tags;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return tags.bucket(call, Conditions.NONE).then(bucket -> {
            var xml = XmlWriter.document("ListTagsForResourceResult", ControlDoor.NAMESPACE)
                    .begin("Tags");
            for (var tag : tags.of(bucket).entrySet()) {
                xml.begin("Tag")
                        .element("Key", tag.getKey())
                        .element("Value", tag.getValue())
                        .end();
            }
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }
}
