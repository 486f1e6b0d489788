package sealstead.control;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.api.Pipeline;
import sealstead.audit.AuditSink;
import sealstead.auth.Authenticator;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.iam.Caller;
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
    private final Authenticator authenticator;
    private final Room room;
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
        this.room = room;
        this.authenticator = authenticator;
        this.trail = new ControlTrail(audit);
        this.clock = clock;
        this.pipeline = new Pipeline(new ControlWords(new S3Words(hostId), hostId));
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
        return pipeline.answer(request, () -> answer(request));
    }

    private Reply answer(Request request) throws IOException {
        var query = pipeline.query(request);
        var path = request.rawPath().substring(ControlOperation.ROOT.length());
        var match = ControlOperation.match(request.method(), path);
        var label = match.map(row -> row.labels().isEmpty() ? "" : row.labels().getFirst())
                .flatMap(raw -> PercentEncoding.decode(raw, false))
                .orElse("");
        var body = pipeline.body(request);
        if (!request.headers().has("authorization")) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        var elsewhere = match.map(row -> row.operation().regions()).orElse(List.of());
        var authentication = authenticator.service(request, query, service(request, label), body, elsewhere);
        if (authentication.caller() instanceof Caller.Anonymous
                || authentication.bucketSession().isPresent()) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
        var operation = match.orElseThrow(
                        () -> S3Error.METHOD_NOT_ALLOWED.refusal().with("Method", request.method()))
                .operation();
        request.call().is(ControlWords.NAME, operation.wireName());
        var context = authentication.context(request, clock.instant());
        var account = request.headers().first(ACCOUNT).orElse("");
        var call = new ControlCall(operation, context, account, label, query, Bytes.wrap(body));
        return pipeline.recorded(request, trail.of(call), () -> perform(call, body));
    }

    private Reply perform(ControlCall call, byte[] body) throws IOException {
        var operation = call.row();
        var action = Optional.ofNullable(actions.get(operation))
                .orElseThrow(() -> S3Error.NOT_IMPLEMENTED.saying(
                        "The operation " + operation.wireName() + " is not implemented."));
        if (!call.account().matches("[0-9]{12}")) {
            throw S3Error.INVALID_REQUEST.saying("The header x-amz-account-id is not the id of an account.");
        }
        checkBody(operation, call.context().headers(), body);
        if (operation.needsRoom()) {
            room.require(body.length);
        }
        try {
            return action.read(call).perform();
        } catch (MalformedXmlException malformed) {
            throw S3Error.MALFORMED_XML.refusal();
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
