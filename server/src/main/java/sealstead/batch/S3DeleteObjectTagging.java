package sealstead.batch;

import java.io.IOException;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.wire.Headers;
import sealstead.xml.XmlElement;

/// Takes all tags from each object.
record S3DeleteObjectTagging() implements TaskOperation {
    static S3DeleteObjectTagging read(XmlElement element) {
        element.only();
        return new S3DeleteObjectTagging();
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.DELETE_OBJECT_TAGGING,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("tagging", task),
                new Headers())));
    }
}
