package sealstead.s3;

import java.util.Optional;
import sealstead.auth.Authentication;
import sealstead.auth.Payload;
import sealstead.auth.PayloadProof;
import sealstead.iam.Caller;
import sealstead.iam.RequestFacts;
import sealstead.wire.Headers;
import sealstead.wire.Query;
import sealstead.wire.Request;

/// An authenticated S3 request and what it names.
///
/// @param headers the headers, and for a presigned request the `x-amz-*` parameters of its query as well
/// @param facts what is known of the request whatever its service
/// @param notes what the audit trail wants to know afterwards
public record S3Request(
        Request wire,
        S3Operation operation,
        Addressing.Address address,
        Query query,
        Headers headers,
        Authentication authentication,
        RequestFacts facts,
        RequestNotes notes) {

    public S3Request(
            Request wire,
            S3Operation operation,
            Addressing.Address address,
            Query query,
            Headers headers,
            Authentication authentication,
            RequestFacts facts) {
        this(wire, operation, address, query, headers, authentication, facts, new RequestNotes());
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
        return Payload.of(wire, authentication.payload());
    }

    PayloadProof proof() {
        return authentication.payload();
    }
}
