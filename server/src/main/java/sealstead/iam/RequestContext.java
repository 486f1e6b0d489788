package sealstead.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.PrincipalName;
import sealstead.time.IsoTime;
import sealstead.wire.Headers;
import sealstead.wire.Request;

/// What every service knows of a request, and with it the global condition keys. They come from the
/// connection, the signature and the clock; of the headers only those that AWS itself believes are looked at,
/// so that no client can set any other.
///
/// @param time when the request came
/// @param region the region that it was signed for
/// @param signature how it was signed
public record RequestContext(
        String requestId,
        Caller caller,
        Request.Peer peer,
        Headers headers,
        Instant time,
        String region,
        SignatureFacts signature)
        implements Conditions {

    /// How a request was signed, in the words of `s3:signatureversion` and `s3:authType`.
    ///
    /// @param version empty for anonymous requests
    /// @param signed when, for requests by Signature Version 4
    public record SignatureFacts(String version, String type, Optional<Instant> signed) {
        public static final SignatureFacts NONE = new SignatureFacts("", "", Optional.empty());

        /// The version in the words of access logs and of CloudTrail; empty for anonymous requests.
        public String label() {
            if (version.isEmpty()) {
                return "";
            }
            if (version.startsWith("AWS4-ECDSA-")) {
                return "SigV4A";
            }
            return version.equals("AWS") ? "SigV2" : "SigV4";
        }
    }

    /// What a background job does on behalf of `principal`.
    public static RequestContext ofJob(Caller.Principal principal, Instant time, String region) {
        return new RequestContext("", principal, Request.Peer.SELF, new Headers(), time, region, SignatureFacts.NONE);
    }

    @Override
    public List<String> values(String key) {
        return switch (key) {
            case "aws:currenttime" -> List.of(IsoTime.toSeconds(time));
            case "aws:epochtime" -> List.of(Long.toString(time.getEpochSecond()));
            case "aws:securetransport" -> List.of(Boolean.toString(peer.secure()));
            case "aws:sourceip" -> List.of(peer.address());
            case "aws:useragent" -> list(headers.first("user-agent"));
            case "aws:referer" -> list(headers.first("referer"));
            case "aws:requestedregion" -> List.of(region);
            case "aws:viaawsservice", "aws:principalisawsservice" -> List.of("false");
            case "aws:principalarn" -> text(caller.asPrincipal().arn());
            case "aws:principalaccount" -> text(caller.asPrincipal().accountId());
            case "aws:principaltype" -> List.of(type());
            case "aws:userid" -> List.of(principal().map(Caller.Principal::id).orElse("anonymous"));
            case "aws:username" ->
                list(principal()
                        .filter(known -> known.principal().kind() == PrincipalName.Kind.USER)
                        .map(Caller.Principal::name));
            case "aws:tokenissuetime" ->
                list(session().map(Caller.Session::issued).map(Instant::toString));
            case "aws:sourceidentity" ->
                list(session().map(Caller.Session::sourceIdentity).filter(name -> !name.isEmpty()));
            case "aws:federatedprovider" ->
                list(session().map(Caller.Session::provider).filter(arn -> !arn.isEmpty()));
            case "aws:multifactorauthpresent" -> list(session().map(known -> Boolean.toString(known.multiFactor())));
            case "aws:multifactorauthage" ->
                list(session()
                        .filter(Caller.Session::multiFactor)
                        .map(known -> Long.toString(
                                Duration.between(known.issued(), time).toSeconds())));
            default -> List.of();
        };
    }

    public boolean isAnonymous() {
        return caller instanceof Caller.Anonymous;
    }

    private Optional<Caller.Principal> principal() {
        return caller instanceof Caller.Principal known ? Optional.of(known) : Optional.empty();
    }

    private Optional<Caller.Session> session() {
        return principal().flatMap(Caller.Principal::session);
    }

    private String type() {
        return switch (caller.asPrincipal().kind()) {
            case ANONYMOUS -> "Anonymous";
            case ROOT -> "Account";
            case USER -> "User";
            case ROLE_SESSION -> "AssumedRole";
            case FEDERATED_USER -> "FederatedUser";
            case SERVICE -> "Service";
            case WEB_IDENTITY -> "WebIdentityUser";
        };
    }

    private static List<String> text(String value) {
        return value.isEmpty() ? List.of() : List.of(value);
    }

    private static List<String> list(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }
}
