package sealstead.batch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Locks each object for some time. A retention without mode and date takes the lock away, where it may be taken.
///
/// @param mode empty for no retention
record S3PutObjectRetention(String mode, Instant until, boolean bypass) implements TaskOperation {
    static S3PutObjectRetention read(XmlElement element) {
        var operation = Members.of(element, "BypassGovernanceRetention", "Retention");
        var retention = Members.of(
                operation.needed("Retention"), List.of("EventHold", "EventHoldDuration"), "RetainUntilDate", "Mode");
        var mode = retention.word("Mode", List.of("COMPLIANCE", "GOVERNANCE"));
        var until = retention.time("RetainUntilDate");
        if (mode.isPresent() != until.isPresent()) {
            throw BatchError.BAD_REQUEST.saying("Mode and RetainUntilDate must both be supplied.");
        }
        return new S3PutObjectRetention(
                mode.orElse(""),
                until.orElse(Instant.EPOCH),
                operation.flag("BypassGovernanceRetention").orElse(false));
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var xml = XmlWriter.document("Retention");
        if (!mode.isEmpty()) {
            xml.element("Mode", mode).element("RetainUntilDate", until.toString());
        }
        var body = xml.toBytes();
        var headers = Digests.md5(body);
        if (bypass) {
            headers.add("x-amz-bypass-governance-retention", "true");
        }
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.PUT_OBJECT_RETENTION,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("retention", task),
                headers,
                body)));
    }
}
