package sealstead.query.sts;

import java.util.List;
import sealstead.iam.IdentityStore;
import sealstead.iam.Sessions;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// GetFederationToken: credentials for somebody whom the caller knows, with what the caller may do and the passed
/// policies both allow; without a passed policy that is nothing.
final class GetFederationToken implements QueryHandler {
    private final IdentityStore identityStore;
    private final Sessions sessions;

    GetFederationToken(IdentityStore identityStore, Sessions sessions) {
        this.identityStore = identityStore;
        this.sessions = sessions;
    }

    @Override
    public Step.Ask read(Call call) {
        var form = call.form();
        var name = SessionRequest.name(form, "Name", 32);
        var lasts = GetSessionToken.lasting(call);
        var tags = form.tags(TagKeys.OF_SESSIONS);
        if (call.caller().session().isPresent()) {
            throw QueryError.ACCESS_DENIED.saying("Cannot call GetFederationToken with session credentials");
        }
        var arn = "arn:aws:sts::" + call.account() + ":federated-user/" + name;
        return Step.needingTags(call, AssumeRole.TAG_SESSION, arn, tags, new OperationConditions())
                .reply(out -> {
                    var limits = SessionRequest.limits(form, identityStore, call.account());
                    var issued = sessions.ofFederatedUser(
                            call.caller(), name, lasts, limits, new Sessions.Marks(tags, List.of(), "", ""));
                    int packed = SessionRequest.packedSize(issued);
                    CredentialsXml.write(issued, out);
                    out.begin("FederatedUser")
                            .element("FederatedUserId", issued.key().principal().id())
                            .element("Arn", issued.key().principal().arn())
                            .end()
                            .element("PackedPolicySize", limits.isNone() && tags.isEmpty() ? 0 : packed);
                });
    }
}
