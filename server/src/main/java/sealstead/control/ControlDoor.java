package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import sealstead.api.ApiSteps;
import sealstead.api.Pipeline;
import sealstead.api.Trail;
import sealstead.audit.AuditSink;
import sealstead.auth.Authenticator;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Words;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.store.Bytes;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Headers;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Query;
import sealstead.wire.Reply;
import sealstead.wire.Request;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlWriter;

/// S3 Control's door. Its requests are known by the version in their path and the account in their headers,
/// so that a bucket may be called like the version, and the account need not stand in the host.
public final class ControlDoor implements Door {
    static final String NAMESPACE = XmlWriter.S3_CONTROL_NAMESPACE;

    private static final String ACCOUNT = "x-amz-account-id";
    private static final String EXPRESS = "s3express";

    private final Pipeline pipeline;
    private final Steps steps = new Steps();
    private final Authenticator authenticator;
    private final ControlTrail trail;
    private final Clock clock;
    private final Map<ControlOperation, ControlAction> actions = new EnumMap<>(ControlOperation.class);

    /// @param room is asked before something is made
    /// @param hostId what `x-amz-id-2` says
    public ControlDoor(
            Authenticator authenticator,
            BucketAccess access,
            Buckets buckets,
            AccessPointControl accessPoints,
            JobActions jobs,
            Room room,
            AuditSink audit,
            Clock clock,
            String hostId) {
        this.authenticator = authenticator;
        this.trail = new ControlTrail(audit);
        this.clock = clock;
        this.pipeline = new Pipeline(new ControlWords(new S3Words(hostId), hostId), room);
        var tags = new BucketTags(access, buckets);
        actions.put(ControlOperation.TAG_RESOURCE, new TagResource(tags));
        actions.put(ControlOperation.UNTAG_RESOURCE, new UntagResource(tags));
        actions.put(ControlOperation.LIST_TAGS_FOR_RESOURCE, new ListTagsForResource(tags));
        accessPoints.addTo(actions);
        actions.putAll(jobs.all());
    }

    /// The operations that have a handler.
    public Set<ControlOperation> implemented() {
        return Set.copyOf(actions.keySet());
    }

    @Override
    public boolean isFor(Request request) {
        return request.rawPath().startsWith(ControlOperation.ROOT)
                && request.headers().has(ACCOUNT);
    }

    @Override
    public Reply handle(Request request) {
        return pipeline.answer(request, () -> pipeline.perform(request, steps));
    }

    /// @param label what the path names, decoded; empty if it names nothing
    /// @param body as it was signed
    private record Signed(
            Request request,
            Query query,
            Optional<ControlOperation> row,
            String label,
            Bytes body,
            RequestContext by) {}

    private final class Steps implements ApiSteps<Signed, ControlOperation, ControlCall, Reply> {
        @Override
        public Signed authenticate(Request request) throws IOException {
            var query = pipeline.query(request);
            var path = request.rawPath().substring(ControlOperation.ROOT.length());
            var match = ControlOperation.match(request.method(), path);
            var label = match.map(
                            row -> row.labels().isEmpty() ? "" : row.labels().getFirst())
                    .flatMap(raw -> PercentEncoding.decode(raw, false))
                    .orElse("");
            var body = pipeline.body(request);
            if (!request.headers().has("authorization")) {
                throw S3Error.ACCESS_DENIED.refusal();
            }
            var row = match.map(ControlOperation.Match::operation);
            var elsewhere = row.map(ControlOperation::regions).orElse(List.of());
            var authentication = authenticator.service(request, query, service(request, label), body, elsewhere);
            if (authentication.caller() instanceof Caller.Anonymous
                    || authentication.bucketSession().isPresent()) {
                throw S3Error.ACCESS_DENIED.refusal();
            }
            var context = authentication.context(request, clock.instant());
            return new Signed(request, query, row, label, Bytes.wrap(body), context);
        }

        @Override
        public ControlOperation row(Signed asked) {
            return asked.row.orElseThrow(
                    () -> S3Error.METHOD_NOT_ALLOWED.refusal().with("Method", asked.request.method()));
        }

        @Override
        public ControlCall read(Signed asked, ControlOperation row) {
            var account = asked.request.headers().first(ACCOUNT).orElse("");
            return new ControlCall(row, asked.by, account, asked.label, asked.query, asked.body);
        }

        @Override
        public Trail<Reply> trail(ControlCall call) {
            return trail.of(call);
        }

        @Override
        public void check(ControlCall call) {
            var row = call.row();
            if (!actions.containsKey(row)) {
                throw S3Error.NOT_IMPLEMENTED.saying("The operation " + row.wireName() + " is not implemented.");
            }
            if (!call.account().matches("[0-9]{12}")) {
                throw S3Error.INVALID_REQUEST.saying("The header x-amz-account-id is not the id of an account.");
            }
            checkBody(row, call.context().headers(), call.body().readOnlyArray());
        }

        @Override
        public long bytes(ControlCall call) {
            return call.body().size();
        }

        @Override
        public Pipeline.Work<Reply> authorize(ControlCall call) throws IOException {
            var action = Objects.requireNonNull(actions.get(call.row()));
            var work = wellFormed(() -> action.read(call).authorize());
            return () -> wellFormed(work);
        }

        private static <T> T wellFormed(Pipeline.Work<T> work) throws IOException {
            try {
                return work.perform();
            } catch (MalformedXmlException malformed) {
                throw S3Error.MALFORMED_XML.refusal();
            }
        }
    }

    private static void checkBody(ControlOperation operation, Headers headers, byte[] body) {
        var declared = DeclaredChecksum.read(headers);
        var md5 = ContentMd5.read(headers);
        if (operation.needsChecksum() && declared.isEmpty() && md5.isEmpty()) {
            throw S3Error.MISSING_CHECKSUM.refusal();
        }
        declared.ifPresent(checksum -> checksum.check(digest(checksum.algorithm(), body)));
        md5.ifPresent(expected -> expected.check(digest(ChecksumAlgorithm.MD5, body)));
    }

    private static byte[] digest(ChecksumAlgorithm algorithm, byte[] body) {
        var digest = algorithm.newChecksum();
        digest.update(body, 0, body.length);
        return digest.digest();
    }

    /// What is asked about directory buckets is signed for S3 Express, everything else for S3.
    private static String service(Request request, String label) {
        boolean tags = request.rawPath().startsWith(ControlOperation.ROOT + "tags/");
        boolean signedExpress = request.headers()
                .first("authorization")
                .filter(header -> header.contains("/" + EXPRESS + "/aws4_request"))
                .isPresent();
        return label.startsWith("arn:aws:s3express:") || (!tags && signedExpress) ? EXPRESS : "s3";
    }
}
