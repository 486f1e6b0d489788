package sealstead.s3;

import java.util.Optional;
import sealstead.auth.Authentication;
import sealstead.auth.EffectiveRequest;
import sealstead.auth.Payload;
import sealstead.auth.PayloadProof;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Request;
import sealstead.wire.RequestBody;

/// An authenticated S3 request and what it names. What came over the wire is not to be had from it but for
/// the body: everybody behind the door reads the effective headers.
public final class S3Request {
    private final Request wire;
    private final S3Operation operation;
    private final Address address;
    private final Query query;
    private final Headers headers;
    private final Authentication authentication;
    private final RequestContext context;
    private final Optional<AccessPointUse> accessPoint;
    private final RequestNotes notes = new RequestNotes();

    private S3Request(
            Request wire,
            S3Operation operation,
            Address address,
            Query query,
            Headers headers,
            Authentication authentication,
            RequestContext context,
            Optional<AccessPointUse> accessPoint) {
        this.wire = wire;
        this.operation = operation;
        this.address = address;
        this.query = query;
        this.headers = headers;
        this.authentication = authentication;
        this.context = context;
        this.accessPoint = accessPoint;
    }

    public S3Request(
            EffectiveRequest request,
            S3Operation operation,
            Address address,
            Authentication authentication,
            RequestContext context,
            Optional<AccessPointUse> accessPoint) {
        this(
                request.wire(),
                operation,
                address,
                request.query(),
                request.headers(),
                authentication,
                context,
                accessPoint);
    }

    /// The request that the fields of a form make of the one that brought the form.
    ///
    /// @param key the object that the form names
    /// @param fields the fields that stand for headers
    public S3Request ofForm(String key, Headers fields, Authentication signer, java.time.Instant now) {
        var named = new Address(bucket(), Address.checkedKey(key));
        return new S3Request(wire, operation, named, query, fields, signer, signer.context(wire, now), accessPoint);
    }

    public S3Operation operation() {
        return operation;
    }

    public Address address() {
        return address;
    }

    /// The parameters of the query, decoded.
    public Query query() {
        return query;
    }

    /// The headers, those that the query of a presigned URL stands for among them; for a form its fields.
    public Headers headers() {
        return headers;
    }

    public Authentication authentication() {
        return authentication;
    }

    /// What is known of the request whatever its service.
    public RequestContext context() {
        return context;
    }

    /// The access point through which the request came, if it came through one.
    public Optional<AccessPointUse> accessPoint() {
        return accessPoint;
    }

    /// @param found the name of a bucket that there is
    public void isAbout(String found) {
        wire.call().isAbout(found, key());
    }

    /// What the audit trail wants to know afterwards.
    public RequestNotes notes() {
        return notes;
    }

    public String bucket() {
        return address.bucket();
    }

    public String key() {
        return address.key();
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /// The request id.
    public String id() {
        return wire.id();
    }

    /// The other end of the connection.
    public Request.Peer peer() {
        return wire.peer();
    }

    /// The host that was asked, as the client names it; empty if it names none.
    public String host() {
        return wire.headers().first("host").orElse("");
    }

    /// The path as it was sent, which answers show.
    public String rawPath() {
        return wire.rawPath();
    }

    /// The object that a copy reads.
    ///
    /// @throws sealstead.wire.Refusal if the header names none
    public CopySource copySource() {
        return CopySource.of(header(CopySource.HEADER).orElse(""));
    }

    /// The principal who asks.
    public Caller.Principal principal() {
        return switch (authentication.caller()) {
            case Caller.Principal principal -> principal;
            case Caller.Anonymous() -> Caller.Principal.nobody();
        };
    }

    /// Refuses who does not say who he is, also where a policy lets everybody in.
    public void checkNotAnonymous(String refusal) {
        if (authentication.caller() instanceof Caller.Anonymous) {
            throw S3Error.ACCESS_DENIED.saying(refusal);
        }
    }

    /// The body, which proves itself while it is read.
    public Payload payload() {
        return payload(authentication.payload());
    }

    Payload payload(PayloadProof proof) {
        return Payload.of(wire, proof);
    }

    /// The type of the body, as the wire says it: a form's fields have one of their own.
    public String bodyType() {
        return wire.headers().first("content-type").orElse("");
    }

    /// Who asks may ask: the body is held to the pace of all bodies only.
    public void proven() {
        RequestBody.proven(wire);
    }

    PayloadProof proof() {
        return authentication.payload();
    }
}
