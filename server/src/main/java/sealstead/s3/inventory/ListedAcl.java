package sealstead.s3.inventory;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.StringJoiner;
import sealstead.s3.acl.Grantee;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.StoredObject;

/// The access control list of an object as inventories show it: JSON in base64. Where lists do not count, the bucket's
/// owner has full control.
final class ListedAcl {
    private ListedAcl() {}

    static String of(Bucket bucket, StoredObject object) {
        var rights = bucket.inForce(object.attributes().rights());
        var grants = new StringJoiner(",", "[", "]");
        for (var grant : rights.aclIn(bucket.owner()).grants()) {
            // Ids are hexadecimal and groups are S3's own: nothing in them needs quoting.
            var grantee = switch (grant.grantee()) {
                case Grantee.User(var id) -> "\"canonicalId\":\"" + id + "\",\"type\":\"CanonicalUser\"";
                case Grantee.Group group -> "\"uri\":\"" + group.uri() + "\",\"type\":\"Group\"";
            };
            grants.add("{" + grantee + ",\"permission\":\"" + grant.permission() + "\"}");
        }
        var json = "{\"version\":\"2022-11-10\",\"status\":\"AVAILABLE\",\"grants\":" + grants + "}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
