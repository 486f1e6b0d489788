package sealstead.iam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordCache;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.iam.AccessKeys.AccessKey;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The accounts of this server with their root access keys, kept sealed: each one group under its id, and a group
/// that says which is the first. What the environment fixes of the first wins over what is kept; its id never
/// changes.
public final class Accounts {
    private static final Table FIRST = new Table("account");
    private static final Bytes THE_FIRST = Bytes.utf8("first");
    private static final Table TABLE = Table.small("iam-account");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PART_OF_HEAP = 256;

    private final SealedStore store;
    private final KeyIndex keys;
    private final Ids ids;
    private final Clock clock;
    private final RecordCache<Account> cache = RecordCache.ofAll(
            PART_OF_HEAP, PolicyDocument.TIMES_OF_TEXT, (group, record) -> AccountRecord.read(record));
    private final AccessKey root;
    private final boolean fresh;

    /// What the environment says of the first account; each part may be left out.
    public record Given(Optional<String> accountId, Optional<String> accessKeyId, Optional<String> secretAccessKey) {}

    private Accounts(SealedStore store, Given given, SecureRandom random, Clock clock) throws IOException {
        this.store = store;
        this.keys = new KeyIndex(store, clock);
        this.ids = new Ids(random);
        this.clock = clock;
        var kept = first();
        var id = kept.or(given::accountId).orElseGet(ids::account);
        if (given.accountId().filter(wanted -> !wanted.equals(id)).isPresent()) {
            throw new IOException("the data folder belongs to account " + id + ", not to "
                    + given.accountId().get());
        }
        this.root = rootOfFirst(id, given);
        this.fresh = kept.isEmpty();
        if (fresh) {
            store.commit(
                    FIRST,
                    THE_FIRST,
                    store.read(FIRST, THE_FIRST, HEAD).unchanged(),
                    List.of(new Edit.PutHead(writeFirst(id))));
        }
    }

    /// Opens the accounts, and makes the first if there is none.
    ///
    /// @throws IOException if what is given is malformed, or names another first account than the one that is kept
    public static Accounts open(SealedStore store, Given given, SecureRandom random, Clock clock) throws IOException {
        check(given);
        return new Accounts(store, given, random, clock);
    }

    /// Whether there is a first account yet.
    public static boolean exist(SealedStore store) throws IOException {
        return store.read(FIRST, THE_FIRST, HEAD).head().isPresent();
    }

    private static void check(Given given) throws IOException {
        if (given.accountId().filter(id -> !isAccountId(id)).isPresent()) {
            throw new IOException("an account id has twelve digits");
        }
        if (given.accessKeyId().isPresent() != given.secretAccessKey().isPresent()) {
            throw new IOException("a root access key needs both its id and its secret");
        }
        if (given.accessKeyId().filter(id -> !id.matches("[A-Za-z0-9_]{3,128}")).isPresent()) {
            throw new IOException("an access key id has 3 to 128 letters, digits or underscores");
        }
        if (given.accessKeyId()
                .filter(id -> id.startsWith(Credentials.TEMPORARY))
                .isPresent()) {
            throw new IOException("access key ids that begin with " + Credentials.TEMPORARY + " are temporary ones");
        }
        if (given.secretAccessKey().filter(String::isEmpty).isPresent()) {
            throw new IOException("a secret access key has at least one character");
        }
    }

    /// Whether a text has the form of an account's id.
    public static boolean isAccountId(String text) {
        if (text.length() != 12) {
            return false;
        }
        for (int i = 0; i < 12; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private Optional<String> first() throws IOException {
        return store.read(FIRST, THE_FIRST, HEAD).head().map(head -> readFirst(head.value()));
    }

    static Bytes writeFirst(String id) {
        return new RecordWriter().text(1, id).toBytes();
    }

    static String readFirst(Bytes record) {
        var in = new RecordReader(record);
        var id = "";
        while (in.next()) {
            if (in.tag() == 1) {
                id = in.text();
            }
        }
        return id;
    }

    private AccessKey rootOfFirst(String id, Given given) throws IOException {
        var keyId = given.accessKeyId().orElse("");
        var secret = given.secretAccessKey().orElse("");
        return store.update(TABLE, Bytes.utf8(id), head -> {
            var kept = head.map(AccountRecord::read);
            var account = kept.orElseGet(() -> new Account(id, clock.instant(), List.of(), "", List.of()));
            var wanted = account.rootKeys();
            if (!keyId.isEmpty()) {
                var bytes = SecretBytes.takeOver(secret.getBytes(StandardCharsets.UTF_8));
                if (account.rootKey(keyId)
                        .filter(key -> key.secret().equals(bytes))
                        .isEmpty()) {
                    wanted = List.of(new Account.RootAccessKey(keyId, bytes, clock.instant()));
                }
            } else if (wanted.isEmpty()) {
                wanted = List.of(freshKey());
            }
            var first = wanted.getFirst();
            if (kept.isPresent() && wanted.equals(account.rootKeys())) {
                return SealedStore.Update.leave(access(id, first));
            }
            keys.put(first.id(), id, "");
            var changed = account.withRootKeys(wanted);
            return new SealedStore.Update<>(access(id, first), new Edit.PutHead(AccountRecord.write(changed)));
        });
    }

    private Account.RootAccessKey freshKey() {
        return new Account.RootAccessKey(ids.accessKey(), ids.secret(), clock.instant());
    }

    private static AccessKey access(String account, Account.RootAccessKey key) {
        return new AccessKey(key.id(), key.secret(), Caller.Principal.root(account, key.id()));
    }

    private boolean commit(Account account, Guard guard) throws IOException {
        var edit = new Edit.PutHead(AccountRecord.write(account));
        return store.commit(TABLE, Bytes.utf8(account.id()), guard, List.of(edit)) instanceof Outcome.Applied;
    }

    /// Makes an account with a root access key.
    ///
    /// @param wanted its id, twelve digits; a random one if absent
    /// @return nothing if there is one of that id
    public Optional<AccessKey> create(Optional<String> wanted) throws IOException {
        var id = wanted.orElseGet(ids::account);
        var group = store.read(TABLE, Bytes.utf8(id), HEAD);
        if (group.head().isPresent()) {
            return Optional.empty();
        }
        var key = freshKey();
        keys.put(key.id(), id, "");
        var account = new Account(id, clock.instant(), List.of(key), "", List.of());
        if (commit(account, group.unchanged())) {
            return Optional.of(access(id, key));
        }
        keys.remove(key.id());
        return Optional.empty();
    }

    /// Makes an account without a key of its own, unless there is one of that id.
    void ensure(String id) throws IOException {
        var group = store.read(TABLE, Bytes.utf8(id), HEAD);
        if (group.head().isEmpty()) {
            commit(new Account(id, clock.instant(), List.of(), "", List.of()), group.unchanged());
        }
    }

    public Optional<Account> find(String id) throws IOException {
        return store.head(TABLE, Bytes.utf8(id), cache);
    }

    /// All accounts in the order of their ids.
    public List<Account> list() throws IOException {
        var found = new ArrayList<Account>();
        store.walkWhole(
                TABLE,
                Bytes.EMPTY,
                Optional.empty(),
                row -> found.add(AccountRecord.read(row.head().value())));
        return found;
    }

    /// Changes an account.
    ///
    /// @return false if there is none of that id
    boolean update(String id, UnaryOperator<Account> change) throws IOException {
        return store.update(TABLE, Bytes.utf8(id), AccountRecord::read, change, AccountRecord::write)
                .isPresent();
    }

    /// Puts a service control policy on an account, in place of one of the same level and name.
    public boolean putLimit(String id, Account.ServiceControl limit) throws IOException {
        return update(id, account -> {
            var limits = new ArrayList<>(account.limits());
            limits.removeIf(kept -> isSame(kept, limit.level(), limit.policy().name()));
            limits.add(limit);
            return account.withLimits(limits);
        });
    }

    /// Takes a service control policy from an account.
    ///
    /// @return false if there is no such account or policy
    public boolean deleteLimit(String id, int level, String name) throws IOException {
        var there = find(id).filter(account -> account.limits().stream().anyMatch(kept -> isSame(kept, level, name)));
        return there.isPresent()
                && update(
                        id,
                        account -> account.withLimits(account.limits().stream()
                                .filter(kept -> !isSame(kept, level, name))
                                .toList()));
    }

    private static boolean isSame(Account.ServiceControl limit, int level, String name) {
        return limit.level() == level && limit.policy().name().equals(name);
    }

    /// The root access key of the first account.
    public AccessKey root() {
        return root;
    }

    /// Whether the first account was made just now.
    public boolean isFresh() {
        return fresh;
    }
}
