package sealstead.query.sts;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sealstead.audit.AuditSink;
import sealstead.auth.Authenticator;
import sealstead.auth.oidc.Issuers;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;
import sealstead.iam.IdentityStore;
import sealstead.iam.Sessions;
import sealstead.query.Call;
import sealstead.query.QueryError;
import sealstead.query.QueryHandler;
import sealstead.query.QueryProtocol;
import sealstead.query.Recognition;
import sealstead.query.Step;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The door of STS: forms signed for the service `sts`, and unsigned ones, which can only be for
/// AssumeRoleWithWebIdentity.
public final class StsDoor implements Door {
    private final QueryProtocol protocol;
    private final Recognition recognition;
    private final Predicate<Request> pathStyle;
    private final Map<StsOperation, QueryHandler> operations = new EnumMap<>(StsOperation.class);
    private final AssumeRoleWithWebIdentity webIdentity;
    private final Api api = new Api();

    /// @param pathStyle whether a request's host names no bucket
    /// @param region the server's own, which unsigned requests are counted to
    public StsDoor(
            Authenticator authenticator,
            Predicate<Request> pathStyle,
            IdentityStore identityStore,
            Sessions sessions,
            Authorizer authorizer,
            Issuers issuers,
            AuditSink audit,
            Clock clock,
            PageTokens tokens,
            Room room,
            String region) {
        var name = new QueryProtocol.Name("sts", "2011-06-15");
        this.protocol = new QueryProtocol(authenticator, authorizer, audit, clock, tokens, room, name);
        this.recognition = protocol.recognition();
        this.pathStyle = pathStyle;
        operations.put(StsOperation.GET_CALLER_IDENTITY, new GetCallerIdentity());
        operations.put(StsOperation.ASSUME_ROLE, new AssumeRole(identityStore, sessions));
        operations.put(StsOperation.GET_SESSION_TOKEN, new GetSessionToken(sessions));
        operations.put(StsOperation.GET_FEDERATION_TOKEN, new GetFederationToken(identityStore, sessions));
        operations.put(StsOperation.GET_ACCESS_KEY_INFO, new GetAccessKeyInfo(identityStore));
        this.webIdentity = new AssumeRoleWithWebIdentity(identityStore, sessions, issuers, clock, region);
    }

    /// The operations that have a handler.
    public Set<StsOperation> implemented() {
        var all = new HashSet<>(operations.keySet());
        all.add(StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY);
        return Set.copyOf(all);
    }

    @Override
    public boolean isFor(Request request) {
        return recognition.isSignedFor(request)
                || ((recognition.isUnsignedForm(request) || recognition.isUnsignedQuery(request))
                        && pathStyle.test(request));
    }

    @Override
    public Reply handle(Request request) {
        return protocol.handle(request, this::answer);
    }

    private Reply answer(QueryProtocol.Asked asked) throws IOException {
        if (asked.operation().equals(StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY.wireName())
                && protocol.isOurVersion(asked.form())) {
            return protocol.perform(asked, webIdentity.unsigned(asked.request()));
        }
        if (!recognition.isSignedFor(asked.request())) {
            throw QueryError.MISSING_TOKEN.refusal();
        }
        return protocol.perform(asked, api);
    }

    private final class Api implements QueryProtocol.Api {
        @Override
        public Optional<StsOperation> named(String operation) {
            return StsOperation.named(operation);
        }

        @Override
        public void check(Call call) {
            if (!(call.row() instanceof StsOperation row) || !operations.containsKey(row)) {
                throw QueryError.notImplemented(call.row().wireName());
            }
            if (!row.isOpenTo(call.caller())) {
                throw QueryError.ACCESS_DENIED.saying("Cannot call " + row.wireName() + " with session credentials");
            }
        }

        @Override
        public Step.Ask read(Call call) throws IOException {
            return Objects.requireNonNull(operations.get((StsOperation) call.row()))
                    .read(call);
        }
    }
}
