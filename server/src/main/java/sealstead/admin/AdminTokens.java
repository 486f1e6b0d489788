package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import sealstead.crypto.RandomId;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.wire.Query;

/// Tokens for tools that look after the server without holding its root key: each ends, can be revoked before, and
/// opens what is only read. Of a token nothing is kept but its SHA-256, which is enough since its secret is
/// random.
public final class AdminTokens {
    private static final Table TABLE = Table.small("admin-token");
    private static final Bytes ALL = Bytes.utf8("all");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final String PREFIX = "sealstead_";
    private static final RandomId ID = RandomId.BITS_64;
    private static final RandomId SECRET = RandomId.BITS_256;
    private static final int MAX_TOKENS = 100;
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final Duration MIN_LIFETIME = Duration.ofMinutes(1);
    private static final Duration MAX_LIFETIME = Duration.ofDays(90);

    private final SealedStore store;
    private final SecureRandom random;
    private final Clock clock;

    public AdminTokens(SealedStore store, SecureRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
    }

    record Token(String id, String name, Bytes hash, Instant created, Instant expires) {}

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.CREATE_TOKEN, (query, body) -> create(query),
                AdminOperation.LIST_TOKENS, (query, body) -> list(),
                AdminOperation.REVOKE_TOKEN, (query, body) -> revoke(query));
    }

    /// Whether `text` is a token that is good now.
    boolean isGood(String text) throws IOException {
        if (!text.matches(PREFIX + "[0-9a-f]{" + ID.digits() + "}_[0-9a-f]{" + SECRET.digits() + "}")) {
            return false;
        }
        var id = text.substring(PREFIX.length(), PREFIX.length() + ID.digits());
        var hash = hash(text).readOnlyArray();
        var now = clock.instant();
        for (var token : read(store.read(TABLE, ALL, HEAD).head().map(head -> head.value()))) {
            if (token.id().equals(id) && now.isBefore(token.expires())) {
                return MessageDigest.isEqual(token.hash().readOnlyArray(), hash);
            }
        }
        return false;
    }

    /// `?expires=`, an ISO 8601 duration, and `?name=`, for the list.
    private JsonNode create(Query query) throws IOException {
        var lifetime = lifetime(query.first("expires").orElse("PT1H"));
        var name = query.first("name").orElse("");
        if (name.length() > MAX_NAME_CHARACTERS || !name.matches("[ -~]*")) {
            throw new IllegalArgumentException("a name has at most 64 printable characters");
        }
        var id = ID.hex(random);
        var text = PREFIX + id + "_" + SECRET.hex(random);
        var now = clock.instant();
        var made = new Token(id, name, hash(text), now, now.plus(lifetime));
        change(tokens -> {
            tokens.removeIf(token -> !now.isBefore(token.expires()));
            if (tokens.size() >= MAX_TOKENS) {
                throw new IllegalArgumentException("there are " + MAX_TOKENS + " tokens; revoke one");
            }
            tokens.add(made);
        });
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("token", text)
                .put("expires", made.expires().toString());
    }

    private static Duration lifetime(String text) {
        try {
            var lifetime = Duration.parse(text);
            if (lifetime.compareTo(MIN_LIFETIME) >= 0 && lifetime.compareTo(MAX_LIFETIME) <= 0) {
                return lifetime;
            }
        } catch (DateTimeException notADuration) {
            // refused below, like one that is too short or too long
        }
        throw new IllegalArgumentException("a token lasts from a minute to 90 days, such as PT1H");
    }

    private JsonNode list() throws IOException {
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("tokens");
        var now = clock.instant();
        for (var token : read(store.read(TABLE, ALL, HEAD).head().map(head -> head.value()))) {
            if (now.isBefore(token.expires())) {
                rows.addObject()
                        .put("id", token.id())
                        .put("name", token.name())
                        .put("created", token.created().toString())
                        .put("expires", token.expires().toString());
            }
        }
        return document;
    }

    /// `?id=`.
    private JsonNode revoke(Query query) throws IOException {
        var id = query.first("id").orElse("");
        change(tokens -> {
            if (!tokens.removeIf(token -> token.id().equals(id))) {
                throw new IllegalArgumentException("there is no token of that id");
            }
        });
        return JsonNodeFactory.instance.objectNode().put("done", true);
    }

    /// Changes a list in place.
    private interface Change {
        void apply(List<Token> tokens);
    }

    private void change(Change change) throws IOException {
        store.update(TABLE, ALL, head -> {
            var tokens = new ArrayList<>(read(head));
            change.apply(tokens);
            return new SealedStore.Update<>(tokens, new Edit.PutHead(write(tokens)));
        });
    }

    private static Bytes hash(String token) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Bytes write(List<Token> tokens) {
        var out = new RecordWriter();
        for (var token : tokens) {
            out.record(
                    1,
                    new RecordWriter()
                            .text(1, token.id())
                            .text(2, token.name())
                            .bytes(3, token.hash())
                            .number(4, token.created().toEpochMilli())
                            .number(5, token.expires().toEpochMilli()));
        }
        return out.toBytes();
    }

    static List<Token> read(java.util.Optional<Bytes> record) {
        var tokens = new ArrayList<Token>();
        if (record.isPresent()) {
            var in = new RecordReader(record.get());
            while (in.next()) {
                if (in.tag() == 1) {
                    tokens.add(readToken(in.record()));
                }
            }
        }
        return tokens;
    }

    private static Token readToken(RecordReader in) {
        var id = "";
        var name = "";
        var hash = Bytes.EMPTY;
        var created = Instant.EPOCH;
        var expires = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> name = in.text();
                case 3 -> hash = in.bytes();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> expires = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Token(id, name, hash, created, expires);
    }
}
