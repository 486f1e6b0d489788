package sealstead.batch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.s3.S3Operation;
import sealstead.s3.door.OwnCalls;
import sealstead.wire.Headers;
import sealstead.xml.XmlElement;

/// Gives each object an ACL, as far as its bucket has any: S3 decides about each.
record S3PutObjectAcl(Map<String, String> headers) implements TaskOperation {
    private static final List<String> CANNED = List.of(
            "private",
            "public-read",
            "public-read-write",
            "aws-exec-read",
            "authenticated-read",
            "bucket-owner-read",
            "bucket-owner-full-control");

    S3PutObjectAcl {
        headers = Map.copyOf(headers);
    }

    static S3PutObjectAcl read(XmlElement element) {
        var policy = Members.of(
                Members.of(element, "AccessControlPolicy").needed("AccessControlPolicy"),
                "AccessControlList",
                "CannedAccessControlList");
        var headers = new TreeMap<String, String>();
        policy.word("CannedAccessControlList", CANNED).ifPresent(acl -> headers.put("x-amz-acl", acl));
        policy.one("AccessControlList").ifPresent(list -> {
            var members = Members.of(list, "Owner", "Grants");
            Members.of(members.needed("Owner"), "ID", "DisplayName");
            members.one("Grants").ifPresent(grants -> Grants.putHeaders(grants, headers));
        });
        if (headers.isEmpty() || (headers.containsKey("x-amz-acl") && headers.size() > 1)) {
            throw BatchError.BAD_REQUEST.saying("Either grants or a canned ACL must be specified.");
        }
        return new S3PutObjectAcl(headers);
    }

    @Override
    public TaskResult perform(Task task, RoleCalls role) throws IOException {
        var all = new Headers();
        headers.forEach(all::add);
        return TaskResult.of(role.perform(OwnCalls.Call.of(
                S3Operation.PUT_OBJECT_ACL, task.bucket(), task.key(), TaskOperation.subresource("acl", task), all)));
    }
}
