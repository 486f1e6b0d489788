package sealstead.query.sts;

import sealstead.iam.IdentityStore;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// GetAccessKeyInfo: to which account a long-term access key belongs. Nothing is kept of temporary ones, so that of
/// them nothing can be told.
final class GetAccessKeyInfo implements QueryHandler {
    private final IdentityStore identityStore;

    GetAccessKeyInfo(IdentityStore identityStore) {
        this.identityStore = identityStore;
    }

    @Override
    public Step.Ask read(Call call) {
        var keyId = SessionRequest.text(call.form().required("AccessKeyId"), "AccessKeyId", 16, 128);
        return Step.needing(call, "*", new OperationConditions())
                .reply(out -> out.element(
                        "Account",
                        identityStore
                                .accountOf(keyId)
                                .orElseThrow(() -> QueryError.VALIDATION.saying("Invalid value for AccessKeyId"))));
    }
}
