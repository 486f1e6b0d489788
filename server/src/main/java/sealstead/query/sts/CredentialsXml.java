package sealstead.query.sts;

import sealstead.iam.Sessions;
import sealstead.xml.XmlWriter;

/// How temporary credentials are written.
final class CredentialsXml {
    private CredentialsXml() {}

    static void write(Sessions.Issued issued, XmlWriter out) {
        out.begin("Credentials")
                .element("AccessKeyId", issued.key().id())
                .element("SecretAccessKey", issued.secretText())
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
