package sealstead.s3.accesspoint;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import sealstead.custody.RecordCache;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.s3.AccessPointName;
import sealstead.s3.S3Error;
import sealstead.s3.accesspoint.MultiRegionAccessPoint.Target;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.TxId;
import sealstead.wire.Refusal;

/// The Multi-Region Access Points of all accounts, one group each, `account/name`, and for each alias whose
/// it is. A row of an alias is believed only if the access point says the same.
///
/// A change is first a request with a token, then the change, then the request's end; each is one commit. A
/// request whose server was killed in between is carried on by whoever asks about it, or asks for the same
/// again: each change can be done twice.
public final class MultiRegionAccessPoints {
    private static final Table POINTS = Table.small("mrap");
    private static final Table ALIASES = Table.small("mrap-alias");
    private static final Table REQUESTS = new Table("mrap-request");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);

    /// What AWS lets an account have.
    private static final int MAX_PER_ACCOUNT = 100;

    private static final Duration REQUESTS_KEPT = Duration.ofDays(7);
    /// How many requests of an account are kept at most, and how many of them for longer than an hour.
    private static final int MAX_REQUESTS_KEPT = 1000;

    private static final int YOUNGEST_KEPT = 200;
    /// What has not ended by then was left by a kill.
    private static final Duration LEFT_BEHIND = Duration.ofHours(1);
    private static final int PART_OF_HEAP = 256;
    private static final int TIMES_OF_RECORD = 20;
    private static final int ALIAS_CHARACTERS = 12;
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final SealedStore store;
    private final SecureRandom random;
    private final Clock clock;
    private final Map<String, AtomicInteger> kept = new ConcurrentHashMap<>();
    private final RecordCache<MultiRegionAccessPoint> cache =
            RecordCache.ofAll(PART_OF_HEAP, TIMES_OF_RECORD, (group, record) -> AccessPointRecord.read(record));
    private final RecordCache<Bytes> aliases = RecordCache.ofAll(PART_OF_HEAP, 2, (group, record) -> readAlias(record));

    public MultiRegionAccessPoints(SealedStore store, SecureRandom random, Clock clock) {
        this.store = store;
        this.random = random;
        this.clock = clock;
    }

    private static Bytes group(String account, String name) {
        return Bytes.utf8(account + "/" + name);
    }

    private static Bytes readAlias(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var name = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> name = in.text();
                default -> {}
            }
        }
        return group(account, name);
    }

    /// The access point of that name.
    public Optional<MultiRegionAccessPoint> find(String account, String name) throws IOException {
        return store.head(POINTS, group(account, name), cache);
    }

    /// The access point that an alias or an ARN names.
    public Optional<MultiRegionAccessPoint> named(String aliasOrArn) throws IOException {
        var parsed = AccessPointName.parse(aliasOrArn);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        var alias = parsed.get().alias();
        var account = parsed.get().account();
        var group = store.head(ALIASES, Bytes.utf8(alias), aliases);
        return group.isEmpty()
                ? Optional.empty()
                : store.head(POINTS, group.get(), cache)
                        .filter(point -> point.alias().equals(alias)
                                && (account.isEmpty() || point.account().equals(account)));
    }

    /// One page of an account's access points, by their names.
    ///
    /// @param after a name, empty to begin
    public SealedStore.Choice<MultiRegionAccessPoint> list(String account, String after, int limit) throws IOException {
        return store.choose(
                POINTS,
                new SealedStore.Position(group(account, after), after.isEmpty()),
                Optional.of(Bytes.utf8(account + "/").prefixSuccessor()),
                limit,
                row -> Optional.of(AccessPointRecord.read(row.head().value())));
    }

    /// Begins a request and does what it asks for. A request with the same client token is the same one.
    ///
    /// @throws Refusal if the token was used for something else, or the change is not possible
    public AsyncRequest submit(AsyncRequest wanted) throws IOException {
        var before = request(wanted.account(), wanted.token());
        if (before.isPresent()) {
            return repeated(before.get(), wanted);
        }
        checkPossible(wanted);
        var kept = kept(wanted.account());
        if (kept.incrementAndGet() > MAX_REQUESTS_KEPT) {
            kept.decrementAndGet();
            throw S3Error.SLOW_DOWN.refusal();
        }
        return switch (store.commit(
                REQUESTS, group(wanted.account(), wanted.token()), new Guard.Absent(), head(wanted.toRecord()))) {
            case Outcome.Applied applied -> carriedOn(wanted);
            case Outcome.Conflict conflict ->
                repeated(request(wanted.account(), wanted.token()).orElse(wanted), wanted);
        };
    }

    /// Has what is kept counted again: others may have added some.
    public void countAgain() {
        kept.clear();
    }

    /// How many requests of an account are kept, about: counted once, and again whenever some are forgotten.
    private AtomicInteger kept(String account) throws IOException {
        var known = kept.get(account);
        if (known != null) {
            return known;
        }
        var all = Bytes.utf8(account + "/");
        var count = new AtomicInteger();
        store.walkUnopened(REQUESTS, all, Optional.of(all.prefixSuccessor()), row -> count.incrementAndGet());
        var other = kept.putIfAbsent(account, count);
        return other == null ? count : other;
    }

    private AsyncRequest repeated(AsyncRequest before, AsyncRequest wanted) throws IOException {
        if (!before.asksFor(wanted)) {
            throw S3Error.IDEMPOTENCY_PARAMETER_MISMATCH.refusal();
        }
        return carriedOn(before);
    }

    /// The request that an ARN names, as far as it is by now.
    public Optional<AsyncRequest> described(String account, String arn) throws IOException {
        var found = request(account, arn.substring(arn.lastIndexOf('/') + 1))
                .filter(request -> request.arn().equals(arn));
        return found.isEmpty() ? found : Optional.of(carriedOn(found.get()));
    }

    private Optional<AsyncRequest> request(String account, String token) throws IOException {
        return store.read(REQUESTS, group(account, token), HEAD).head().map(head -> AsyncRequest.read(head.value()));
    }

    private static List<Edit> head(Bytes record) {
        return List.of(new Edit.PutHead(record));
    }

    /// What can be refused at once is not accepted.
    private void checkPossible(AsyncRequest wanted) throws IOException {
        var point = find(wanted.account(), wanted.name());
        if (wanted.kind() != AsyncRequest.Kind.CREATE) {
            if (point.isEmpty()) {
                throw AccessPointError.NO_SUCH_ACCESS_POINT.refusal();
            }
            return;
        }
        if (point.isPresent()) {
            throw AccessPointError.ALREADY_OWNED.refusal();
        }
        if (list(wanted.account(), "", MAX_PER_ACCOUNT).chosen().size() == MAX_PER_ACCOUNT) {
            throw AccessPointError.TOO_MANY.refusal();
        }
    }

    private AsyncRequest carriedOn(AsyncRequest request) throws IOException {
        if (request.status() != AsyncRequest.Status.NEW) {
            return request;
        }
        AsyncRequest ended;
        try {
            switch (request.kind()) {
                case CREATE -> create(request);
                case DELETE -> delete(request);
                case PUT_POLICY -> putPolicy(request);
            }
            ended = request.ended(AsyncRequest.Status.SUCCEEDED, "", "");
        } catch (Refusal refused) {
            ended = request.ended(AsyncRequest.Status.FAILED, refused.code(), refused.message());
        }
        end(ended);
        return request(request.account(), request.token()).orElse(ended);
    }

    /// Ends a request unless somebody else has.
    private void end(AsyncRequest ended) throws IOException {
        var group = group(ended.account(), ended.token());
        var now = store.read(REQUESTS, group, HEAD);
        if (now.head()
                .filter(head -> AsyncRequest.read(head.value()).status() == AsyncRequest.Status.NEW)
                .isPresent()) {
            store.commit(REQUESTS, group, now.unchanged(), head(ended.toRecord()));
        }
    }

    private void create(AsyncRequest request) throws IOException {
        var account = request.account();
        var before = find(account, request.name());
        if (before.isPresent()) {
            if (!before.get().token().equals(request.token())) {
                throw AccessPointError.ALREADY_OWNED.refusal();
            }
            return;
        }
        var alias = newAlias(account, request.name());
        var routes = request.buckets().stream()
                .map(named -> new Target(
                        named.bucket(), named.region(), named.account().isEmpty() ? account : named.account(), true))
                .toList();
        var point = new MultiRegionAccessPoint(
                account,
                request.name(),
                alias,
                request.created(),
                request.token(),
                request.publicAccess().orElse(PublicAccessBlock.ALL),
                routes,
                Optional.empty(),
                request.created());
        var outcome = store.commit(
                POINTS, group(account, request.name()), new Guard.Absent(), head(AccessPointRecord.write(point)));
        if (outcome instanceof Outcome.Conflict) {
            create(request); // somebody was quicker, or carried on the same request
        } else if (request(account, request.token())
                .filter(now -> now.status() == AsyncRequest.Status.UNDONE)
                .isPresent()) {
            // Somebody else carried it on, and what was made was deleted, while this was on its way.
            remove(point);
        }
    }

    /// Removes an access point if it is still this one, whatever policy and routes it has by now, and its alias.
    ///
    /// @return false if it was changed at this moment, or is gone
    private boolean remove(MultiRegionAccessPoint point) throws IOException {
        var group = group(point.account(), point.name());
        var now = store.read(POINTS, group, HEAD);
        boolean same = now.head()
                .map(head -> AccessPointRecord.read(head.value()))
                .filter(there -> there.alias().equals(point.alias()))
                .isPresent();
        if (!same
                || !(store.commit(POINTS, group, now.unchanged(), List.of(new Edit.DeleteGroup()))
                        instanceof Outcome.Applied)) {
            return false;
        }
        removeAlias(Bytes.utf8(point.alias()));
        return true;
    }

    private void removeAlias(Bytes alias) throws IOException {
        var row = store.read(ALIASES, alias, HEAD);
        if (row.head().isPresent()) {
            store.commit(ALIASES, alias, row.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    private String newAlias(String account, String name) throws IOException {
        while (true) {
            var alias = new StringBuilder("m");
            for (int i = 0; i < ALIAS_CHARACTERS; i++) {
                alias.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            alias.append(".mrap");
            var row = aliasOf(account, name, clock.instant());
            if (store.commit(ALIASES, Bytes.utf8(alias.toString()), new Guard.Absent(), head(row))
                    instanceof Outcome.Applied) {
                return alias.toString();
            }
        }
    }

    /// The request that made the access point is told first, or whoever carries it on later would make it again.
    private void delete(AsyncRequest request) throws IOException {
        while (true) {
            var point = find(request.account(), request.name())
                    .filter(one -> !one.created().isAfter(request.created()));
            if (point.isEmpty()) {
                return;
            }
            undo(request.account(), point.get().token());
            if (remove(point.get())) {
                return;
            }
        }
    }

    private void undo(String account, String token) throws IOException {
        // It may have ended long ago, and be gone.
        store.update(
                REQUESTS,
                group(account, token),
                AsyncRequest::read,
                request -> request.ended(AsyncRequest.Status.UNDONE, "", ""),
                AsyncRequest::toRecord);
    }

    private void putPolicy(AsyncRequest request) throws IOException {
        try {
            var policy = AccessPointRecord.policy(request.policy());
            // Who carries on an old request does not undo a younger one.
            change(
                    request.account(),
                    request.name(),
                    point -> point.policySince().isAfter(request.created())
                            ? point
                            : point.with(policy, request.created()));
        } catch (MalformedPolicyException wasChecked) {
            throw S3Error.MALFORMED_POLICY.saying(wasChecked.message());
        }
    }

    /// Makes routes active and passive.
    ///
    /// @param active for each bucket that changes whether it is
    public void route(MultiRegionAccessPoint point, Map<String, Boolean> active) throws IOException {
        change(point.account(), point.name(), now -> {
            var routed = now.routed(route -> route.active(active.getOrDefault(route.bucket(), route.active())));
            if (routed.routes().stream().noneMatch(Target::active)) {
                throw S3Error.INVALID_REQUEST.saying("At least one Region must be active.");
            }
            return routed;
        });
    }

    /// Changes an access point as it is now.
    ///
    /// @throws Refusal if it has gone meanwhile
    private void change(String account, String name, UnaryOperator<MultiRegionAccessPoint> change) throws IOException {
        var changed =
                store.update(POINTS, group(account, name), AccessPointRecord::read, change, AccessPointRecord::write);
        if (changed.isEmpty()) {
            throw AccessPointError.NO_SUCH_ACCESS_POINT.refusal();
        }
    }

    /// What is known of a request that is kept.
    private record Kept(Bytes group, TxId written, Instant created, boolean ended) {}

    /// Forgets ended requests after a week, and all but an account's youngest after an hour; carries on what a kill has
    /// left; removes aliases of access points that are not there. To be called now and then by one thread.
    public void maintain() throws IOException {
        var kept = new ArrayList<Kept>();
        var account = new String[] {""};
        store.walk(REQUESTS, Bytes.EMPTY, Optional.empty(), row -> {
            var request = AsyncRequest.read(row.head().value());
            if (!request.account().equals(account[0])) {
                forgetOld(account[0], kept);
                account[0] = request.account();
                kept.clear();
            }
            boolean open = request.status() == AsyncRequest.Status.NEW;
            if (open && request.created().isBefore(clock.instant().minus(LEFT_BEHIND))) {
                carriedOn(request);
            }
            kept.add(new Kept(row.group(), row.head().txid(), request.created(), !open));
        });
        forgetOld(account[0], kept);
        store.walk(ALIASES, Bytes.EMPTY, Optional.empty(), row -> {
            var given = given(row.head().value());
            boolean young = given.isAfter(clock.instant().minus(LEFT_BEHIND));
            if (!young && named(row.group().toUtf8()).isEmpty()) {
                removeAlias(row.group());
            }
        });
    }

    static Bytes aliasOf(String account, String name, Instant given) {
        return new RecordWriter()
                .text(1, account)
                .text(2, name)
                .number(3, given.toEpochMilli())
                .toBytes();
    }

    static Instant given(Bytes alias) {
        var in = new RecordReader(alias);
        while (in.next()) {
            if (in.tag() == 3) {
                return Instant.ofEpochMilli(in.number());
            }
        }
        return Instant.EPOCH;
    }

    private void forgetOld(String account, List<Kept> all) throws IOException {
        all.sort(Comparator.comparing(Kept::created).reversed());
        int left = 0;
        for (var request : all) {
            var age = Duration.between(request.created(), clock.instant());
            boolean old = age.compareTo(REQUESTS_KEPT) > 0 || (left >= YOUNGEST_KEPT && age.compareTo(LEFT_BEHIND) > 0);
            boolean forgotten = request.ended()
                    && old
                    && store.commit(
                                    REQUESTS,
                                    request.group(),
                                    new Guard.At(request.written()),
                                    List.of(new Edit.DeleteGroup()))
                            instanceof Outcome.Applied;
            if (!forgotten) {
                left++;
            }
        }
        // What came meanwhile was not met: it is counted when it is asked for again.
        kept.remove(account);
    }
}
