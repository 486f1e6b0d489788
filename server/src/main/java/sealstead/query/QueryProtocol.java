package sealstead.query;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import sealstead.api.ApiOperation;
import sealstead.api.ApiSteps;
import sealstead.api.Pipeline;
import sealstead.api.Trail;
import sealstead.audit.AuditSink;
import sealstead.auth.Authentication;
import sealstead.auth.Authenticator;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.PrincipalName;
import sealstead.store.Bytes;
import sealstead.store.Room;
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

    /// What an API is called.
    ///
    /// @param service as it stands in the scope of signatures
    /// @param version the date that is the API's version
    public record Name(String service, String version) {}

    /// @param room is asked before something is made
    public QueryProtocol(
            Authenticator authenticator,
            Authorizer authorizer,
            AuditSink audit,
            Clock clock,
            PageTokens tokens,
            Room room,
            Name name) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.trail = new QueryTrail(audit, name.service);
        this.clock = clock;
        this.tokens = tokens;
        this.service = name.service;
        this.version = name.version;
        this.xml = new QueryXml("https://" + service + ".amazonaws.com/doc/" + version + "/");
        this.pipeline = new Pipeline(new QueryWords(service, xml.namespace()), room);
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

    /// What the API of one service is.
    public interface Api {
        /// The row of an operation that is called so.
        Optional<? extends ApiOperation> named(String operation);

        /// Refuses a call that has no handler, and a caller to whom the API is closed.
        void check(Call call);

        Step.Ask read(Call call) throws IOException;
    }

    /// Answers what somebody signed.
    public Reply perform(Asked asked, Api api) throws IOException {
        return pipeline.perform(asked.request(), new SignedSteps(asked, api));
    }

    private record Signed(Caller.Principal caller, RequestContext context) {}

    private final class SignedSteps implements ApiSteps<Signed, ApiOperation, Call, Reply> {
        private final Asked asked;
        private final Api api;

        SignedSteps(Asked asked, Api api) {
            this.asked = asked;
            this.api = api;
        }

        @Override
        public Signed authenticate(Request request) {
            Authentication authentication;
            try {
                authentication = authenticator.service(
                        request, asked.query(), service, asked.body().readOnlyArray());
            } catch (Refusal refused) {
                throw Unauthenticated.of(refused);
            }
            if (!(authentication.caller() instanceof Caller.Principal principal)) {
                throw QueryError.MISSING_TOKEN.refusal();
            }
            return new Signed(principal, authentication.context(request, clock.instant()));
        }

        @Override
        public ApiOperation row(Signed signed) {
            if (asked.operation().isEmpty()) {
                throw QueryError.MISSING_ACTION.refusal();
            }
            var row = isOurVersion(asked.form()) ? api.named(asked.operation()) : Optional.<ApiOperation>empty();
            return row.orElseThrow(() -> unknown(asked));
        }

        @Override
        public Call read(Signed signed, ApiOperation row) {
            return new Call(asked.request(), row, asked.form(), signed.caller, signed.context, tokens);
        }

        @Override
        public Trail<Reply> trail(Call call) {
            return trail.of(call.context(), call.row(), call.form());
        }

        /// Nothing is done for a form that is not well formed.
        @Override
        public void check(Call call) {
            call.form().checkShape();
            api.check(call);
        }

        @Override
        public long bytes(Call call) {
            return 0;
        }

        @Override
        public Pipeline.Work<Reply> authorize(Call call) throws IOException {
            var first = api.read(call);
            // Of itself an account may ask anything.
            boolean root = call.caller().principal().kind() == PrincipalName.Kind.ROOT;
            if (first.needs().isEmpty() && !call.row().actions().isEmpty() && !root) {
                throw new IllegalStateException(call.row().wireName() + " needs nothing");
            }
            return allowed(call.row(), call.request(), first);
        }
    }

    /// An operation that nobody signs: its form itself shows who may have it.
    ///
    /// @param context what is known of the request
    public record Unsigned(ApiOperation row, RequestContext context, Reading reading) {
        /// Reads what is asked, and says what is needed.
        @FunctionalInterface
        public interface Reading {
            Step.Ask read(Form form) throws IOException;
        }
    }

    /// Answers what nobody signed.
    public Reply perform(Asked asked, Unsigned unsigned) throws IOException {
        return pipeline.perform(asked.request(), new UnsignedSteps(unsigned, asked.form()));
    }

    private final class UnsignedSteps implements ApiSteps<Request, ApiOperation, Request, Reply> {
        private final Unsigned unsigned;
        private final Form form;

        UnsignedSteps(Unsigned unsigned, Form form) {
            this.unsigned = unsigned;
            this.form = form;
        }

        @Override
        public Request authenticate(Request request) {
            return request;
        }

        @Override
        public ApiOperation row(Request request) {
            return unsigned.row;
        }

        @Override
        public Request read(Request request, ApiOperation row) {
            return request;
        }

        @Override
        public Trail<Reply> trail(Request request) {
            return trail.of(unsigned.context, unsigned.row, form);
        }

        @Override
        public void check(Request request) {
            form.checkShape();
        }

        @Override
        public long bytes(Request request) {
            return 0;
        }

        @Override
        public Pipeline.Work<Reply> authorize(Request request) throws IOException {
            return allowed(unsigned.row, request, unsigned.reading.read(form));
        }
    }

    /// Asks what `first` needs and all that follows it; the work writes the reply.
    private Pipeline.Work<Reply> allowed(ApiOperation row, Request request, Step.Ask first) throws IOException {
        var work = allowed(first);
        return () -> xml.reply(row.wireName(), request, work);
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
