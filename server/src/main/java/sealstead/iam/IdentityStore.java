package sealstead.iam;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import sealstead.custody.SealedStore;
import sealstead.store.Table;

/// Everybody and everything that IAM knows, of all accounts.
public final class IdentityStore {
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);

    private final Names names;
    private final KeyIndex keys;
    private final Accounts accounts;
    private final Entities<User> users;
    private final Entities<UserGroup> groups;
    private final Entities<Role> roles;
    private final Entities<ManagedPolicy> policies;
    private final Entities<OidcProvider> providers;
    private final AwsPolicies awsPolicies = new AwsPolicies();
    private final Ids ids;
    private final Clock clock;
    private volatile Instant nextSweep = Instant.EPOCH;

    public IdentityStore(SealedStore store, Accounts accounts, SecureRandom random, Clock clock) {
        this.names = new Names(store, clock);
        this.keys = new KeyIndex(store, clock);
        this.accounts = accounts;
        this.users = new Entities<>(store, names, kind("user", new UserRecord()));
        this.groups = new Entities<>(store, names, kind("group", new UserGroupRecord()));
        this.roles = new Entities<>(store, names, kind("role", new RoleRecord()));
        this.policies = new Entities<>(store, names, kind("policy", new ManagedPolicyRecord()));
        this.providers = new Entities<>(store, names, kind("provider", new OidcProviderRecord()));
        this.ids = new Ids(random);
        this.clock = clock;
    }

    private static <T> Entities.Kind<T> kind(String noun, Entities.Format<T> format) {
        return new Entities.Kind<>(noun, Table.small("iam-" + noun), format);
    }

    public Accounts accounts() {
        return accounts;
    }

    public Entities<User> users() {
        return users;
    }

    public Entities<UserGroup> groups() {
        return groups;
    }

    public Entities<Role> roles() {
        return roles;
    }

    public Entities<ManagedPolicy> policies() {
        return policies;
    }

    public Entities<OidcProvider> providers() {
        return providers;
    }

    public AwsPolicies awsPolicies() {
        return awsPolicies;
    }

    public Ids ids() {
        return ids;
    }

    /// The managed policy that an entity holds by `reference`.
    public Optional<ManagedPolicy> policy(String reference) throws IOException {
        return AwsPolicies.isArn(reference) ? awsPolicies.find(reference) : policies.byId(reference);
    }

    /// The managed policy of an ARN that an account may use: its own, or AWS's.
    public Optional<ManagedPolicy> policyNamed(String account, String arn) throws IOException {
        if (AwsPolicies.isArn(arn)) {
            return awsPolicies.find(arn);
        }
        return policies.named(account, arn.substring(arn.lastIndexOf('/') + 1))
                .filter(policy -> policy.arn().equals(arn));
    }

    /// The user whose access key this is, active or not.
    public Optional<User> ownerOf(String accessKeyId) throws IOException {
        var owner = keys.find(accessKeyId).filter(known -> !known.userId().isEmpty());
        return owner.isEmpty()
                ? Optional.empty()
                : users.byId(owner.get().userId())
                        .filter(user -> user.key(accessKeyId).isPresent());
    }

    /// The account that a long-term access key belongs to.
    public Optional<String> accountOf(String accessKeyId) throws IOException {
        return keys.find(accessKeyId).map(KeyIndex.Owner::accountId);
    }

    Optional<KeyIndex.Owner> indexed(String accessKeyId) throws IOException {
        return keys.find(accessKeyId);
    }

    /// Gives a user another access key.
    ///
    /// @param check throws if it must not have one more
    /// @return nothing if the user is gone
    public Optional<User.Key> createKey(User owner, Consumer<User> check) throws IOException {
        var key = new User.Key(ids.accessKey(), ids.secret(), true, clock.instant());
        keys.put(key.id(), owner.naming().accountId(), owner.id());
        boolean given = false;
        try {
            given = users.update(owner.id(), user -> {
                        check.accept(user);
                        var more = new ArrayList<>(user.keys());
                        more.add(key);
                        return user.withKeys(more);
                    })
                    .isPresent();
        } finally {
            if (!given) {
                keys.remove(key.id());
            }
        }
        return given ? Optional.of(key) : Optional.empty();
    }

    /// Takes an access key from a user; it stops working at once.
    public void deleteKey(User owner, String keyId) throws IOException {
        users.update(
                owner.id(),
                user -> user.withKeys(user.keys().stream()
                        .filter(key -> !key.id().equals(keyId))
                        .toList()));
        keys.remove(keyId);
    }

    /// Gives an account another alias.
    ///
    /// @return false if another account has it
    public boolean giveAlias(String account, String alias) throws IOException {
        if (!names.claim(
                "alias",
                "",
                alias,
                account,
                holder -> accounts.find(holder)
                        .filter(known -> known.alias().equals(alias))
                        .isPresent())) {
            return false;
        }
        var old = accounts.find(account).map(Account::alias).orElse("");
        accounts.update(account, known -> known.withAlias(alias));
        if (!old.isEmpty() && !old.equals(alias)) {
            names.release("alias", "", old, account);
        }
        return true;
    }

    public void takeAlias(String account, String alias) throws IOException {
        accounts.update(account, known -> known.alias().equals(alias) ? known.withAlias("") : known);
        names.release("alias", "", alias, account);
    }

    /// Shows the members of a group.
    public void forEachMember(UserGroup group, Entities.Visit<? super User> visit) throws IOException {
        users.forEach(group.naming().accountId(), user -> {
            if (user.groups().contains(group.id())) {
                visit.see(user);
            }
        });
    }

    /// Removes, once an hour, what interrupted changes left behind.
    public void sweepIfDue() throws IOException {
        var now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(SWEEP_EVERY);
        users.sweep();
        groups.sweep();
        roles.sweep();
        policies.sweep();
        providers.sweep();
        keys.sweep((owner, keyId) -> owner.userId().isEmpty()
                ? accounts.find(owner.accountId())
                        .flatMap(account -> account.rootKey(keyId))
                        .isPresent()
                : users.byId(owner.userId()).flatMap(user -> user.key(keyId)).isPresent());
    }
}
