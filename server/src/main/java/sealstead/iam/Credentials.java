package sealstead.iam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.iam.policy.PrincipalName;

/// All access keys: of root users, of users, and temporary ones.
public final class Credentials implements AccessKeys {
    /// How the ids of temporary access keys begin.
    public static final String TEMPORARY = "ASIA";

    private final IdentityStore identityStore;
    private final Sessions sessions;
    private final BucketSessions bucketSessions;
    private final LastUse lastUse;
    private final Optional<SecretBytes> accountIdSecret;

    /// @param accountIdSecret if present, every account id is an access key of that account's root with this secret:
    ///     what emulators do, and never to be set where anybody else can connect
    public Credentials(
            IdentityStore identityStore,
            Sessions sessions,
            BucketSessions bucketSessions,
            LastUse lastUse,
            Optional<String> accountIdSecret) {
        this.identityStore = identityStore;
        this.sessions = sessions;
        this.bucketSessions = bucketSessions;
        this.lastUse = lastUse;
        this.accountIdSecret =
                accountIdSecret.map(secret -> SecretBytes.takeOver(secret.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Lookup find(String accessKeyId, Optional<String> token) throws IOException {
        if (accessKeyId.startsWith(TEMPORARY)) {
            return token.isEmpty() ? new Lookup.Unknown() : sessions.find(accessKeyId, token.get());
        }
        var key = lasting(accessKeyId);
        if (key.isEmpty()) {
            return new Lookup.Unknown();
        }
        return token.isPresent() ? new Lookup.BadToken() : new Lookup.Found(key.get());
    }

    @Override
    public Lookup findOfBucket(String accessKeyId, String token) throws IOException {
        return bucketSessions.find(accessKeyId, token);
    }

    private Optional<AccessKey> lasting(String id) throws IOException {
        var owner = identityStore.indexed(id);
        if (owner.isEmpty()) {
            return isAccountRoot(id)
                    ? accountIdSecret.map(secret -> new AccessKey(id, secret, Caller.Principal.root(id, id)))
                    : Optional.empty();
        }
        var account = owner.get().accountId();
        if (owner.get().userId().isEmpty()) {
            return identityStore
                    .accounts()
                    .find(account)
                    .flatMap(found -> found.rootKey(id))
                    .map(key -> new AccessKey(id, key.secret(), Caller.Principal.root(account, id)));
        }
        return identityStore
                .users()
                .byId(owner.get().userId())
                .flatMap(user -> user.key(id)
                        .filter(User.Key::active)
                        .map(key -> new AccessKey(id, key.secret(), principal(user, id))));
    }

    private static Caller.Principal principal(User user, String keyId) {
        return new Caller.Principal(user.principal(), user.id(), user.name(), keyId, Optional.empty());
    }

    private boolean isAccountRoot(String id) {
        return accountIdSecret.isPresent() && Accounts.isAccountId(id);
    }

    @Override
    public void proven(AccessKey key, String service, String region) throws IOException {
        if (key.bucketSession().isPresent()) {
            return;
        }
        var principal = key.principal();
        if (principal.principal().kind() == PrincipalName.Kind.ROLE_SESSION) {
            lastUse.note(principal.id().substring(0, principal.id().indexOf(':')), service, region);
        } else if (principal.principal().kind() == PrincipalName.Kind.USER
                && principal.session().isEmpty()) {
            lastUse.note(key.id(), service, region);
        } else if (isAccountRoot(key.id())
                && identityStore.accounts().find(key.id()).isEmpty()) {
            identityStore.accounts().ensure(key.id());
        }
    }
}
