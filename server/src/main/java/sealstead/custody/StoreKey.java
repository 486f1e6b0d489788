package sealstead.custody;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyTree;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;

/// The key that all keys of a store are derived from. It is random, never changes, and lies in the data folder
/// under the root key, so that another root key takes the place of the one before by sealing these 32 bytes
/// anew.
///
/// In a folder from before there were store keys, everything is derived from the root key itself: there the
/// store key *is* the root key that the folder began with. It is in no file until the root key is rotated for
/// the first time; from then on it lies under the new one like any other.
///
/// One purpose is not the store key's: administration is for who holds the root key of now, so its channel is
/// derived from that.
public final class StoreKey implements RootKey {
    private static final Logger LOG = LoggerFactory.getLogger(StoreKey.class);
    private static final String WHAT = "store-key";

    private final SecretBytes key;
    private final String id;
    private final String origin;
    private SecretBytes root;
    private boolean sealed;

    private StoreKey(SecretBytes key, String origin, SecretBytes root, boolean sealed) {
        this.key = key;
        this.id = KeyTree.id(key);
        this.origin = origin;
        this.root = root;
        this.sealed = sealed;
    }

    /// A new one.
    ///
    /// @param root is taken over
    public static StoreKey make(SecretBytes root, SecureRandom random) {
        return new StoreKey(SecretBytes.random(random, root.length()), StoreKeyText.RANDOM, root, true);
    }

    /// That of a folder from before there were store keys.
    ///
    /// @param root is taken over
    public static StoreKey itself(SecretBytes root) {
        return new StoreKey(root.copy(), StoreKeyText.ROOT_KEY, root, false);
    }

    /// The one in a file of which there are copies.
    ///
    /// @param texts the copies; any that opens is enough
    /// @param where they are, in words
    /// @param root is taken over
    /// @throws WrongRootKeyException if they are under another root key
    /// @throws IOException if they are damaged
    public static StoreKey open(List<String> texts, String where, SecretBytes root) throws IOException {
        var rootId = KeyTree.id(root);
        Optional<IOException> damage = Optional.empty();
        Optional<String> others = Optional.empty();
        for (var text : texts) {
            try {
                var parsed = StoreKeyText.parse(text);
                if (parsed.rootKeys().contains(rootId)) {
                    return new StoreKey(unwrap(parsed, rootId, root), parsed.origin(), root, true);
                }
                others = Optional.of(
                        String.join(" and ", parsed.rootKeys().stream().sorted().toList()));
            } catch (IOException unreadable) {
                damage = Optional.of(unreadable);
            }
        }
        if (others.isPresent()) {
            throw new WrongRootKeyException(where, others.get(), rootId);
        }
        throw new IOException(
                "the store key in " + where
                        + " is damaged, in every copy: restore it from a backup's place, which has it"
                        + " too; without it nothing can be opened",
                damage.orElseThrow(() -> new IllegalArgumentException("no copies")));
    }

    private static SecretBytes unwrap(StoreKeyText text, String rootId, SecretBytes root) throws IOException {
        try (var wrapping = KeyTree.derive(root, WHAT)) {
            var key = Seal.openSecret(wrapping, additional(text.id(), text.origin(), rootId), text.message(rootId));
            if (!KeyTree.id(key).equals(text.id())) {
                throw new CorruptObjectException();
            }
            return key;
        }
    }

    private static byte[] additional(String id, String origin, String rootId) {
        return Additional.data(WHAT, id, origin, rootId);
    }

    /// The root keys under which the copies of a file say that a store key is.
    ///
    /// @throws IOException if all of them are damaged
    public static SortedSet<String> rootKeys(List<String> texts, String where) throws IOException {
        var all = new TreeSet<String>();
        for (var text : texts) {
            try {
                all.addAll(StoreKeyText.parse(text).rootKeys());
            } catch (IOException damaged) {
                LOG.warn("a copy of the store key in {} is damaged: {}", where, damaged.getMessage());
            }
        }
        if (all.isEmpty()) {
            throw new IOException("the store key in " + where + " is damaged, in every copy");
        }
        return all;
    }

    /// Whether a copy is as it was written.
    public static boolean isWhole(String text) {
        try {
            return !StoreKeyText.parse(text).rootKeys().isEmpty();
        } catch (IOException damaged) {
            return false;
        }
    }

    /// Whether its file is as it is to be: whole in both copies, and under the root key of now alone.
    public synchronized boolean isSettled(List<String> texts) {
        try {
            return !sealed
                    || (texts.size() == 2
                            && texts.get(0).equals(texts.get(1))
                            && StoreKeyText.parse(texts.get(0)).rootKeys().equals(Set.of(KeyTree.id(root))));
        } catch (IOException damaged) {
            return false;
        }
    }

    /// The text of its file, under the root key alone; absent if it is in no file.
    public synchronized Optional<String> text(SecureRandom random) {
        return sealed ? Optional.of(text(List.of(root), random)) : Optional.empty();
    }

    /// The text of its file under the root key and the one that takes its place; from now on it is in a file.
    public synchronized String textUnder(SecretBytes next, SecureRandom random) {
        sealed = true;
        return text(List.of(root, next), random);
    }

    private String text(List<SecretBytes> roots, SecureRandom random) {
        Map<String, String> under = new HashMap<>();
        for (var each : roots) {
            var rootId = KeyTree.id(each);
            try (var wrapping = KeyTree.derive(each, WHAT)) {
                var message = Seal.seal(wrapping, additional(id, origin, rootId), key.exposeBytes(), random);
                under.put(rootId, Base64.getEncoder().encodeToString(message));
            }
        }
        return new StoreKeyText(id, origin, under).text();
    }

    /// From now on it is under another root key.
    ///
    /// @param next is taken over
    public synchronized void moveTo(SecretBytes next) {
        root.close();
        root = next;
    }

    @Override
    public String id() {
        return id;
    }

    /// The id of the root key that it is under.
    public synchronized String rootKeyId() {
        return KeyTree.id(root);
    }

    /// Whether it is the root key that the folder began with: whoever has that opens the store, whatever root
    /// key it is under now.
    public boolean isRootKey() {
        return origin.equals(StoreKeyText.ROOT_KEY);
    }

    @Override
    public SecretBytes derive(String purpose) {
        if (purpose.equals(RootChannel.PURPOSE)) {
            synchronized (this) {
                return KeyTree.derive(root, purpose);
            }
        }
        return KeyTree.derive(key, purpose);
    }
}
