package sealstead.s3.door;

import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.api.ApiSteps;
import sealstead.api.ApiWords;
import sealstead.api.Pipeline;
import sealstead.api.Trail;
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
        this.log = log;
        this.faults = faults;
        // A processor is left for everybody else.
        long processors = Runtime.getRuntime().availableProcessors() - 1L;
        int atOnce = (int) Math.clamp(Runtime.getRuntime().maxMemory() / MEMORY_PER_ANSWER, 1, Math.max(1, processors));
        this.building = new FairTurns(atOnce, Math.max(1, atOnce / 2));
        this.clock = clock;
        this.words = new S3Words(hostId);
        this.pipeline = new Pipeline(words, room);
    }

    /// Whatever no other door claims is S3's.
    @Override
    public boolean isFor(Request request) {
        return true;
    }

    @Override
    public Reply handle(Request request) {
        var steps = new SignedSteps(request);
        request.call().is(S3Words.NAME, "");
        var reply = pipeline.outcome(request, () -> answer(request, steps), steps::failed);
        if (request.headers().has("origin")) {
            addCrossOrigin(reply, request, steps);
        }
        if (request.method().equals("HEAD")) {
            addRegion(reply, steps);
        }
        return told(steps.exchange(request), words.named(reply, request));
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
        var steps = new OwnSteps(row, address, query, authentication, work);
        var reply = pipeline.outcome(request, () -> pipeline.perform(request, steps), steps::failed);
        return new OwnCalls.Answer(
                told(steps.exchange(request), words.named(reply, request)), steps.errorCode, steps.errorMessage);
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
    private abstract static class Progress {
        final long began = System.nanoTime();

        @Nullable
        Address address;

        @Nullable
        RequestedBucket bucket;

        @Nullable
        S3Operation operation;

        @Nullable
        RequestContext context;

        @Nullable
        S3Request known;

        String errorCode = "";
        String errorMessage = "";

        void failed(Refusal refusal) {
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

    private Reply answer(Request request, SignedSteps steps) throws IOException {
        return request.method().equals("OPTIONS") ? preflight(request, steps) : pipeline.perform(request, steps);
    }

    private Reply preflight(Request request, Progress progress) throws IOException {
        addressed(request, progress);
        var named = Objects.requireNonNull(progress.address);
        return cors.preflight(request, named, openly(named));
    }

    /// Finds out what the request names.
    private Query addressed(Request request, Progress progress) throws IOException {
        var query = pipeline.query(request);
        var named = addressing.of(request);
        progress.address = named;
        if (!AccessPointName.is(named.bucket())) {
            progress.bucket = new RequestedBucket(buckets, named.bucket());
        }
        refuseKeysInQuery(query);
        return query;
    }

    /// A request whose maker is known.
    ///
    /// @param address where it leads to, which may be behind an access point
    private record Known(
            EffectiveRequest effective,
            Address address,
            RequestedBucket bucket,
            Authentication authentication,
            RequestContext context,
            Optional<AccessPointUse> through) {}

    /// The steps of a request, and how far it got. Those behind the signature are the same for the server's own
    /// requests.
    private abstract class Steps extends Progress
            implements ApiSteps<Known, S3Operation, S3Request, Reply>, Trail<Reply> {
        @Override
        public S3Request read(Known asked, S3Operation row) throws IOException {
            var request = new S3Request(
                    asked.effective, row, asked.address, asked.authentication, asked.context, asked.through);
            operation = row;
            if (asked.through.isPresent()) {
                AccessPointUse.check(row);
            }
            checkKind(row, asked.address);
            if (!operations.containsKey(row)) {
                throw S3Error.notImplemented(row);
            }
            if (!asked.context.isAnonymous()) {
                request.proven();
            }
            EncryptionRequest.checkNames(asked.effective.headers(), row.encryption());
            known = request;
            return request;
        }

        @Override
        public Trail<Reply> trail(S3Request request) {
            return this;
        }

        @Override
        public void admit() {
            log.admit(Objects.requireNonNull(known));
        }

        @Override
        public void done(Reply result) {
            // The log is told of every answer, however far its request got.
        }

        @Override
        public void refused(Refusal refusal) {
            // So it is of refusals.
        }

        @Override
        public void check(S3Request request) {
            // Headers are read by the operation, behind the question whether the caller may.
        }

        @Override
        public long bytes(S3Request request) {
            return request.headers().declaredBytes();
        }

        @Override
        public Pipeline.Work<Reply> authorize(S3Request request) throws IOException {
            var asked = Objects.requireNonNull(bucket);
            return switch (Objects.requireNonNull(operations.get(request.operation()))) {
                case S3Handler.OnBucket onBucket -> {
                    var opened = open(onBucket, request, asked);
                    yield inTurn(request, () -> perform(onBucket, request, opened));
                }
                case S3Handler.AskingItself asking -> inTurn(request, () -> perform(asking, request, asked));
            };
        }

        private Bucket open(S3Handler.OnBucket operation, S3Request request, RequestedBucket asked) throws IOException {
            try {
                operation.beforeAsking(request, asked);
                return access.open(request, asked);
            } catch (MalformedXmlException | Refusal failed) {
                throw seen(failed, request, asked);
            }
        }

        private Reply perform(S3Handler.OnBucket operation, S3Request request, Bucket opened) throws IOException {
            try {
                return operation.handle(request, opened);
            } catch (MalformedXmlException | Refusal failed) {
                throw seen(failed, request, Objects.requireNonNull(bucket));
            } finally {
                if (request.operation().mayChangeBucket()) {
                    Objects.requireNonNull(bucket).changed();
                }
            }
        }

        private Reply perform(S3Handler.AskingItself operation, S3Request request, RequestedBucket asked)
                throws IOException {
            try {
                var reply = operation.handle(request, asked);
                request.isAbout(request.bucket());
                return reply;
            } catch (MalformedXmlException | Refusal failed) {
                throw seen(failed, request, asked);
            }
        }

        /// What the caller is told.
        private Refusal seen(RuntimeException failed, S3Request request, RequestedBucket asked) throws IOException {
            return failed instanceof Refusal refusal
                    ? missingKeys.seenBy(request, asked, refusal)
                    : S3Error.MALFORMED_XML.refusal();
        }

        private Pipeline.Work<Reply> inTurn(S3Request request, Pipeline.Work<Reply> work) {
            if (!request.operation().buildsMuch()) {
                return work;
            }
            var account =
                    request.context().isAnonymous() ? "" : request.principal().accountId();
            return () -> building.take(account, work::perform);
        }
    }

    /// The steps of a request that came over the wire.
    private final class SignedSteps extends Steps {
        private final Request wire;

        SignedSteps(Request wire) {
            this.wire = wire;
        }

        @Override
        public Known authenticate(Request request) throws IOException {
            var query = addressed(request, this);
            var named = Objects.requireNonNull(address);
            var effective = EffectiveRequest.of(request, query);
            var signed = authenticator.s3(effective, addressing.hostedBucket(request));
            var route = throughAccessPoint(signed, named);
            boolean routed = route.isPresent();
            if (routed) {
                bucket = new RequestedBucket(buckets, route.get().bucket());
                address = new Address(route.get().bucket().name(), named.key());
            }
            var asked = Objects.requireNonNull(bucket);
            var authentication = inRegion(signed, asked, routed);
            checkSession(authentication, address);
            var by = authentication.context(request, clock.instant());
            context = by;
            return new Known(
                    effective, address, asked, authentication, by, route.map(AccessPointRouting.Route::through));
        }

        @Override
        public S3Operation row(Known asked) {
            return route(asked.effective, asked.address, asked.authentication.caller());
        }

        @Override
        public S3Request read(Known asked, S3Operation row) throws IOException {
            meetFaults(row);
            if (!asked.address.bucket().isEmpty()) {
                wire.call().isOf(DirectoryName.is(asked.address.bucket()) ? "directory" : "general-purpose");
            }
            return super.read(asked, row);
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
    }

    /// The steps of a request that the server makes itself: who makes it is known.
    private final class OwnSteps extends Steps {
        private final S3Operation row;
        private final Address named;
        private final Query query;
        private final Authentication authentication;
        private final RequestNotes.Work work;

        OwnSteps(S3Operation row, Address named, Query query, Authentication authentication, RequestNotes.Work work) {
            this.row = row;
            this.named = named;
            this.query = query;
            this.authentication = authentication;
            this.work = work;
        }

        @Override
        public Known authenticate(Request request) {
            var asked = new RequestedBucket(buckets, named.bucket());
            var by = authentication.context(request, clock.instant());
            address = named;
            bucket = asked;
            context = by;
            var effective = EffectiveRequest.of(request, query);
            return new Known(effective, named, asked, authentication, by, Optional.empty());
        }

        @Override
        public S3Operation row(Known asked) {
            return row;
        }

        @Override
        public S3Request read(Known asked, S3Operation of) throws IOException {
            var request = super.read(asked, of);
            request.notes().work(work);
            return request;
        }
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
