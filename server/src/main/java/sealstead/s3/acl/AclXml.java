package sealstead.s3.acl;

import java.io.IOException;
import java.util.ArrayList;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.acl.Acl.AclGrant;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlWriter;

/// Lists as documents.
public final class AclXml {
    private static final String ROOT = "AccessControlPolicy";

    private AclXml() {}

    /// Tells which canonical user ids there are.
    @FunctionalInterface
    public interface Known {
        boolean exist(String id) throws IOException;
    }

    static AclRequest.Document read(RequestDocument body, Known users) throws IOException {
        var root = body.root();
        try {
            root.only("Owner", "AccessControlList");
            var owner = root.one("Owner")
                    .orElseThrow(MalformedXmlException::new)
                    .only("ID", "DisplayName")
                    .text("ID")
                    .orElse("");
            AclRequest.user(owner, "CanonicalUser/ID", users);
            return new AclRequest.Document(
                    owner, grants(root.one("AccessControlList").orElseThrow(MalformedXmlException::new), users));
        } catch (MalformedXmlException otherForm) {
            throw S3Error.MALFORMED_ACL.refusal();
        }
    }

    /// Grants as they stand in lists, and in what logging gives to others.
    ///
    /// @throws MalformedXmlException if an element is none
    public static Acl grants(XmlElement list, Known users) throws IOException {
        var grants = new ArrayList<AclGrant>();
        for (var grant : list.only("Grant").all("Grant")) {
            var grantee = grant.only("Grantee", "Permission").one("Grantee").orElseThrow(MalformedXmlException::new);
            var permission =
                    grant.text("Permission").flatMap(Permission::named).orElseThrow(MalformedXmlException::new);
            grants.add(new AclGrant(grantee(grantee, users), permission));
        }
        AclRequest.checkNumber(grants);
        return new Acl(grants);
    }

    private static Grantee grantee(XmlElement element, Known users) throws IOException {
        element.only("ID", "DisplayName", "URI", "EmailAddress");
        return switch (element.type()) {
            case "CanonicalUser" ->
                AclRequest.user(element.text("ID").orElseThrow(MalformedXmlException::new), "CanonicalUser/ID", users);
            case "Group" -> AclRequest.group(element.text("URI").orElseThrow(MalformedXmlException::new), "Group/URI");
            case "AmazonCustomerByEmail" ->
                throw element.text("EmailAddress").isEmpty() ? new MalformedXmlException() : AclRequest.byEmail();
            default -> throw new MalformedXmlException();
        };
    }

    /// A list, as GET ?acl shows it.
    ///
    /// @param owner an account, or nobody
    public static byte[] document(String owner, Acl acl) {
        var xml = XmlWriter.document(ROOT)
                .begin("Owner")
                .element("ID", Rights.id(owner))
                .end()
                .begin("AccessControlList");
        for (var grant : acl.grants()) {
            xml.begin("Grant");
            switch (grant.grantee()) {
                case Grantee.User(var id) ->
                    xml.beginTyped("Grantee", "CanonicalUser").element("ID", id).end();
                case Grantee.Group group ->
                    xml.beginTyped("Grantee", "Group")
                            .element("URI", group.uri())
                            .end();
            }
            xml.element("Permission", grant.permission().name()).end();
        }
        return xml.toBytes();
    }
}
