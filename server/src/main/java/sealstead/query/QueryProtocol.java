package sealstead.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.audit.AuditSink;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.iam.Caller;
import sealstead.iam.RequestFacts;
import sealstead.s3.xml.XmlWriter;
import sealstead.store.Bytes;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The Query protocol of one service: which requests are its own, what they ask, who asks, and how replies and errors
/// are written.
public final class QueryProtocol {
    private static final Logger LOG = LoggerFactory.getLogger(QueryProtocol.class);
    private static final int MOST_BODY_BYTES = 256 * 1024;
    private static final int MOST_PARAMETERS = 4000;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Authenticator authenticator;
    private final QueryTrail trail;
    private final Clock clock;
    private final String service;
    private final String version;
    private final String namespace;

    /// @param service as it stands in the scope of signatures
    /// @param version the date that is the API's version
    public QueryProtocol(Authenticator authenticator, AuditSink audit, Clock clock, String service, String version) {
        this.authenticator = authenticator;
        this.trail = new QueryTrail(audit, service);
        this.clock = clock;
        this.service = service;
        this.version = version;
        this.namespace = "https://" + service + ".amazonaws.com/doc/" + version + "/";
    }

    /// What a request asks.
    ///
    /// @param body as it was signed
    public record Asked(Request request, Query query, Bytes body, String operation, Form form) {}

    /// Whether the request was signed for this service.
    public boolean isSignedFor(Request request) {
        return request.headers()
                .first("authorization")
                .filter(header -> header.startsWith("AWS4-") && service.equals(scopeService(header)))
                .isPresent();
    }

    /// The service in the scope of an Authorization header, or empty.
    private static String scopeService(String header) {
        int from = header.indexOf("Credential=");
        if (from < 0) {
            return "";
        }
        int end = header.indexOf(',', from);
        var parts = header.substring(from, end < 0 ? header.length() : end).split("/", -1);
        return parts.length < 5 ? "" : parts[parts.length - 2];
    }

    /// Whether the request is an unsigned form for no bucket.
    public static boolean isUnsignedForm(Request request) {
        return request.method().equals("POST")
                && isAtRoot(request)
                && !request.headers().has("authorization")
                && request.headers()
                        .first("content-type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(FORM))
                        .isPresent();
    }

    /// Whether the request is a GET of this API that nobody signed.
    public boolean isUnsignedQuery(Request request) {
        return request.method().equals("GET")
                && request.rawPath().equals("/")
                && !request.headers().has("authorization")
                && Query.parse(request.rawQuery())
                        .filter(query ->
                                query.has("Action") && query.first("Version").equals(Optional.of(version)))
                        .isPresent();
    }

    private static boolean isAtRoot(Request request) {
        return request.rawPath().equals("/") && request.rawQuery().isEmpty();
    }

    /// Performs what was asked.
    @FunctionalInterface
    public interface Answer {
        Reply to(Asked asked) throws IOException;
    }

    /// Answers a request; whatever is thrown becomes an error document.
    ///
    /// @param answer performs what was asked
    public Reply handle(Request request, Answer answer) {
        Reply reply;
        try {
            reply = answer.to(read(request));
        } catch (Refusal refused) {
            reply = error(request, refused);
        } catch (IOException | RuntimeException unexpected) {
            LOG.error("request {}", request.id(), unexpected);
            reply = error(request, failure());
        }
        return reply.with("x-amzn-requestid", request.id());
    }

    private Asked read(Request request) throws IOException {
        var query = Query.parse(request.rawQuery())
                .orElseThrow(() -> new Refusal(400, "MalformedQueryString", "The query string is malformed."));
        byte[] body = {};
        var parameters = query;
        switch (request.method()) {
            case "GET" -> {}
            case "POST" -> {
                body = request.body().readNBytes(MOST_BODY_BYTES + 1);
                if (body.length > MOST_BODY_BYTES) {
                    throw new Refusal(413, "RequestEntityTooLarge", "Request entity is too large");
                }
                parameters = Query.parse(new String(body, StandardCharsets.ISO_8859_1), MOST_PARAMETERS)
                        .orElseThrow(() -> new Refusal(400, "MalformedInput", "The form is malformed."));
            }
            default -> throw new Refusal(405, "MethodNotAllowed", "The method is not allowed.");
        }
        var form = Form.of(parameters);
        return new Asked(request, query, Bytes.wrap(body), form.text("Action").orElse(""), form);
    }

    /// Who asks; refused if nobody or the signature is wrong.
    public Call authenticate(Asked asked) {
        Authentication authentication;
        try {
            authentication = authenticator.service(
                    asked.request(), asked.query(), service, asked.body().readOnlyArray());
        } catch (Refusal refused) {
            throw inOurWords(refused);
        }
        if (!(authentication.caller() instanceof Caller.Principal principal)) {
            throw missingToken();
        }
        if (asked.operation().isEmpty()) {
            throw new Refusal(400, "MissingAction", "The request is missing an action.");
        }
        return new Call(
                asked.request(),
                service,
                asked.operation(),
                asked.form(),
                principal,
                authentication.facts(asked.request(), clock.instant()));
    }

    public static Refusal missingToken() {
        return new Refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token");
    }

    /// Temporary credentials that an API does not take.
    public static Refusal invalidToken() {
        return new Refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    private static Refusal inOurWords(Refusal refused) {
        return switch (refused.code()) {
            case "InvalidAccessKeyId", "InvalidToken" -> invalidToken();
            case "ExpiredToken" ->
                new Refusal(403, "ExpiredToken", "The security token included in the request is expired");
            case "SignatureDoesNotMatch", "AccessDenied" ->
                new Refusal(
                        403,
                        "SignatureDoesNotMatch",
                        "The request signature we calculated does not match the signature you provided. Check your AWS"
                                + " Secret Access Key and signing method. Consult the service documentation for"
                                + " details.");
            case "RequestTimeTooSkewed" -> {
                var times = refused.details();
                yield new Refusal(
                        403,
                        "SignatureDoesNotMatch",
                        "Signature not yet current or expired: "
                                + times.getFirst().value() + " is more than 15 min. away from "
                                + times.get(1).value());
            }
            case "MissingAuthenticationToken" -> missingToken();
            case "AuthorizationHeaderMalformed" -> {
                boolean region = refused.details().stream()
                        .anyMatch(detail -> detail.name().equals("Region"));
                yield region
                        ? new Refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. ")
                        : new Refusal(400, "IncompleteSignature", refused.message());
            }
            default -> refused;
        };
    }

    /// Work whose outcome the audit trail tells.
    @FunctionalInterface
    public interface Work {
        Reply perform() throws IOException;
    }

    /// Does `work` and tells the audit trail what became of it, before anybody else is told.
    public Reply recorded(RequestFacts facts, String operation, Form form, Work work) throws IOException {
        Reply reply;
        try {
            reply = work.perform();
        } catch (Refusal refused) {
            trail.called(facts, operation, form, Optional.of(refused));
            throw refused;
        } catch (IOException | RuntimeException unexpected) {
            trail.called(facts, operation, form, Optional.of(failure()));
            throw unexpected;
        }
        trail.called(facts, operation, form, Optional.empty());
        return reply;
    }

    private static Refusal failure() {
        return new Refusal(500, "InternalFailure", "The request processing has failed because of an unknown error.");
    }

    /// Performs an operation and writes its reply.
    public Reply perform(Operation operation, Call call) throws IOException {
        return reply(call.operation(), call.request(), operation.hasResult(), out -> operation.answer(call, out));
    }

    /// Writes what stands inside the result element.
    @FunctionalInterface
    public interface Result {
        void writeTo(XmlWriter out) throws IOException;
    }

    /// The reply of an operation.
    public Reply reply(String operation, Request request, boolean hasResult, Result result) throws IOException {
        var out = XmlWriter.document(operation + "Response", namespace);
        if (hasResult) {
            out.begin(operation + "Result");
        }
        result.writeTo(out);
        if (hasResult) {
            out.end();
        }
        out.begin("ResponseMetadata").element("RequestId", request.id()).end();
        return Reply.of(200, "text/xml", out.toBytes());
    }

    /// An action that AWS's model does not have, or another version of the API.
    public Refusal unknown(Asked asked) {
        var shown = asked.form().text("Version").orElse("");
        return new Refusal(
                400,
                "InvalidAction",
                "Could not find operation " + printable(asked.operation()) + " for version " + printable(shown));
    }

    /// Whether the call is of this API's version.
    public boolean isOurVersion(Form form) {
        return form.text("Version").equals(Optional.of(version));
    }

    private static String printable(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64);
    }

    private Reply error(Request request, Refusal refused) {
        var out = XmlWriter.document("ErrorResponse", namespace)
                .begin("Error")
                .element("Type", refused.status() < 500 || refused.status() == 501 ? "Sender" : "Receiver")
                .element("Code", refused.code())
                .element("Message", refused.message())
                .end()
                .element("RequestId", request.id());
        return Reply.of(refused.status(), "text/xml", out.toBytes());
    }
}
