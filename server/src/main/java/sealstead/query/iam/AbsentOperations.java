package sealstead.query.iam;

import java.io.IOException;
import java.util.Map;
import sealstead.query.Call;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;

/// What users cannot have here: passwords, second factors, certificates. Clients ask for them before they delete a
/// user, and the true answer is that there is none.
final class AbsentOperations {
    private final Targets targets;

    AbsentOperations(Targets targets) {
        this.targets = targets;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.LIST_MFA_DEVICES, none("MFADevices"));
        all.put(IamOperation.LIST_SSH_PUBLIC_KEYS, none("SSHPublicKeys"));
        all.put(IamOperation.LIST_SIGNING_CERTIFICATES, none("Certificates"));
        all.put(IamOperation.LIST_SERVICE_SPECIFIC_CREDENTIALS, none("ServiceSpecificCredentials"));
        all.put(IamOperation.GET_LOGIN_PROFILE, this::noLoginProfile);
        all.put(IamOperation.DELETE_LOGIN_PROFILE, this::noLoginProfile);
    }

    private QueryHandler none(String list) {
        return call -> targets.userOrCaller(call)
                .reply((user, out) -> out.begin(list).end().element("IsTruncated", false));
    }

    private Step.Ask noLoginProfile(Call call) throws IOException {
        return targets.userOrCaller(call).silently(user -> {
            throw QueryError.NO_SUCH_ENTITY.saying("Login Profile for User " + user.name() + " cannot be found.");
        });
    }
}
