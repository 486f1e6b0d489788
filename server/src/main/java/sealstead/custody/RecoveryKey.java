package sealstead.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.crypto.Additional;
import sealstead.crypto.CipherPool;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyTree;
import sealstead.crypto.RandomId;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;
import sealstead.crypto.Shamir;

/// A root key under a recovery key, which is in nobody's hands: it is made, split into shares and forgotten
/// (docs/format.md, "Recovery key"). The sealed root key names each share by its digest and is bound to those
/// names, so that a share that is wrong is known before the shares are joined, and a changed list is known
/// afterwards.
public final class RecoveryKey {
    private static final String FIRST_LINE = "sealstead-recovery 1";
    private static final String FIRST_LINE_OF_SHARE = "sealstead-recovery-share 1";
    private static final int KEY_BYTES = 32;
    private static final int CHECK_CHARACTERS = 16;
    /// What no file of either kind is longer than.
    public static final int MAX_BYTES = 64 * 1024;

    private RecoveryKey() {}

    /// What a split makes.
    ///
    /// @param sealed the root key under the recovery key: no secret
    /// @param shares by number, each a secret that is worth nothing without others
    public record Split(String sealed, Map<Integer, String> shares) {
        public Split {
            shares = Map.copyOf(shares);
        }

        @Override
        public String toString() {
            return "Split[" + shares.size() + "]";
        }
    }

    /// @param threshold how many of the shares give the root key
    /// @throws IllegalArgumentException if the counts make no sense
    public static Split split(SecretBytes root, int shares, int threshold, SecureRandom random) throws IOException {
        var setId = RandomId.BITS_64.hex(random);
        var rootId = KeyTree.id(root);
        var texts = new TreeMap<Integer, String>();
        try (var key = SecretBytes.random(random, KEY_BYTES)) {
            var header = new StringBuilder(FIRST_LINE).append('\n');
            header.append("set: ").append(setId).append('\n');
            header.append("root-key: ").append(rootId).append('\n');
            header.append("shares: ").append(shares).append('\n');
            header.append("threshold: ").append(threshold).append('\n');
            for (var share : Shamir.split(key, shares, threshold, random)) {
                try (var value = share.value()) {
                    var text = FIRST_LINE_OF_SHARE + "\nset: " + setId + "\nroot-key: " + rootId + "\nnumber: "
                            + share.number() + "\nshares: " + shares + "\nthreshold: " + threshold + "\nvalue: "
                            + Base64.getEncoder().encodeToString(value.exposeBytes()) + "\n";
                    texts.put(share.number(), text + "check: " + check(text) + "\n");
                    header.append("share: ")
                            .append(share.number())
                            .append(' ')
                            .append(digest(text))
                            .append('\n');
                }
            }
            var sealed = Seal.seal(key, additional(header.toString()), root.exposeBytes(), random);
            var split = new Split(header + "sealed: " + Base64.getEncoder().encodeToString(sealed) + "\n", texts);
            prove(split, root, threshold);
            return split;
        }
    }

    /// Before anybody relies on it: the first shares give the root key, and so do the last.
    private static void prove(Split split, SecretBytes root, int threshold) throws IOException {
        int count = split.shares().size();
        for (int first : List.of(1, count - threshold + 1)) {
            var some = new TreeMap<String, String>();
            for (int number = first; number < first + threshold; number++) {
                some.put("share " + number, split.shares().get(number));
            }
            try (var joined = join(split.sealed(), some)) {
                if (!joined.equals(root)) {
                    throw new IOException("the shares do not give the root key");
                }
            }
        }
    }

    /// Which root key is in it.
    public static String rootKeyId(String sealed) throws IOException {
        return fields(sealed, FIRST_LINE, "the sealed root key").getOrDefault("root-key", "");
    }

    /// The root key.
    ///
    /// @param sealed the root key under the recovery key
    /// @param shares texts by what they are called, files for instance
    /// @throws IOException if they do not give it; the message names what is wrong and why
    public static SecretBytes join(String sealed, Map<String, String> shares) throws IOException {
        var fields = fields(sealed, FIRST_LINE, "the sealed root key");
        int threshold = number(fields, "threshold", "the sealed root key");
        var known = digests(sealed);
        var good = new TreeMap<Integer, Shamir.Share>();
        var names = new HashMap<Integer, String>();
        for (var each : new TreeMap<>(shares).entrySet()) {
            var share = share(each.getKey(), each.getValue(), fields, known);
            var other = names.put(share.number(), each.getKey());
            if (other != null) {
                throw new IOException(
                        other + " and " + each.getKey() + " are the same share, number " + share.number());
            }
            good.put(share.number(), share);
        }
        if (good.size() < threshold) {
            throw new IOException(threshold + " shares of set " + fields.get("set") + " give the root key, and "
                    + good.size() + " were given");
        }
        var enough = List.copyOf(good.values()).subList(0, threshold);
        try (var key = Shamir.join(enough)) {
            int end = sealed.indexOf("sealed: ");
            var root = Seal.openSecret(
                    key,
                    additional(sealed.substring(0, end)),
                    Base64.getDecoder().decode(fields.get("sealed")));
            if (!KeyTree.id(root).equals(fields.get("root-key"))) {
                throw new IOException("what the shares give is not root key " + fields.get("root-key"));
            }
            return root;
        } catch (CorruptObjectException | IllegalArgumentException wrong) {
            throw new IOException("the sealed root key does not open under its shares: it was changed", wrong);
        } finally {
            good.values().forEach(share -> share.value().close());
        }
    }

    private static Shamir.Share share(String name, String text, Map<String, String> fields, Map<Integer, String> known)
            throws IOException {
        var own = fields(text, FIRST_LINE_OF_SHARE, name);
        int end = text.indexOf("check: ");
        if (end < 0 || !check(text.substring(0, end)).equals(own.get("check"))) {
            throw new IOException(name + " was changed or copied wrongly: its check does not fit");
        }
        if (!String.valueOf(own.get("set")).equals(fields.get("set"))) {
            throw new IOException(name + " is a share of set " + own.get("set") + " (root key " + own.get("root-key")
                    + "), not of set " + fields.get("set"));
        }
        int number = number(own, "number", name);
        var digest = known.getOrDefault(number, "");
        if (!MessageDigest.isEqual(
                digest.getBytes(StandardCharsets.US_ASCII),
                digest(text.substring(0, end)).getBytes(StandardCharsets.US_ASCII))) {
            throw new IOException(name + " is not share " + number + " as it was made: it was changed");
        }
        try {
            return new Shamir.Share(
                    number, SecretBytes.takeOver(Base64.getDecoder().decode(own.getOrDefault("value", ""))));
        } catch (IllegalArgumentException notBase64) {
            throw new IOException(name + " has no value", notBase64);
        }
    }

    private static Map<String, String> fields(String text, String firstLine, String what) throws IOException {
        var lines = text.lines().toList();
        if (text.length() > MAX_BYTES || lines.isEmpty() || !lines.getFirst().equals(firstLine)) {
            throw new IOException(what + " does not begin with `" + firstLine + "`: it is something else, or damaged");
        }
        var fields = new HashMap<String, String>();
        for (var line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return fields;
    }

    private static int number(Map<String, String> fields, String name, String what) throws IOException {
        var text = fields.getOrDefault(name, "");
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > Shamir.MAX_SHARES) {
            throw new IOException(what + " has no `" + name + "`: it is damaged");
        }
        return Integer.parseInt(text);
    }

    private static Map<Integer, String> digests(String sealed) throws IOException {
        var digests = new HashMap<Integer, String>();
        for (var line : new ArrayList<>(sealed.lines().toList())) {
            if (line.startsWith("share: ")) {
                var words = line.split(" ", -1);
                if (words.length != 3 || !words[1].matches("[0-9]{1,3}")) {
                    throw new IOException("the sealed root key has a share without a digest: it is damaged");
                }
                digests.put(Integer.parseInt(words[1]), words[2]);
            }
        }
        return digests;
    }

    private static byte[] additional(String header) {
        return Additional.data("recovery", header);
    }

    /// The value in it has 256 random bits, so that nobody finds it by its digest.
    private static String digest(String text) {
        return HexFormat.of().formatHex(CipherPool.sha256(Additional.data("recovery-share", text)));
    }

    private static String check(String text) {
        return HexFormat.of()
                .formatHex(CipherPool.sha256(text.getBytes(StandardCharsets.UTF_8)))
                .substring(0, CHECK_CHARACTERS);
    }
}
