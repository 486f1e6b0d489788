package sealstead.batch;

import java.util.List;
import java.util.Map;
import sealstead.xml.XmlElement;

/// Grants of an ACL as Batch Operations writes them. What a bucket makes of them is S3's to say.
final class Grants {
    private static final Map<String, String> HEADERS = Map.of(
            "FULL_CONTROL", "x-amz-grant-full-control",
            "READ", "x-amz-grant-read",
            "WRITE", "x-amz-grant-write",
            "READ_ACP", "x-amz-grant-read-acp",
            "WRITE_ACP", "x-amz-grant-write-acp");

    private Grants() {}

    /// Adds the grants of a list as the headers of a write.
    static void putHeaders(XmlElement list, Map<String, String> headers) {
        for (var item : list.only("member").all("member")) {
            var grant = Members.of(item, "Grantee", "Permission");
            var grantee = Members.of(grant.needed("Grantee"), "TypeIdentifier", "Identifier", "DisplayName");
            var type = grantee.word("TypeIdentifier", List.of("id", "emailAddress", "uri"))
                    .orElseThrow(() -> Members.missing("TypeIdentifier"));
            var who = type + "=\"" + grantee.neededText("Identifier", 1024).replace("\"", "") + "\"";
            var permission = grant.word("Permission", List.copyOf(HEADERS.keySet()))
                    .orElseThrow(() -> Members.missing("Permission"));
            headers.merge(HEADERS.get(permission), who, (first, second) -> first + ", " + second);
        }
    }
}
