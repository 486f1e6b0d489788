package sealstead.query.iam;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.audit.AuditSink;
import sealstead.auth.Authenticator;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.Identities;
import sealstead.iam.IdentityStore;
import sealstead.iam.LastUse;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.QueryProtocol;
import sealstead.query.Recognition;
import sealstead.query.Step;
import sealstead.query.TagKeys;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// IAM's door: forms signed for the service `iam`.
public final class IamDoor implements Door {
    private final QueryProtocol protocol;
    private final Recognition recognition;
    private final Api api = new Api();
    private final Map<IamOperation, QueryHandler> operations = new EnumMap<>(IamOperation.class);

    /// @param room is asked before something is made
    public IamDoor(
            Authenticator authenticator,
            IdentityStore identityStore,
            Identities identities,
            LastUse lastUse,
            Authorizer authorizer,
            AuditSink audit,
            Clock clock,
            PageTokens tokens,
            Room room) {
        var name = new QueryProtocol.Name("iam", "2010-05-08");
        this.protocol = new QueryProtocol(authenticator, authorizer, audit, clock, tokens, room, name);
        this.recognition = protocol.recognition();
        var targets = new Targets(identityStore);
        var xml = new EntityXml(identityStore, lastUse);
        new UserOperations(identityStore, targets, xml, clock).addTo(operations);
        new AccessKeyOperations(identityStore, targets, lastUse).addTo(operations);
        new GroupOperations(identityStore, targets, clock).addTo(operations);
        new RoleOperations(identityStore, targets, xml, lastUse, clock).addTo(operations);
        var holders = new Holders(identityStore, targets);
        for (var kind : holders.all()) {
            new InlinePolicyOperations<>(kind).addTo(operations);
            new AttachmentOperations<>(identityStore, targets, kind).addTo(operations);
        }
        new BoundaryOperations<>(targets, holders.users()).addTo(operations);
        new BoundaryOperations<>(targets, holders.roles()).addTo(operations);
        new ManagedPolicyOperations(identityStore, targets, clock).addTo(operations);
        new PolicyVersionOperations(identityStore, targets, clock).addTo(operations);
        new TagOperations<>("User", identityStore.users(), targets::user, TagKeys.OF_PRINCIPALS).addTo(operations);
        new TagOperations<>("Role", identityStore.roles(), targets::role, TagKeys.OF_PRINCIPALS).addTo(operations);
        new TagOperations<>("Policy", identityStore.policies(), targets::ownPolicy, TagKeys.OF_RESOURCES)
                .addTo(operations);
        new TagOperations<>("OpenIDConnectProvider", identityStore.providers(), targets::provider, TagKeys.OF_RESOURCES)
                .addTo(operations);
        new AccountOperations(identityStore).addTo(operations);
        new AbsentOperations(targets).addTo(operations);
        new OidcProviderOperations(identityStore, targets, clock).addTo(operations);
        new SimulationOperations(identityStore, identities).addTo(operations);
        new AuthorizationDetails(identityStore, xml).addTo(operations);
    }

    /// The operations that have a handler.
    public Set<IamOperation> implemented() {
        return Set.copyOf(operations.keySet());
    }

    @Override
    public boolean isFor(Request request) {
        return recognition.isSignedFor(request);
    }

    @Override
    public Reply handle(Request request) {
        return protocol.handle(request, asked -> protocol.perform(asked, api));
    }

    private final class Api implements QueryProtocol.Api {
        @Override
        public Optional<IamOperation> named(String operation) {
            return IamOperation.named(operation);
        }

        @Override
        public void check(Call call) {
            handler(call);
            checkMayUseIam(call.caller());
        }

        @Override
        public Step.Ask read(Call call) throws IOException {
            return handler(call).read(call);
        }

        private QueryHandler handler(Call call) {
            var handler = call.row() instanceof IamOperation known ? operations.get(known) : null;
            if (handler == null) {
                throw QueryError.notImplemented(call.row().wireName());
            }
            return handler;
        }
    }

    /// Credentials of GetFederationToken never open IAM, those of GetSessionToken only with a second factor.
    private static void checkMayUseIam(Caller.Principal caller) {
        var kind = caller.principal().kind();
        boolean ownSession = kind == PrincipalName.Kind.USER || kind == PrincipalName.Kind.ROOT;
        boolean refused = kind == PrincipalName.Kind.FEDERATED_USER
                || (ownSession
                        && caller.session()
                                .filter(session -> !session.multiFactor())
                                .isPresent());
        if (refused) {
            throw QueryError.INVALID_CLIENT_TOKEN.refusal();
        }
    }
}
