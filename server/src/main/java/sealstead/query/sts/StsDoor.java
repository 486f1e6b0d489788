package sealstead.query.sts;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import sealstead.audit.AuditSink;
import sealstead.auth.Authenticator;
import sealstead.auth.oidc.Issuers;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;
import sealstead.iam.IdentityStore;
import sealstead.iam.Sessions;
import sealstead.iam.policy.PrincipalName;
import sealstead.query.Call;
import sealstead.query.Operation;
import sealstead.query.Permission;
import sealstead.query.QueryError;
import sealstead.query.QueryProtocol;
import sealstead.query.Recognition;
import sealstead.wire.Door;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The door of STS: forms signed for the service `sts`, and unsigned ones, which can only be for
/// AssumeRoleWithWebIdentity.
public final class StsDoor implements Door {
    private static final String API = "sts";
    private final QueryProtocol protocol;
    private final Recognition recognition;
    private final Predicate<Request> pathStyle;
    private final Map<StsOperation, Operation> operations = new EnumMap<>(StsOperation.class);
    private final AssumeRoleWithWebIdentity webIdentity;

    /// @param pathStyle whether a request's host names no bucket
    /// @param region the server's own, which unsigned requests are counted to
    public StsDoor(
            Authenticator authenticator,
            Predicate<Request> pathStyle,
            IdentityStore directory,
            Sessions sessions,
            Authorizer authorizer,
            Issuers issuers,
            AuditSink audit,
            Clock clock,
            PageTokens tokens,
            String region) {
        this.protocol = new QueryProtocol(authenticator, audit, clock, tokens, "sts", "2011-06-15");
        this.recognition = protocol.recognition();
        this.pathStyle = pathStyle;
        var permission = new Permission(authorizer);
        operations.put(StsOperation.GET_CALLER_IDENTITY, new GetCallerIdentity());
        operations.put(StsOperation.ASSUME_ROLE, new AssumeRole(directory, sessions, authorizer));
        operations.put(StsOperation.GET_SESSION_TOKEN, new GetSessionToken(sessions));
        operations.put(StsOperation.GET_FEDERATION_TOKEN, new GetFederationToken(directory, sessions, permission));
        operations.put(StsOperation.GET_ACCESS_KEY_INFO, new GetAccessKeyInfo(directory, permission));
        this.webIdentity = new AssumeRoleWithWebIdentity(directory, sessions, authorizer, issuers, clock, region);
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
        boolean signed = recognition.isSignedFor(asked.request());
        if (asked.operation().equals(StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY.wireName())
                && protocol.isOurVersion(asked.form())) {
            asked.request().call().is(API, StsOperation.ASSUME_ROLE_WITH_WEB_IDENTITY.wireName());
            var unsigned = webIdentity.facts(asked.request());
            return protocol.recorded(
                    asked,
                    unsigned,
                    () -> protocol.reply(asked, out -> webIdentity.answer(unsigned, asked.form(), out)));
        }
        if (!signed) {
            throw QueryError.MISSING_TOKEN.refusal();
        }
        var call = protocol.authenticate(asked);
        if (!protocol.isOurVersion(call.form())) {
            throw protocol.unknown(asked);
        }
        var name = StsOperation.named(call.operation()).orElseThrow(() -> protocol.unknown(asked));
        asked.request().call().is(API, name.wireName());
        return protocol.recorded(asked, call.facts(), () -> perform(name, call));
    }

    private Reply perform(StsOperation name, Call call) throws IOException {
        var operation = operations.get(name);
        if (operation == null) {
            throw QueryError.notImplemented(name.wireName());
        }
        checkMayAsk(call, name);
        return protocol.perform(operation, call);
    }

    /// Credentials of GetFederationToken open nothing of STS, those of GetSessionToken little.
    private static void checkMayAsk(Call call, StsOperation asked) {
        if (asked == StsOperation.GET_CALLER_IDENTITY || call.caller().session().isEmpty()) {
            return;
        }
        var kind = call.caller().principal().kind();
        if (kind == PrincipalName.Kind.FEDERATED_USER
                && asked != StsOperation.GET_SESSION_TOKEN
                && asked != StsOperation.GET_FEDERATION_TOKEN) {
            throw refused(call);
        }
        boolean own = kind == PrincipalName.Kind.USER || kind == PrincipalName.Kind.ROOT;
        if (own && asked == StsOperation.GET_ACCESS_KEY_INFO) {
            throw refused(call);
        }
    }

    private static Refusal refused(Call call) {
        return QueryError.ACCESS_DENIED.saying("Cannot call " + call.operation() + " with session credentials");
    }
}
