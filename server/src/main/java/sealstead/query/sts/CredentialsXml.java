package sealstead.query.sts;

import java.nio.charset.StandardCharsets;
import sealstead.iam.Sessions;
import sealstead.s3.xml.XmlWriter;

/// How temporary credentials are written.
final class CredentialsXml {
    private CredentialsXml() {}

    static void write(Sessions.Issued issued, XmlWriter out) {
        out.begin("Credentials")
                .element("AccessKeyId", issued.key().id())
                .element("SecretAccessKey", new String(issued.key().secret().exposeBytes(), StandardCharsets.US_ASCII))
                .element("SessionToken", issued.token())
                .element("Expiration", issued.expires().toString())
                .end();
    }

    static void writeRole(Sessions.Issued issued, XmlWriter out) {
        var principal = issued.key().principal();
        out.begin("AssumedRoleUser")
                .element("AssumedRoleId", principal.id())
                .element("Arn", principal.arn())
                .end();
    }
}
