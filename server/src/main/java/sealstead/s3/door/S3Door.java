package sealstead.s3.door;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.api.ApiWords;
import sealstead.api.Pipeline;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.auth.EffectiveRequest;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.EncryptionRequest;
import sealstead.fault.Faults;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.s3.AccessPointName;
import sealstead.s3.AccessPointUse;
import sealstead.s3.Address;
import sealstead.s3.DirectoryName;
import sealstead.s3.FairTurns;
import sealstead.s3.RequestNotes;
import sealstead.s3.S3Error;
import sealstead.s3.S3Operation;
import sealstead.s3.S3Request;
import sealstead.s3.S3Words;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.Cors;
import sealstead.s3.access.MissingKeys;
import sealstead.s3.access.S3Handler;
import sealstead.s3.accesspoint.AccessPointRouting;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.trail.RequestLog;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.MalformedXmlException;

/// S3's door: address, row, signature, then the operation. No operation is reached without passing all of
/// them.
public final class S3Door implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(S3Door.class);
    private static final String BUCKET_REGION = "x-amz-bucket-region";

    /// What a page of a thousand keys of a thousand characters takes while it is read and written, and room to
    /// spare.
    private static final long MEMORY_PER_ANSWER = 128 * 1024 * 1024;

    private final Addressing addressing;
    private final Authenticator authenticator;
    private final Buckets buckets;
    private final AccessPointRouting accessPoints;
    private final Map<S3Operation, S3Handler> operations;
    private final Cors cors;
    private final BucketAccess access;
    private final MissingKeys missingKeys;
    private final Room room;
    private final FairTurns building;
    private final RequestLog log;
    private final Faults faults;
    private final Clock clock;
    private final ApiWords words;
    private final Pipeline pipeline;

    /// @param operations the handlers; a row without one answers `NotImplemented`
    /// @param room is asked before data is taken
    /// @param hostId what `x-amz-id-2` says
    public S3Door(
            Addressing addressing,
            Authenticator authenticator,
            Buckets buckets,
            AccessPointRouting accessPoints,
            Map<S3Operation, S3Handler> operations,
            Cors cors,
            BucketAccess access,
            Room room,
            RequestLog log,
            Faults faults,
            Clock clock,
            String hostId) {
        this.addressing = addressing;
        this.authenticator = authenticator;
        this.buckets = buckets;
        this.accessPoints = accessPoints;
        this.operations = Map.copyOf(operations);
        this.cors = cors;
        this.access = access;
        this.missingKeys = new MissingKeys(access);
        this.room = room;
        this.log = log;
        this.faults = faults;
        // A processor is left for everybody else.
        long processors = Runtime.getRuntime().availableProcessors() - 1L;
        int atOnce = (int) Math.clamp(Runtime.getRuntime().maxMemory() / MEMORY_PER_ANSWER, 1, Math.max(1, processors));
        this.building = new FairTurns(atOnce, Math.max(1, atOnce / 2));
        this.clock = clock;
        this.words = new S3Words(hostId);
        this.pipeline = new Pipeline(words);
    }

    /// Whatever no other door claims is S3's.
    @Override
    public boolean isFor(Request request) {
        return true;
    }

    @Override
    public Reply handle(Request request) {
        var progress = new Progress();
        request.call().is(S3Words.NAME, "");
        var reply = pipeline.outcome(request, () -> answer(request, progress), progress::refused);
        if (request.headers().has("origin")) {
            addCrossOrigin(reply, request, progress);
        }
        if (request.method().equals("HEAD")) {
            addRegion(reply, progress);
        }
        return told(progress.exchange(request), words.named(reply, request));
    }

    /// A request that the server makes itself, on behalf of a principal that it knows. Nothing is signed; all
    /// that comes behind the signature comes here too.
    OwnCalls.Answer own(
            Request request,
            S3Operation row,
            Address address,
            Query query,
            Authentication authentication,
            RequestNotes.Work work) {
        var progress = new Progress();
        progress.address = address;
        var bucket = new RequestedBucket(buckets, address.bucket());
        progress.bucket = bucket;
        var context = authentication.context(request, clock.instant());
        progress.context = context;
        var reply = pipeline.outcome(
                request,
                () -> {
                    var effective = EffectiveRequest.of(request, query);
                    var known = new S3Request(effective, row, address, authentication, context, Optional.empty());
                    known.notes().work(work);
                    return perform(known, bucket, effective, progress);
                },
                progress::refused);
        return new OwnCalls.Answer(
                told(progress.exchange(request), words.named(reply, request)),
                progress.errorCode,
                progress.errorMessage);
    }

    /// What is counted and remembered of a request never changes its answer.
    private Reply told(RequestLog.Exchange exchange, Reply reply) {
        try {
            return log.answered(exchange, reply);
        } catch (RuntimeException unexpected) {
            LOG.error("request {}", exchange.request().id(), unexpected);
            return reply;
        }
    }

    /// How far a request got, for the log.
    private static final class Progress {
        private final long began = System.nanoTime();
        private @Nullable Address address;
        private @Nullable RequestedBucket bucket;
        private @Nullable S3Operation operation;
        private @Nullable RequestContext context;
        private @Nullable S3Request known;
        private String errorCode = "";
        private String errorMessage = "";

        void refused(Refusal refusal) {
            errorCode = refusal.code();
            errorMessage = refusal.message();
        }

        RequestLog.Exchange exchange(Request request) {
            return new RequestLog.Exchange(
                    request,
                    began,
                    Optional.ofNullable(address),
                    Optional.ofNullable(bucket),
                    Optional.ofNullable(operation),
                    Optional.ofNullable(context),
                    Optional.ofNullable(known),
                    errorCode,
                    errorMessage);
        }
    }

    /// A script must be able to read why it was refused, so that errors carry the headers as well.
    private void addCrossOrigin(Reply reply, Request request, Progress progress) {
        try {
            if (!request.method().equals("OPTIONS")) {
                var bucket = progress.bucket;
                cors.addTo(reply, request, bucket != null ? bucket : openly(addressing.of(request)));
            }
        } catch (Refusal noAddress) {
            LOG.debug("request {} names no bucket", request.id());
        } catch (IOException | RuntimeException unexpected) {
            LOG.error("request {}", request.id(), unexpected);
        }
    }

    /// HEAD of a bucket tells where it is, whoever asks and whatever the answer.
    private void addRegion(Reply reply, Progress progress) {
        var address = progress.address;
        if (address == null
                || address.level() != S3Operation.Level.BUCKET
                || reply.headers().has(BUCKET_REGION)) {
            return;
        }
        try {
            var bucket = progress.bucket;
            if (bucket != null) {
                bucket.find().ifPresent(found -> reply.with(BUCKET_REGION, found.region()));
            }
        } catch (IOException | RuntimeException unexpected) {
            LOG.error("the region of a bucket", unexpected);
        }
    }

    private Reply answer(Request request, Progress progress) throws IOException {
        var query = pipeline.query(request);
        var named = addressing.of(request);
        progress.address = named;
        var direct = AccessPointName.is(named.bucket())
                ? Optional.<RequestedBucket>empty()
                : Optional.of(new RequestedBucket(buckets, named.bucket()));
        progress.bucket = direct.orElse(null);
        refuseKeysInQuery(query);
        if (request.method().equals("OPTIONS")) {
            return cors.preflight(request, named, openly(named));
        }
        var effective = EffectiveRequest.of(request, query);
        var signed = authenticator.s3(effective, addressing.hostedBucket(request));
        var through = throughAccessPoint(signed, named);
        var bucket = through.map(route -> new RequestedBucket(buckets, route.bucket()))
                .or(() -> direct)
                .orElseThrow();
        progress.bucket = bucket;
        var address = through.map(route -> new Address(route.bucket().name(), named.key()))
                .orElse(named);
        progress.address = address;
        var authentication = inRegion(signed, bucket, through.isPresent());
        checkSession(authentication, address);
        var context = authentication.context(request, clock.instant());
        progress.context = context;
        var row = route(effective, address, authentication.caller());
        request.call().is(S3Words.NAME, row.wireName());
        meetFaults(row);
        if (!address.bucket().isEmpty()) {
            request.call().isOf(DirectoryName.is(address.bucket()) ? "directory" : "general-purpose");
        }
        var known = new S3Request(
                effective, row, address, authentication, context, through.map(AccessPointRouting.Route::through));
        return perform(known, bucket, effective, progress);
    }

    private void meetFaults(S3Operation row) {
        var met = faults.meet(S3Words.NAME, row.wireName());
        if (met.isPresent()) {
            throw switch (met.get()) {
                case THROTTLE -> S3Error.SLOW_DOWN.refusal();
                case OUTAGE, LATENCY -> S3Error.SERVICE_UNAVAILABLE.refusal();
            };
        }
    }

    private Reply perform(S3Request known, RequestedBucket bucket, EffectiveRequest effective, Progress progress)
            throws IOException {
        var row = known.operation();
        progress.operation = row;
        known.accessPoint().ifPresent(use -> AccessPointUse.check(row));
        checkKind(row, known.address());
        var operation = Optional.ofNullable(operations.get(row)).orElseThrow(() -> S3Error.notImplemented(row));
        if (!known.context().isAnonymous()) {
            known.proven();
        }
        EncryptionRequest.checkNames(effective.headers(), row.encryption());
        progress.known = known;
        log.admit(known);
        long bytes = effective.headers().declaredBytes();
        if (row.needsRoom(bytes)) {
            room.require(bytes);
        }
        try {
            return row.buildsMuch()
                    ? building.take(
                            known.context().isAnonymous()
                                    ? ""
                                    : known.principal().accountId(),
                            () -> handle(operation, known, bucket))
                    : handle(operation, known, bucket);
        } catch (MalformedXmlException malformed) {
            throw S3Error.MALFORMED_XML.refusal();
        } catch (Refusal refusal) {
            throw missingKeys.seenBy(known, bucket, refusal);
        }
    }

    private Reply handle(S3Handler operation, S3Request known, RequestedBucket bucket) throws IOException {
        return switch (operation) {
            case S3Handler.OnBucket onBucket -> {
                onBucket.beforeAsking(known, bucket);
                var opened = access.open(known, bucket);
                try {
                    yield onBucket.handle(known, opened);
                } finally {
                    if (known.operation().mayChangeBucket()) {
                        bucket.changed();
                    }
                }
            }
            case S3Handler.AskingItself asking -> {
                var reply = asking.handle(known, bucket);
                known.isAbout(known.bucket());
                yield reply;
            }
        };
    }

    /// Where a request goes that names an access point. Nobody comes through one unsigned, or signed for one
    /// region.
    private Optional<AccessPointRouting.Route> throughAccessPoint(Authentication signed, Address address)
            throws IOException {
        if (!AccessPointName.is(address.bucket())) {
            return Optional.empty();
        }
        if (signed.caller() instanceof Caller.Anonymous) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        if (AccessPointName.isRegional(address.bucket())) {
            throw S3Error.NOT_IMPLEMENTED.saying("Access points of one Region are not implemented.");
        }
        if (!signed.method().isAsymmetric()) {
            throw S3Error.INVALID_REQUEST.saying("The authorization mechanism you have provided is not supported."
                    + " Please use AWS4-ECDSA-P256-SHA256.");
        }
        return Optional.of(accessPoints.route(address.bucket(), signed.regions()));
    }

    /// Browsers ask without a signature: the bucket that an access point leads to says which scripts may come
    /// through.
    private RequestedBucket openly(Address named) throws IOException {
        if (!AccessPointName.is(named.bucket())) {
            return new RequestedBucket(buckets, named.bucket());
        }
        return accessPoints
                .serving(named.bucket())
                .map(serving -> new RequestedBucket(buckets, serving))
                .orElseGet(() -> new RequestedBucket(buckets, ""));
    }

    /// A signature for a set of regions asks in the region where the bucket is, if the set covers it; what has none
    /// asks there in any case.
    private static Authentication inRegion(Authentication authentication, RequestedBucket bucket, boolean routed)
            throws IOException {
        boolean one =
                authentication.regions().size() == 1 && !authentication.method().hasNoRegion();
        return one && !routed
                ? authentication
                : bucket.find().map(Bucket::region).map(authentication::in).orElse(authentication);
    }

    /// A customer's key belongs into a header. URLs are kept by browsers, proxies and logs, and whoever reads
    /// one there would have the key; the algorithm alone may stand in a presigned URL, so that its signature
    /// covers it.
    private static void refuseKeysInQuery(Query query) {
        for (var parameter : query.parameters()) {
            var name = parameter.name().toLowerCase(Locale.ROOT);
            if (CustomerKey.isSecret(name)) {
                throw S3Error.invalidArgument(
                        "A customer-provided encryption key is accepted in headers only, never in the query.",
                        name,
                        "null");
            }
        }
    }

    /// A session of a directory bucket is good for that bucket and nothing else.
    private static void checkSession(Authentication authentication, Address address) {
        if (authentication
                .bucketSession()
                .filter(session -> !session.bucket().equals(address.bucket()))
                .isPresent()) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    /// What the other kind of bucket has and this one has not is refused by its name.
    private static void checkKind(S3Operation row, Address address) {
        boolean directory = DirectoryName.is(address.bucket());
        boolean missing = row.buckets()
                == (directory ? S3Operation.BucketKinds.GENERAL_PURPOSE : S3Operation.BucketKinds.DIRECTORY);
        if (missing && row.level() != S3Operation.Level.SERVICE) {
            throw S3Error.notImplemented(row);
        }
    }

    /// Strangers are not told which operations there are, but which methods nothing has: AWS tells them too.
    private static S3Operation route(EffectiveRequest request, Address address, Caller caller) {
        try {
            return Router.route(request, address.level(), isDirectoryScope(request));
        } catch (Refusal noSuchOperation) {
            // Who posts a form is not known yet.
            boolean newer = noSuchOperation.status() == 501;
            throw caller instanceof Caller.Anonymous && newer ? S3Error.ACCESS_DENIED.refusal() : noSuchOperation;
        }
    }

    private static boolean isDirectoryScope(EffectiveRequest request) {
        return request.headers()
                .first("authorization")
                .map(value -> value.contains("/s3express/aws4_request"))
                .orElse(false);
    }
}
