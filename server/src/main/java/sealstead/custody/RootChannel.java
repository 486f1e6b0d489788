package sealstead.custody;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyTree;
import sealstead.crypto.RandomId;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;

/// What two who hold the same root key tell each other over a connection that may end at anybody: who listens
/// there, passes it on or keeps it learns how much was said and when, and can do nothing with it.
///
/// One exchange is one question and one answer. The client names a nonce; the server names another and proves by
/// both that it holds the key; only then the client says anything, sealed and bound to both nonces, and so is the
/// answer. The server makes sure that its nonce is its own, young, and used once.
public final class RootChannel implements AutoCloseable {
    static final String PURPOSE = "admin-channel";
    private static final RandomId NONCE = RandomId.BITS_256;
    private static final HexFormat HEX = HexFormat.of();

    private final SecretBytes key;
    private final SecureRandom random;

    public RootChannel(RootKey root, SecureRandom random) {
        this.key = root.derive(PURPOSE);
        this.random = random;
    }

    /// The two nonces of one exchange, each its own side's, in hex.
    public record Exchange(String client, String server) {}

    /// A nonce of the client's.
    public String clientNonce() {
        return NONCE.hex(random);
    }

    /// Whether a text can be a nonce of a client's.
    public static boolean isClientNonce(String text) {
        return text.matches("[0-9a-f]{" + NONCE.digits() + "}");
    }

    /// What only a holder of the key can say of an exchange.
    public String proof(Exchange exchange) {
        try (var said = KeyTree.derive(key, "server/" + exchange.client() + "/" + exchange.server())) {
            return HEX.formatHex(said.exposeBytes());
        }
    }

    public boolean isProof(Exchange exchange, String given) {
        return MessageDigest.isEqual(
                proof(exchange).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    public String sealQuestion(Exchange exchange, byte[] message) {
        return seal("admin-question", exchange, message);
    }

    public Optional<byte[]> openQuestion(Exchange exchange, String sealed) {
        return open("admin-question", exchange, sealed);
    }

    public String sealAnswer(Exchange exchange, byte[] message) {
        return seal("admin-answer", exchange, message);
    }

    public Optional<byte[]> openAnswer(Exchange exchange, String sealed) {
        return open("admin-answer", exchange, sealed);
    }

    private String seal(String what, Exchange exchange, byte[] message) {
        return Base64.getEncoder().encodeToString(Seal.seal(key, additional(what, exchange), message, random));
    }

    private Optional<byte[]> open(String what, Exchange exchange, String sealed) {
        try {
            return Optional.of(Seal.open(
                    key, additional(what, exchange), Base64.getDecoder().decode(sealed)));
        } catch (IllegalArgumentException | CorruptObjectException forged) {
            return Optional.empty();
        }
    }

    private static byte[] additional(String what, Exchange exchange) {
        return Additional.data(what, exchange.client(), exchange.server());
    }

    @Override
    public void close() {
        key.close();
    }
}
