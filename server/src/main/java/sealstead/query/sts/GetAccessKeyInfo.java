package sealstead.query.sts;

import java.io.IOException;
import sealstead.iam.IdentityStore;
import sealstead.query.Call;
import sealstead.query.Facts;
import sealstead.query.Operation;
import sealstead.query.Permission;
import sealstead.query.QueryError;
import sealstead.xml.XmlWriter;

/// GetAccessKeyInfo: to which account a long-term access key belongs. Nothing is kept of temporary ones, so that of
/// them nothing can be told.
final class GetAccessKeyInfo implements Operation {
    private final IdentityStore directory;
    private final Permission permission;

    GetAccessKeyInfo(IdentityStore directory, Permission permission) {
        this.directory = directory;
        this.permission = permission;
    }

    @Override
    public void answer(Call call, XmlWriter out) throws IOException {
        var keyId = SessionRequest.text(call.form().required("AccessKeyId"), "AccessKeyId", 16, 128);
        permission.check(call, "*", new Facts());
        out.element(
                "Account",
                directory
                        .accountOf(keyId)
                        .orElseThrow(() -> QueryError.VALIDATION.saying("Invalid value for AccessKeyId")));
    }
}
