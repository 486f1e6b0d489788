package sealstead.s3.bucket;

import java.util.List;
import java.util.Set;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.xml.MalformedXmlException;
import sealstead.s3.xml.XmlElement;
import sealstead.s3.xml.XmlReader;
import sealstead.s3.xml.XmlWriter;

/// The only access control list there is: the bucket's owner has full control. Whatever says the same is accepted; what
/// would grant something to others is refused, as S3 itself does where ACLs are off.
public final class OwnerAcl {
    private static final List<String> GRANTS = List.of(
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp");
    private static final Set<String> OF_OWNER = Set.of("private", "bucket-owner-full-control");
    private static final Set<String> CANNED = Set.of(
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "bucket-owner-read",
            "log-delivery-write");

    private OwnerAcl() {}

    /// Checks what the headers of a write or of PUT ?acl ask for.
    public static void checkHeaders(S3Request request, Ownership ownership) {
        for (var name : GRANTS) {
            if (request.headers().has(name)) {
                throw refused(ownership, name);
            }
        }
        request.header("x-amz-acl").filter(acl -> !OF_OWNER.contains(acl)).ifPresent(acl -> {
            if (!CANNED.contains(acl)) {
                throw S3Error.invalidArgument("", "x-amz-acl", acl.length() <= 64 ? acl : acl.substring(0, 64));
            }
            throw refused(ownership, "x-amz-acl");
        });
    }

    /// Checks what the headers of a CreateBucket ask for.
    static void checkNewBucket(S3Request request, Ownership ownership) {
        boolean lists = GRANTS.stream().anyMatch(request.headers()::has)
                || request.header("x-amz-acl").filter(CANNED::contains).isPresent();
        if (lists && ownership == Ownership.BUCKET_OWNER_ENFORCED) {
            throw S3Error.INVALID_BUCKET_ACL.refusal();
        }
        checkHeaders(request, ownership);
    }

    /// Checks a `PUT ?acl`: a canned list in the headers, or a document, not both.
    public static void checkPut(S3Request request, Bucket bucket, byte[] body) {
        var ownership = bucket.settings().ownership();
        checkHeaders(request, ownership);
        boolean canned = request.headers().has("x-amz-acl");
        if (canned && body.length > 0) {
            throw S3Error.UNEXPECTED_CONTENT.refusal();
        }
        if (!canned && body.length == 0) {
            throw S3Error.MISSING_SECURITY_HEADER.refusal().with("MissingHeaderName", "x-amz-acl");
        }
        if (body.length > 0) {
            checkDocument(XmlReader.read(body, "AccessControlPolicy"), bucket);
        }
    }

    private static void checkDocument(XmlElement policy, Bucket bucket) {
        var owner = CanonicalUser.of(bucket.owner());
        policy.only("Owner", "AccessControlList");
        if (policy.children().isEmpty()) {
            throw S3Error.MALFORMED_ACL.refusal();
        }
        var named = policy.one("Owner")
                .map(element -> element.only("ID", "DisplayName").text("ID").orElse(owner));
        if (named.isPresent() && !named.get().equals(owner)) {
            if (!named.get().matches("[0-9a-f]{64}")) {
                throw S3Error.invalidArgument("Invalid id", "CanonicalUser/ID", clipped(named.get()));
            }
            throw S3Error.ACCESS_DENIED.refusal();
        }
        var list = policy.one("AccessControlList").orElseThrow(MalformedXmlException::new);
        for (var grant : list.only("Grant").all("Grant")) {
            var grantee = grant.only("Grantee", "Permission").one("Grantee").orElseThrow(MalformedXmlException::new);
            if (grantee.one("ID").isEmpty()
                    && grantee.one("URI").isEmpty()
                    && grantee.one("EmailAddress").isEmpty()) {
                throw S3Error.MALFORMED_ACL.refusal();
            }
            var permission = grant.text("Permission").orElseThrow(MalformedXmlException::new);
            if (!grantee.text("ID").orElse("").equals(owner) || !permission.equals("FULL_CONTROL")) {
                throw refused(bucket.settings().ownership(), "AccessControlPolicy");
            }
        }
    }

    private static String clipped(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64);
    }

    /// With ACLs off S3 refuses them; with ACLs on they would grant something, which is not implemented.
    private static RuntimeException refused(Ownership ownership, String what) {
        return ownership == Ownership.BUCKET_OWNER_ENFORCED
                ? S3Error.ACL_NOT_SUPPORTED.refusal()
                : S3Error.notImplementedHeader(what);
    }

    /// The list, as GET ?acl shows it.
    public static byte[] document(Bucket bucket) {
        var owner = CanonicalUser.of(bucket.owner());
        return XmlWriter.document("AccessControlPolicy")
                .begin("Owner")
                .element("ID", owner)
                .end()
                .begin("AccessControlList")
                .begin("Grant")
                .beginTyped("Grantee", "CanonicalUser")
                .element("ID", owner)
                .end()
                .element("Permission", "FULL_CONTROL")
                .end()
                .end()
                .toBytes();
    }
}
