package sealstead.batch;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Asks for each archived object to be restored. A task is done when its restoration has begun; the job does not
/// wait for its end.
///
/// @param days how long the copy can be read
/// @param tier as RestoreObject writes it
record S3InitiateRestoreObject(Optional<Long> days, String tier) implements TaskOperation {
    static S3InitiateRestoreObject read(XmlElement element) {
        var restore = Members.of(element, "ExpirationInDays", "GlacierJobTier");
        var tier = restore.word("GlacierJobTier", List.of("BULK", "STANDARD"))
                .map(word -> word.equals("BULK") ? "Bulk" : "Standard")
                .orElseThrow(() -> Members.missing("GlacierJobTier"));
        var days = restore.number("ExpirationInDays", Integer.MAX_VALUE);
        if (days.filter(number -> number < 1).isPresent()) {
            throw Members.invalid("ExpirationInDays");
        }
        return new S3InitiateRestoreObject(days, tier);
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var xml = XmlWriter.document("RestoreRequest");
        days.ifPresent(number -> xml.element("Days", number));
        var body = xml.begin("GlacierJobParameters").element("Tier", tier).end().toBytes();
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.RESTORE_OBJECT,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("restore", task),
                Digests.md5(body),
                body)));
    }
}
