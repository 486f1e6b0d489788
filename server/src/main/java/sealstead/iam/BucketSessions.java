package sealstead.iam;

import com.github.benmanes.caffeine.cache.Cache;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.TokenKeys;
import sealstead.iam.AccessKeys.AccessKey;
import sealstead.iam.AccessKeys.Lookup;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;
import sealstead.store.HeapShare;

/// Sessions of directory buckets: credentials for five minutes, or less if their maker's end before, whose
/// token says for whom, for which bucket and for what they were made. A token that was opened once costs one look into
/// memory for each further request; no policy is read again.
public final class BucketSessions {
    /// How long a session lasts; there is no way to renew one.
    public static final Duration LASTS = Duration.ofMinutes(5);

    private static final String PURPOSE = "s3express";
    private static final int PART_OF_HEAP = 128;

    private final TokenKeys tokens;
    private final IdentityStore identityStore;
    private final Sessions sessions;
    private final Ids ids;
    private final Clock clock;
    private final Cache<String, AccessKey> opened = HeapShare.<String, AccessKey>of(
                    PART_OF_HEAP, (token, key) -> (long) PolicyDocument.TIMES_OF_TEXT * token.length())
            .expireAfterWrite(LASTS)
            .build();

    public BucketSessions(
            TokenKeys tokens, IdentityStore identityStore, Sessions sessions, SecureRandom random, Clock clock) {
        this.tokens = tokens;
        this.identityStore = identityStore;
        this.sessions = sessions;
        this.ids = new Ids(random);
        this.clock = clock;
    }

    /// When a session that is made now ends: no later than the session of its maker.
    public Instant end(Caller.Principal maker) {
        var end = Instant.ofEpochSecond(clock.instant().getEpochSecond()).plus(LASTS);
        return maker.session().map(Caller.Session::expires).filter(end::isAfter).orElse(end);
    }

    /// New credentials for a session.
    ///
    /// @param token the session token with which the caller itself signed, if its own credentials are temporary
    public Sessions.Issued issue(Caller.Principal caller, Optional<String> token, BucketSession session)
            throws IOException {
        var keyId = ids.temporaryAccessKey();
        var secret = ids.secret();
        Optional<Bytes> makersSession = token.isPresent() ? sessions.record(token.get()) : Optional.empty();
        var said = new Said(keyId, secret, session, caller.accessKeyId(), caller.id(), makersSession);
        var key = new AccessKey(keyId, secret, caller, Optional.of(session));
        return new Sessions.Issued(key, tokens.seal(PURPOSE, write(said)), session.expires());
    }

    /// What a token says.
    ///
    /// @param maker the id of the user or account that asked for it
    /// @param makersSession what the session token says with which it signed, if its credentials are temporary
    record Said(
            String keyId,
            SecretBytes secret,
            BucketSession session,
            String makersKey,
            String maker,
            Optional<Bytes> makersSession) {}

    static Bytes write(Said said) {
        var session = said.session();
        var out = new RecordWriter()
                .text(1, said.keyId())
                .bytes(2, Bytes.of(said.secret().exposeBytes()))
                .text(3, session.bucket())
                .text(4, session.bucketId())
                .flag(5, session.readOnly())
                .text(6, session.algorithm())
                .text(7, session.keyArn())
                .number(8, session.expires().toEpochMilli())
                .text(9, said.makersKey())
                .text(10, said.maker());
        said.makersSession().ifPresent(record -> out.bytes(11, record));
        return out.toBytes();
    }

    /// Looks a session up by its access key and token.
    Lookup find(String accessKeyId, String token) throws IOException {
        var key = open(token);
        if (key.isEmpty() || !key.get().id().equals(accessKeyId)) {
            return new Lookup.BadToken();
        }
        return clock.instant().isBefore(key.get().bucketSession().orElseThrow().expires())
                ? new Lookup.Found(key.get())
                : new Lookup.Expired();
    }

    private Optional<AccessKey> open(String token) throws IOException {
        var known = opened.getIfPresent(token);
        if (known != null) {
            return Optional.of(known);
        }
        var record = tokens.open(PURPOSE, token);
        var key = record.isEmpty() ? Optional.<AccessKey>empty() : keyOf(read(record.get()));
        key.ifPresent(read -> opened.put(token, read));
        return key;
    }

    static Said read(Bytes record) {
        var keyId = "";
        var secret = Bytes.EMPTY;
        var bucket = "";
        var bucketId = "";
        boolean readOnly = false;
        var algorithm = "";
        var keyArn = "";
        var expires = Instant.EPOCH;
        var makersKey = "";
        var maker = "";
        Optional<Bytes> makersSession = Optional.empty();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> keyId = in.text();
                case 2 -> secret = in.bytes();
                case 3 -> bucket = in.text();
                case 4 -> bucketId = in.text();
                case 5 -> readOnly = in.flag();
                case 6 -> algorithm = in.text();
                case 7 -> keyArn = in.text();
                case 8 -> expires = Instant.ofEpochMilli(in.number());
                case 9 -> makersKey = in.text();
                case 10 -> maker = in.text();
                case 11 -> makersSession = Optional.of(in.bytes());
                default -> {}
            }
        }
        var session = new BucketSession(bucket, bucketId, readOnly, algorithm, keyArn, expires);
        return new Said(keyId, SecretBytes.copyOf(secret.readOnlyArray()), session, makersKey, maker, makersSession);
    }

    private Optional<AccessKey> keyOf(Said said) throws IOException {
        var principal = said.makersSession().isPresent()
                ? sessions.principalOf(said.makersSession().get())
                : lasting(said.makersKey(), said.maker());
        return principal.map(maker -> new AccessKey(said.keyId(), said.secret(), maker, Optional.of(said.session())));
    }

    /// The root user or user of that id, who signed with that key.
    private Optional<Caller.Principal> lasting(String accessKeyId, String id) throws IOException {
        if (Accounts.isAccountId(id)) {
            return Optional.of(Caller.Principal.root(id, accessKeyId));
        }
        return identityStore
                .users()
                .byId(id)
                .map(user ->
                        new Caller.Principal(user.principal(), user.id(), user.name(), accessKeyId, Optional.empty()));
    }
}
