package sealstead.batch;

import java.io.IOException;
import java.util.List;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Puts each object on hold, or lets it go.
///
/// @param status `ON` or `OFF`
record S3PutObjectLegalHold(String status) implements TaskOperation {
    static S3PutObjectLegalHold read(XmlElement element) {
        var hold = Members.of(Members.of(element, "LegalHold").needed("LegalHold"), "Status");
        return new S3PutObjectLegalHold(
                hold.word("Status", List.of("OFF", "ON")).orElseThrow(() -> Members.missing("Status")));
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var body = XmlWriter.document("LegalHold").element("Status", status).toBytes();
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.PUT_OBJECT_LEGAL_HOLD,
                task.bucket(),
                task.key(),
                TaskOperation.subresource("legal-hold", task),
                Digests.md5(body),
                body)));
    }
}
