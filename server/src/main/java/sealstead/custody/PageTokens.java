package sealstead.custody;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.Additional;
import sealstead.crypto.CipherPool;
import sealstead.crypto.SecretBytes;

/// What ties the pages of every listing together: where the last one ended, authenticated under a key of the root key
/// and bound to its listing, so that nobody makes one up and none goes on with another listing. Nothing is kept
/// for it, and it outlives a restart.
///
/// A token is base64url without padding of: version = 1 (1 byte) | HMAC-SHA-256 over listing and position, its first
/// 16 bytes | position. The position can be read; it is one that the listing has shown.
public final class PageTokens {
    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 16;
    private static final int PREFIX_BYTES = 1 + MAC_BYTES;
    private static final String PURPOSE = "page-token";

    private final SecretBytes key;

    public PageTokens(RootKey root) {
        this.key = root.derive(PURPOSE);
    }

    /// The tokens of one listing.
    ///
    /// @param parts what it is a listing of: the operation, whose, and everything that chooses what it shows
    public Listing of(String operation, String... parts) {
        return new Listing(operation, List.of(parts));
    }

    /// One listing, whatever its page.
    public final class Listing {
        private final String operation;
        private final List<String> parts;

        private Listing(String operation, List<String> parts) {
            this.operation = operation;
            this.parts = parts;
        }

        /// The token of the page that begins behind `position`.
        public String after(String position) {
            var where = position.getBytes(StandardCharsets.UTF_8);
            var token = new byte[PREFIX_BYTES + where.length];
            token[0] = VERSION;
            System.arraycopy(mac(where), 0, token, 1, MAC_BYTES);
            System.arraycopy(where, 0, token, PREFIX_BYTES, where.length);
            return encode(token);
        }

        /// Behind what a token's page begins; absent if it is no token of this listing.
        public Optional<String> position(String token) {
            byte[] bytes;
            try {
                bytes = Base64.getUrlDecoder().decode(token);
            } catch (IllegalArgumentException notOurs) {
                return Optional.empty();
            }
            if (bytes.length < PREFIX_BYTES
                    || bytes[0] != VERSION
                    || !encode(bytes).equals(token)) {
                return Optional.empty();
            }
            var where = Arrays.copyOfRange(bytes, PREFIX_BYTES, bytes.length);
            return MessageDigest.isEqual(mac(where), Arrays.copyOfRange(bytes, 1, PREFIX_BYTES))
                    ? Optional.of(new String(where, StandardCharsets.UTF_8))
                    : Optional.empty();
        }

        private byte[] mac(byte[] where) {
            var listing = Additional.data(operation, parts.toArray(String[]::new));
            return Arrays.copyOf(
                    CipherPool.hmac(key.exposeBytes(), Additional.data(PURPOSE, listing, where)), MAC_BYTES);
        }
    }

    /// The only spelling that is accepted: decoders overlook bits of the last letter.
    private static String encode(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
