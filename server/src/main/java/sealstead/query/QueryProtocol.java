package sealstead.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import sealstead.api.ApiOperation;
import sealstead.api.Pipeline;
import sealstead.audit.AuditSink;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// The Query protocol of one service: what a request asks, who asks, and what becomes of it.
public final class QueryProtocol {
    private static final int MAX_PARAMETERS = 4000;

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final QueryTrail trail;
    private final Clock clock;
    private final PageTokens tokens;
    private final String service;
    private final String version;
    private final QueryXml xml;
    private final Pipeline pipeline;

    /// @param service as it stands in the scope of signatures
    /// @param version the date that is the API's version
    public QueryProtocol(
            Authenticator authenticator,
            Authorizer authorizer,
            AuditSink audit,
            Clock clock,
            PageTokens tokens,
            String service,
            String version) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.trail = new QueryTrail(audit, service);
        this.clock = clock;
        this.tokens = tokens;
        this.service = service;
        this.version = version;
        this.xml = new QueryXml("https://" + service + ".amazonaws.com/doc/" + version + "/");
        this.pipeline = new Pipeline(new QueryWords(service, xml.namespace()));
    }

    /// What a request asks.
    ///
    /// @param body as it was signed
    public record Asked(Request request, Query query, Bytes body, String operation, Form form) {}

    /// Which requests are this service's own.
    public Recognition recognition() {
        return new Recognition(service, version);
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
        return pipeline.answer(request, () -> answer.to(read(request)));
    }

    private Asked read(Request request) throws IOException {
        var query = pipeline.query(request);
        byte[] body = {};
        var parameters = query;
        switch (request.method()) {
            case "GET" -> {}
            case "POST" -> {
                body = pipeline.body(request);
                parameters = Query.parse(new String(body, StandardCharsets.ISO_8859_1), MAX_PARAMETERS)
                        .orElseThrow(QueryError.MALFORMED_INPUT::refusal);
            }
            default -> throw QueryError.METHOD_NOT_ALLOWED.refusal();
        }
        var form = Form.of(parameters);
        return new Asked(request, query, Bytes.wrap(body), form.text("Action").orElse(""), form);
    }

    /// Who asks, and what; refused if nobody, if the signature is wrong or if there is no such operation.
    ///
    /// @param rows the rows of the API by their names
    public Call authenticate(Asked asked, Function<String, Optional<? extends ApiOperation>> rows) {
        Authentication authentication;
        try {
            authentication = authenticator.service(
                    asked.request(), asked.query(), service, asked.body().readOnlyArray());
        } catch (Refusal refused) {
            throw Unauthenticated.of(refused);
        }
        if (!(authentication.caller() instanceof Caller.Principal principal)) {
            throw QueryError.MISSING_TOKEN.refusal();
        }
        if (asked.operation().isEmpty()) {
            throw QueryError.MISSING_ACTION.refusal();
        }
        var row = isOurVersion(asked.form()) ? rows.apply(asked.operation()) : Optional.<ApiOperation>empty();
        return new Call(
                asked.request(),
                named(asked, row.orElseThrow(() -> unknown(asked))),
                asked.form(),
                principal,
                authentication.context(asked.request(), clock.instant()),
                tokens);
    }

    /// The row, which the request is counted under from now on.
    public <R extends ApiOperation> R named(Asked asked, R row) {
        asked.request().call().is(service, row.wireName());
        return row;
    }

    /// Does `work` and tells the audit trail what became of it, before anybody else is told. Nothing is done for a form
    /// that is not well formed.
    public Reply recorded(Asked asked, ApiOperation row, RequestContext context, Pipeline.Work<Reply> work)
            throws IOException {
        return pipeline.recorded(asked.request(), trail.of(context, row, asked.form()), () -> {
            asked.form().checkShape();
            return work.perform();
        });
    }

    /// Performs an operation and writes its reply.
    public Reply perform(QueryHandler operation, Call call) throws IOException {
        var first = operation.read(call);
        // Of itself an account may ask anything.
        boolean root = call.caller().principal().kind() == PrincipalName.Kind.ROOT;
        if (first.needs().isEmpty() && !call.row().actions().isEmpty() && !root) {
            throw new IllegalStateException(call.row().wireName() + " needs nothing");
        }
        return perform(call.row(), call.request(), first);
    }

    /// Asks what `first` needs and all that follows it, does the work and writes the reply.
    public Reply perform(ApiOperation row, Request request, Step.Ask first) throws IOException {
        var work = allowed(first);
        return xml.reply(row.wireName(), request, work);
    }

    private Step.Work allowed(Step step) throws IOException {
        return switch (step) {
            case Step.Work work -> work;
            case Step.Ask ask -> {
                for (var need : ask.needs()) {
                    need.check(authorizer);
                }
                yield allowed(ask.then().next());
            }
        };
    }

    /// An action that AWS's model does not have, or another version of the API.
    private Refusal unknown(Asked asked) {
        var shown = asked.form().text("Version").orElse("");
        return QueryError.INVALID_ACTION.saying(
                "Could not find operation " + Clipped.of(asked.operation()) + " for version " + Clipped.of(shown));
    }

    /// Whether the call is of this API's version.
    public boolean isOurVersion(Form form) {
        return form.text("Version").equals(Optional.of(version));
    }
}
