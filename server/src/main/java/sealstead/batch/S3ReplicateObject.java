package sealstead.batch;

import java.io.IOException;
import sealstead.wire.Refusal;
import sealstead.xml.XmlElement;

/// Puts each object on its way by the rules of its bucket. A task is done when its version waits to be replicated; the
/// job does not wait for its arrival, which `x-amz-replication-status` tells.
record S3ReplicateObject() implements TaskOperation {
    static S3ReplicateObject read(XmlElement element) {
        element.only();
        return new S3ReplicateObject();
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        try {
            role.replicate(task);
            return TaskResult.well("Successful");
        } catch (Refusal refusal) {
            return TaskResult.failed(refusal.status(), refusal.code(), String.valueOf(refusal.getMessage()));
        }
    }
}
