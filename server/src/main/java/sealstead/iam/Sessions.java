package sealstead.iam;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.custody.TokenKeys;
import sealstead.iam.AccessKeys.AccessKey;
import sealstead.iam.AccessKeys.Lookup;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;

/// Temporary credentials. Everything about a session is sealed in its token, under keys that are nobody's secret and
/// are replaced every day; what its user or role may do is looked up when it is used, so that a session ends with them.
public final class Sessions {
    private static final String PURPOSE = "sts";
    private static final int PART_OF_HEAP = 64;
    /// Longer tokens would not fit into everybody's headers.
    public static final int MAX_TOKEN = 8192;

    private final TokenKeys tokens;
    private final IdentityStore identityStore;
    private final Ids ids;
    private final Clock clock;
    private final Cache<String, SessionToken> opened = HeapShare.<String, SessionToken>of(
                    PART_OF_HEAP, (token, read) -> (long) PolicyDocument.TIMES_OF_TEXT * token.length())
            .expireAfterWrite(Duration.ofMinutes(15))
            .build();

    public Sessions(TokenKeys tokens, IdentityStore identityStore, SecureRandom random, Clock clock) {
        this.tokens = tokens;
        this.identityStore = identityStore;
        this.ids = new Ids(random);
        this.clock = clock;
    }

    /// What limits a session beside its principal's own policies.
    ///
    /// @param inline at most one document
    public record Limits(List<NamedPolicy> inline, List<ManagedPolicy> managed) {
        public static final Limits NONE = new Limits(List.of(), List.of());

        public Limits {
            inline = List.copyOf(inline);
            managed = List.copyOf(managed);
        }

        public boolean isNone() {
            return inline.isEmpty() && managed.isEmpty();
        }
    }

    /// What a session says of itself.
    ///
    /// @param transitive the keys of tags that go on to sessions made by this one
    /// @param provider the ARN of the identity provider that vouched for who asked; empty if none did
    public record Marks(Map<String, String> tags, List<String> transitive, String sourceIdentity, String provider) {
        public static final Marks NONE = new Marks(Map.of(), List.of(), "", "");

        public Marks {
            tags = Map.copyOf(tags);
            transitive = List.copyOf(transitive);
        }
    }

    /// New temporary credentials.
    public record Issued(AccessKey key, String token, Instant expires) {
        /// The secret as the reply to its maker shows it, once.
        public String secretText() {
            return new String(key.secret().exposeBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// A session of a role.
    public Issued ofRole(Role role, String sessionName, Duration lasts, Limits limits, Marks marks) throws IOException {
        var account = role.naming().accountId();
        return issue(PrincipalName.Kind.ROLE_SESSION, account, role.id(), sessionName, lasts, limits, marks);
    }

    /// A session of the caller itself, a user or an account's root.
    public Issued ofCaller(Caller.Principal caller, Duration lasts) throws IOException {
        return issue(caller.principal().kind(), caller.accountId(), caller.id(), "", lasts, Limits.NONE, Marks.NONE);
    }

    /// A session of a federated user, vouched for by the caller.
    public Issued ofFederatedUser(Caller.Principal caller, String name, Duration lasts, Limits limits, Marks marks)
            throws IOException {
        return issue(PrincipalName.Kind.FEDERATED_USER, caller.accountId(), caller.id(), name, lasts, limits, marks);
    }

    private Issued issue(
            PrincipalName.Kind kind,
            String account,
            String holder,
            String name,
            Duration lasts,
            Limits limits,
            Marks marks)
            throws IOException {
        var now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        boolean limited = !limits.isNone() || kind == PrincipalName.Kind.FEDERATED_USER;
        var session = new SessionToken(
                ids.temporaryAccessKey(),
                ids.secret(),
                kind,
                account,
                holder,
                name,
                now,
                now.plus(lasts),
                limited,
                limits.inline(),
                limits.managed().stream().map(ManagedPolicy::reference).toList(),
                new TreeMap<>(marks.tags()),
                marks.transitive(),
                marks.sourceIdentity(),
                false,
                marks.provider());
        var token = tokens.seal(PURPOSE, session.toBytes());
        var principal = principal(session).orElseThrow(() -> new IOException("the principal is gone"));
        return new Issued(new AccessKey(session.accessKeyId(), session.secret(), principal), token, session.expires());
    }

    /// Looks up a temporary key by the token that came with it.
    Lookup find(String accessKeyId, String token) throws IOException {
        var session = open(token);
        if (session.isEmpty() || !session.get().accessKeyId().equals(accessKeyId)) {
            return new Lookup.BadToken();
        }
        if (!clock.instant().isBefore(session.get().expires())) {
            return new Lookup.Expired();
        }
        var principal = principal(session.get());
        return principal.isEmpty()
                ? new Lookup.BadToken()
                : new Lookup.Found(new AccessKey(accessKeyId, session.get().secret(), principal.get()));
    }

    /// What a token says, to be carried in another.
    Optional<Bytes> record(String token) throws IOException {
        return open(token).map(SessionToken::toBytes);
    }

    /// The principal of what a token says, as it is now.
    Optional<Caller.Principal> principalOf(Bytes record) throws IOException {
        return principal(SessionToken.read(record));
    }

    private Optional<SessionToken> open(String token) throws IOException {
        var known = opened.getIfPresent(token);
        if (known != null) {
            return Optional.of(known);
        }
        var session = tokens.open(PURPOSE, token).map(SessionToken::read);
        session.ifPresent(read -> opened.put(token, read));
        return session;
    }

    /// The principal as it is now; nothing if its user or role is gone.
    private Optional<Caller.Principal> principal(SessionToken session) throws IOException {
        return switch (session.kind()) {
            case ROLE_SESSION -> {
                var role = identityStore.roles().byId(session.holder());
                yield role.isEmpty() ? Optional.empty() : Optional.of(ofRole(session, role.get()));
            }
            case USER -> {
                var user = identityStore.users().byId(session.holder());
                yield user.isEmpty() ? Optional.empty() : Optional.of(ofUser(session, user.get()));
            }
            case ROOT -> Optional.of(ofRoot(session));
            case FEDERATED_USER -> federated(session);
            case ANONYMOUS, SERVICE, WEB_IDENTITY -> Optional.empty();
        };
    }

    private Caller.Principal ofRole(SessionToken session, Role role) throws IOException {
        return new Caller.Principal(
                role.session(session.name()),
                role.id() + ":" + session.name(),
                role.name(),
                session.accessKeyId(),
                Optional.of(callerSession(session, role.arn())));
    }

    private Caller.Principal ofUser(SessionToken session, User user) throws IOException {
        return new Caller.Principal(
                user.principal(),
                user.id(),
                user.name(),
                session.accessKeyId(),
                Optional.of(callerSession(session, user.arn())));
    }

    private Caller.Principal ofRoot(SessionToken session) throws IOException {
        var root = PrincipalName.root(session.accountId());
        return new Caller.Principal(
                root, session.accountId(), "", session.accessKeyId(), Optional.of(callerSession(session, root.arn())));
    }

    private Optional<Caller.Principal> federated(SessionToken session) throws IOException {
        var account = session.accountId();
        Optional<String> issuer = session.holder().equals(account)
                ? Optional.of(PrincipalName.root(account).arn())
                : identityStore.users().byId(session.holder()).map(User::arn);
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        var arn = "arn:aws:sts::" + account + ":federated-user/" + session.name();
        return Optional.of(new Caller.Principal(
                new PrincipalName(PrincipalName.Kind.FEDERATED_USER, account, arn, arn, ""),
                account + ":" + session.name(),
                session.name(),
                session.accessKeyId(),
                Optional.of(callerSession(session, issuer.get()))));
    }

    private Caller.Session callerSession(SessionToken session, String issuer) throws IOException {
        return new Caller.Session(
                issuer,
                session.issued(),
                session.expires(),
                session.limited() ? Optional.of(policies(session)) : Optional.empty(),
                session.tags(),
                session.transitive(),
                session.sourceIdentity(),
                session.provider(),
                session.multiFactor());
    }

    /// A managed policy that is gone allows nothing, and others still limit.
    private List<NamedPolicy> policies(SessionToken session) throws IOException {
        if (session.managed().isEmpty()) {
            return session.inline();
        }
        var all = new ArrayList<>(session.inline());
        for (var reference : session.managed()) {
            identityStore.policy(reference).map(ManagedPolicy::asPolicy).ifPresent(all::add);
        }
        return all;
    }
}
