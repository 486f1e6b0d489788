package sealstead.custody;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.RandomId;
import sealstead.crypto.Seal;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// Seals tokens that clients carry: what is inside is neither read nor changed outside, and nothing is kept here for
/// one. The keys are random, of their own, named in each token and replaced every day; a key opens tokens for as long
/// as any token lasts.
///
/// A token is base64url without padding of: format version (1 byte, 1) | id of the key (8 bytes) | sealed message.
public final class TokenKeys {
    /// How long any token may last.
    public static final Duration MAX_LIFETIME = Duration.ofHours(36);

    private static final Table TABLE = Table.small("token-key");
    private static final Bytes ALL = Bytes.utf8("all");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final Duration PERIOD = Duration.ofDays(1);
    private static final byte VERSION = 1;
    private static final int ID_BYTES = 8;

    private final SealedStore store;
    private final SecureRandom random;
    private final Clock clock;
    private final RecordCache<List<TokenKey>> cache = RecordCache.ofAll(1024, 4, (group, record) -> read(record));

    public TokenKeys(SealedStore store, SecureRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
    }

    record TokenKey(String id, Instant created, SecretBytes secret) {}

    /// Seals a token.
    ///
    /// @param purpose what it is for; it opens for nothing else
    public String seal(String purpose, Bytes message) throws IOException {
        var key = current();
        var sealed = Seal.seal(key.secret(), additional(purpose, key.id()), message.readOnlyArray(), random);
        var token = new byte[1 + ID_BYTES + sealed.length];
        token[0] = VERSION;
        System.arraycopy(HexFormat.of().parseHex(key.id()), 0, token, 1, ID_BYTES);
        System.arraycopy(sealed, 0, token, 1 + ID_BYTES, sealed.length);
        return encode(token);
    }

    /// The only spelling that is accepted: decoders overlook bits of the last letter.
    private static String encode(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// What is inside a token; absent if it was not made here for that purpose, or is too old for any.
    public Optional<Bytes> open(String purpose, String token) throws IOException {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
        if (bytes.length < 1 + ID_BYTES + Seal.OVERHEAD_BYTES
                || bytes[0] != VERSION
                || !encode(bytes).equals(token)) {
            return Optional.empty();
        }
        var id = HexFormat.of().formatHex(bytes, 1, 1 + ID_BYTES);
        for (var key : keys()) {
            if (key.id().equals(id)) {
                try {
                    return Optional.of(Bytes.wrap(Seal.open(
                            key.secret(), additional(purpose, id), bytes, 1 + ID_BYTES, bytes.length - 1 - ID_BYTES)));
                } catch (CorruptObjectException forged) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static byte[] additional(String purpose, String keyId) {
        return Additional.data("token", purpose, keyId);
    }

    private List<TokenKey> keys() throws IOException {
        return store.head(TABLE, ALL, cache).orElse(List.of());
    }

    private TokenKey current() throws IOException {
        while (true) {
            var keys = keys();
            var now = clock.instant();
            if (!keys.isEmpty() && now.isBefore(keys.getLast().created().plus(PERIOD))) {
                return keys.getLast();
            }
            rotate(now);
        }
    }

    /// Another process may rotate at the same moment: whoever comes second takes the other's key.
    private void rotate(Instant now) throws IOException {
        var group = store.read(TABLE, ALL, HEAD);
        var kept = new ArrayList<TokenKey>();
        for (var key : group.head().map(head -> read(head.value())).orElse(List.of())) {
            if (now.isBefore(key.created().plus(PERIOD).plus(MAX_LIFETIME))) {
                kept.add(key);
            }
        }
        if (kept.isEmpty() || !now.isBefore(kept.getLast().created().plus(PERIOD))) {
            kept.add(new TokenKey(RandomId.BITS_64.hex(random), now, SecretBytes.random(random, 32)));
            if (store.commit(TABLE, ALL, group.unchanged(), List.of(new Edit.PutHead(write(kept))))
                    instanceof Outcome.Conflict) {
                kept.getLast().secret().close();
            }
        }
    }

    static Bytes write(List<TokenKey> keys) {
        var out = new RecordWriter();
        for (var key : keys) {
            out.record(
                    1,
                    new RecordWriter()
                            .text(1, key.id())
                            .number(2, key.created().toEpochMilli())
                            .bytes(3, Bytes.of(key.secret().exposeBytes())));
        }
        return out.toBytes();
    }

    static List<TokenKey> read(Bytes record) {
        var keys = new ArrayList<TokenKey>();
        var in = new RecordReader(record);
        while (in.next()) {
            if (in.tag() == 1) {
                keys.add(readKey(in.record()));
            }
        }
        return List.copyOf(keys);
    }

    private static TokenKey readKey(RecordReader in) {
        var id = "";
        var created = Instant.EPOCH;
        var secret = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> created = Instant.ofEpochMilli(in.number());
                case 3 -> secret = in.bytes();
                default -> {}
            }
        }
        return new TokenKey(id, created, SecretBytes.copyOf(secret.readOnlyArray()));
    }
}
