package sealstead.iam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The first account and its root access key, kept sealed. What the environment fixes wins over what is kept; an
/// account id that was used once never changes.
public final class Accounts implements AccessKeys {
    private static final Table TABLE = new Table("account");
    private static final Bytes FIRST = Bytes.utf8("first");
    private static final String ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String SECRET_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final AccessKey root;
    private final boolean fresh;

    private Accounts(AccessKey root, boolean fresh) {
        this.root = root;
        this.fresh = fresh;
    }

    /// What the environment says of the first account; each part may be left out.
    public record Given(Optional<String> accountId, Optional<String> accessKeyId, Optional<String> secretAccessKey) {}

    /// Opens the first account, or makes it.
    ///
    /// @throws IOException if what is given is malformed, or names another account than the one that is kept
    public static Accounts open(SealedStore store, Given given, SecureRandom random) throws IOException {
        check(given);
        while (true) {
            var group = store.read(TABLE, FIRST, EnumSet.of(Lane.HEAD));
            var kept = group.head().map(head -> read(head.value()));
            var wanted = wanted(kept, given, random);
            if (kept.isPresent() && same(kept.get(), wanted)) {
                return new Accounts(wanted, false);
            }
            var edit = new Edit.PutHead(write(wanted));
            if (store.commit(TABLE, FIRST, group.unchanged(), List.of(edit)) instanceof Outcome.Applied) {
                return new Accounts(wanted, kept.isEmpty());
            }
        }
    }

    private static void check(Given given) throws IOException {
        if (given.accountId().filter(id -> !id.matches("[0-9]{12}")).isPresent()) {
            throw new IOException("an account id has twelve digits");
        }
        if (given.accessKeyId().isPresent() != given.secretAccessKey().isPresent()) {
            throw new IOException("a root access key needs both its id and its secret");
        }
        if (given.accessKeyId().filter(id -> !id.matches("[A-Za-z0-9_]{3,128}")).isPresent()) {
            throw new IOException("an access key id has 3 to 128 letters, digits or underscores");
        }
        if (given.secretAccessKey().filter(secret -> secret.length() < 8).isPresent()) {
            throw new IOException("a secret access key has at least 8 characters");
        }
    }

    private static AccessKey wanted(Optional<AccessKey> kept, Given given, SecureRandom random) throws IOException {
        var account = kept.map(key -> key.principal().accountId())
                .or(given::accountId)
                .orElseGet(() -> Long.toString(100_000_000_000L + (random.nextLong() >>> 1) % 900_000_000_000L));
        if (given.accountId().filter(id -> !id.equals(account)).isPresent()) {
            throw new IOException("the data folder belongs to account " + account + ", not to "
                    + given.accountId().get());
        }
        if (given.accessKeyId().isPresent() && given.secretAccessKey().isPresent()) {
            return key(
                    account, given.accessKeyId().get(), given.secretAccessKey().get());
        }
        return kept.orElseGet(
                () -> key(account, "AKIA" + letters(random, ID_LETTERS, 16), letters(random, SECRET_LETTERS, 40)));
    }

    private static AccessKey key(String account, String id, String secret) {
        return new AccessKey(
                id, SecretBytes.takeOver(secret.getBytes(StandardCharsets.UTF_8)), Caller.Principal.root(account, id));
    }

    private static String letters(SecureRandom random, String alphabet, int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean same(AccessKey one, AccessKey other) {
        return one.id().equals(other.id()) && one.secret().equals(other.secret());
    }

    private static Bytes write(AccessKey key) {
        return new RecordWriter()
                .text(1, key.principal().accountId())
                .text(2, key.id())
                .bytes(3, Bytes.of(key.secret().exposeBytes()))
                .toBytes();
    }

    private static AccessKey read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var id = "";
        var secret = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> id = in.text();
                case 3 -> secret = in.text();
                default -> {}
            }
        }
        return key(account, id, secret);
    }

    @Override
    public Lookup find(String accessKeyId, Optional<String> token) {
        if (!root.id().equals(accessKeyId)) {
            return new Lookup.Unknown();
        }
        return token.isPresent() ? new Lookup.BadToken() : new Lookup.Found(root);
    }

    /// The root access key of the first account.
    public AccessKey root() {
        return root;
    }

    /// Whether the account was made just now.
    public boolean isFresh() {
        return fresh;
    }
}
