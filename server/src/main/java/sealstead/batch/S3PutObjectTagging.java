package sealstead.batch;

import java.io.IOException;
import sealstead.s3.S3Operation;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.s3.door.OwnCalls;
import sealstead.xml.XmlElement;

/// Gives each object these tags in place of those that it has.
record S3PutObjectTagging(Tags tags) implements TaskOperation {
    static S3PutObjectTagging read(XmlElement element) {
        var tagging = Members.of(element, "TagSet");
        return new S3PutObjectTagging(
                tagging.one("TagSet").map(TagList::ofObjects).orElse(Tags.NONE));
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var body = TagSet.document(tags);
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.PUT_OBJECT_TAGGING,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("tagging", task),
                Digests.md5(body),
                body)));
    }
}
