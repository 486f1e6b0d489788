package sealstead.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.api.ApiSteps;
import sealstead.api.Pipeline;
import sealstead.api.Trail;
import sealstead.custody.RootChannel;
import sealstead.custody.RootKey;
import sealstead.health.Health;
import sealstead.iam.Accounts;
import sealstead.iam.RequestContext;
import sealstead.kms.Ledger;
import sealstead.store.Collector;
import sealstead.store.Room;
import sealstead.wire.Door;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// `/_sealstead/...`: bucket names never begin with an underscore, so nothing of S3 can be meant. Health is open
/// to all. Everything else is for principals of the first account that a policy allows it, who sign for the service
/// `sealstead`; for who holds the root key, by an exchange that proves it on both sides ([RootChannel]); and what
/// is only read also for who brings a token. All over a connection that nobody listens to.
public final class AdminDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDoor.class);
    private static final String PREFIX = "/_sealstead/";
    private static final String BEARER = "Bearer ";
    private static final String METRICS = "GET metrics";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pipeline pipeline;
    private final Predicate<Request> pathStyle;
    private final KnownHosts hosts;
    private final Health health;
    private final KmsHealth kms;
    private final AdminTokens tokens;
    private final Map<AdminOperation, AdminPage> pages;
    private final AdminTrail trail;
    private final PrometheusMetrics metrics;
    private final Operators operators;
    private final RootKey root;
    private final SecureRandom random;
    private final Exchanges exchanges;

    /// @param pathStyle whether a request's host names no bucket
    /// @param health what `health/ready` tells
    /// @param operators who may ask by their own signature
    /// @param room is asked before something is made
    public AdminDoor(
            Predicate<Request> pathStyle,
            KnownHosts hosts,
            Health health,
            KmsHealth kms,
            AdminTokens tokens,
            Map<AdminOperation, AdminPage> pages,
            AdminTrail trail,
            PrometheusMetrics metrics,
            Operators operators,
            RootKey root,
            Room room,
            SecureRandom random) {
        this.pipeline = new Pipeline(new AdminWords(), room);
        this.pathStyle = pathStyle;
        this.hosts = hosts;
        this.health = health;
        this.kms = kms;
        this.tokens = tokens;
        this.pages = new EnumMap<>(pages);
        this.pages.putAll(tokens.all());
        this.pages.put(AdminOperation.GET_KMS_HEALTH, (query, body) -> kmsHealth(kms.ask()));
        this.pages.put(
                AdminOperation.GET_METRICS,
                (query, body) -> JSON.createObjectNode().put("prometheus", metrics.text()));
        this.trail = trail;
        this.metrics = metrics;
        this.operators = operators;
        this.root = root;
        this.random = random;
        this.exchanges = new Exchanges(random, System::nanoTime);
    }

    /// The pages about the server itself.
    public static Map<AdminOperation, AdminPage> pages(
            Ledger ledger, Counters counters, Accounts accounts, Collector collector) {
        return Map.of(
                AdminOperation.GET_KMS_LEDGER, (query, body) -> ledger(ledger),
                AdminOperation.GET_COUNTERS, (query, body) -> counts(counters),
                AdminOperation.GET_ROOT_CREDENTIALS, (query, body) -> credentials(accounts),
                AdminOperation.COLLECT_GARBAGE,
                        (query, body) -> JSON.createObjectNode().put("deleted", collect(collector, query)));
    }

    /// With `now=true`, what was deleted or replaced goes before its grace is over: whoever is reading it is
    /// cut off.
    private static int collect(Collector collector, Query query) throws IOException {
        return collector.collect(query.first("now").equals(Optional.of("true")), progress -> {});
    }

    @Override
    public boolean isFor(Request request) {
        return request.rawPath().startsWith(PREFIX) && pathStyle.test(request);
    }

    /// Whether somebody only looks whether all is well, which comes again every few seconds.
    public static boolean isLookedAt(Request request) {
        var path = request.rawPath();
        return path.startsWith(PREFIX + "health/") || path.equals(PREFIX + "metrics");
    }

    /// What is answered, before it is put into a reply.
    private record Answer(int status, ObjectNode document) {}

    @Override
    public Reply handle(Request request) {
        return pipeline.answer(request, () -> answer(request));
    }

    private Reply answer(Request request) throws IOException {
        var place = request.method() + " " + request.rawPath().substring(PREFIX.length());
        if (place.equals(METRICS) && hosts.admits(request) && isPrivate(request) && hasToken(request)) {
            return Reply.of(200, PrometheusMetrics.CONTENT_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
        }
        var answer = switch (place) {
            case "GET health/live" -> new Answer(200, JSON.createObjectNode().put("live", true));
            case "GET health/ready" -> ready();
            case "GET health/kms" -> kmsAnswer(kms.last());
            default -> administration(place, request);
        };
        return AdminWords.json(answer.status(), answer.document());
    }

    private Answer administration(String place, Request request) throws IOException {
        if (!hosts.admits(request)) {
            throw AdminError.MISDIRECTED.refusal();
        }
        if (!isPrivate(request)) {
            throw AdminError.UNPROVEN.refusal();
        }
        var operation = AdminOperation.at(place);
        operation.ifPresent(row -> request.call().is(AdminOperation.SERVICE, row.wireName()));
        return switch (place) {
            case "POST admin/hello" -> hello(request);
            case "POST admin/call" -> call(request);
            default -> performed(request, Operators.isSigned(request) ? new Signed(operation) : new ByToken(operation));
        };
    }

    /// Whether nobody listens to the connection.
    private static boolean isPrivate(Request request) {
        return request.peer().secure() || request.peer().loopback();
    }

    private boolean hasToken(Request request) throws IOException {
        var given = request.headers().first("authorization").orElse("");
        return given.startsWith(BEARER) && tokens.isGood(given.substring(BEARER.length()));
    }

    private Answer performed(Request request, Steps steps) throws IOException {
        return new Answer(200, (ObjectNode) pipeline.perform(request, steps));
    }

    /// Who asks, and what with.
    private record Known(RequestContext context, Query query, String body) {}

    /// The steps of a question, which differ by how somebody shows who asks.
    private abstract class Steps implements ApiSteps<Known, AdminOperation, AdminTrail.Asked, JsonNode> {
        private final Optional<AdminOperation> operation;

        Steps(Optional<AdminOperation> operation) {
            this.operation = operation;
        }

        /// What there is, only who may ask is told.
        @Override
        public AdminOperation row(Known asked) {
            return operation.orElseThrow(AdminError.NOTHING::refusal);
        }

        @Override
        public AdminTrail.Asked read(Known asked, AdminOperation row) {
            return new AdminTrail.Asked(asked.context, row, asked.query, asked.body);
        }

        @Override
        public Trail<JsonNode> trail(AdminTrail.Asked call) {
            return trail.of(call);
        }

        @Override
        public void check(AdminTrail.Asked call) {
            // Parameters are read by the page.
        }

        @Override
        public long bytes(AdminTrail.Asked call) {
            return call.body().length();
        }

        /// Refuses who may not.
        abstract void ask(AdminTrail.Asked call) throws IOException;

        @Override
        public Pipeline.Work<JsonNode> authorize(AdminTrail.Asked call) throws IOException {
            ask(call);
            var row = call.operation();
            var page = Objects.requireNonNull(pages.get(row), row.wireName());
            return () -> {
                try {
                    return page.answer(call.query(), call.body());
                } catch (IllegalArgumentException senseless) {
                    throw AdminError.INVALID_ARGUMENT.saying(
                            Optional.ofNullable(senseless.getMessage()).orElse(""));
                }
            };
        }
    }

    /// A question by a principal's own signature.
    private final class Signed extends Steps {
        Signed(Optional<AdminOperation> operation) {
            super(operation);
        }

        @Override
        public Known authenticate(Request request) throws IOException {
            var body = pipeline.body(request);
            var query = pipeline.query(request);
            var context = operators.authenticate(request, query, body);
            return new Known(context, query, new String(body, StandardCharsets.UTF_8));
        }

        @Override
        void ask(AdminTrail.Asked call) throws IOException {
            operators.authorize(call.context(), call.operation());
        }
    }

    /// A question that only reads, of who brings a token.
    private final class ByToken extends Steps {
        private final boolean reads;

        ByToken(Optional<AdminOperation> operation) {
            super(operation);
            this.reads = operation.map(AdminOperation::access).equals(Optional.of(AdminOperation.Access.READ));
        }

        @Override
        public Known authenticate(Request request) throws IOException {
            if (!reads || !hasToken(request)) {
                throw AdminError.UNPROVEN.refusal();
            }
            return new Known(trail.ofRootKey(request), pipeline.query(request), "");
        }

        @Override
        void ask(AdminTrail.Asked call) {
            // The token is for all that is only read.
        }
    }

    /// A question that came sealed by who holds the root key.
    private final class Sealed extends Steps {
        private final Known known;

        Sealed(Optional<AdminOperation> operation, Known known) {
            super(operation);
            this.known = known;
        }

        @Override
        public Known authenticate(Request request) {
            return known; // the seal was opened
        }

        @Override
        void ask(AdminTrail.Asked call) {
            // Who holds the root key may ask everything.
        }
    }

    /// The server's half of a beginning exchange: its nonce, and the proof that it holds the root key.
    private Answer hello(Request request) throws IOException {
        var client = message(request).path("client").asText();
        if (!RootChannel.isClientNonce(client)) {
            throw AdminError.INVALID_ARGUMENT.saying("the nonce is malformed");
        }
        var exchange = new RootChannel.Exchange(client, exchanges.nonce(client));
        try (var channel = new RootChannel(root, random)) {
            return new Answer(
                    200,
                    JSON.createObjectNode().put("server", exchange.server()).put("proof", channel.proof(exchange)));
        }
    }

    /// A question of who holds the root key, sealed like its answer. What is wrong with one that does not open is
    /// told to nobody.
    private Answer call(Request request) throws IOException {
        var message = message(request);
        var exchange = new RootChannel.Exchange(
                message.path("client").asText(), message.path("server").asText());
        if (!exchanges.isOpen(exchange.client(), exchange.server())) {
            throw AdminError.UNPROVEN.refusal();
        }
        try (var channel = new RootChannel(root, random)) {
            return call(request, exchange, channel, message.path("question").asText());
        }
    }

    /// The answer is under the root key that the question was under, even if that was rotated by it.
    private Answer call(Request request, RootChannel.Exchange exchange, RootChannel channel, String sealed)
            throws IOException {
        var opened = channel.openQuestion(exchange, sealed);
        if (opened.isEmpty() || !exchanges.use(exchange.server())) {
            throw AdminError.UNPROVEN.refusal();
        }
        var context = trail.ofRootKey(request);
        var question = JSON.readTree(opened.get());
        var target = question.path("path").asText();
        int mark = target.indexOf('?');
        var place = question.path("method").asText() + " " + (mark < 0 ? target : target.substring(0, mark));
        var operation = AdminOperation.at(place);
        operation.ifPresent(row -> request.call().is(AdminOperation.SERVICE, row.wireName()));
        var rawQuery = mark < 0 ? "" : target.substring(mark + 1);
        Answer answer;
        try {
            var query = Query.parse(rawQuery).orElseThrow(AdminError.MALFORMED_QUERY::refusal);
            var known = new Known(context, query, question.path("body").asText());
            answer = performed(request, new Sealed(operation, known));
        } catch (Refusal refused) {
            answer = new Answer(refused.status(), AdminWords.document(refused, request.id()));
        }
        var inner = JSON.createObjectNode().put("status", answer.status());
        inner.set("document", answer.document());
        return new Answer(
                200,
                JSON.createObjectNode().put("answer", channel.sealAnswer(exchange, JSON.writeValueAsBytes(inner))));
    }

    private JsonNode message(Request request) throws IOException {
        var bytes = pipeline.body(request);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Optional.ofNullable(JSON.readTree(text.toString())).orElseGet(JSON::createObjectNode);
        } catch (CharacterCodingException | JsonProcessingException malformed) {
            LOG.debug("request {} holds no message", request.id());
        }
        return JSON.createObjectNode();
    }

    private Answer ready() {
        var faults = health.faults();
        boolean ready = faults.values().stream().noneMatch(fault -> fault.severity() == Health.Severity.FAILED);
        var document = JSON.createObjectNode().put("ready", ready);
        if (!faults.isEmpty()) {
            var list = document.putArray("faults");
            faults.forEach((part, fault) -> list.addObject()
                    .put("part", part.label())
                    .put("severity", fault.severity().name().toLowerCase(Locale.ROOT))
                    .put("reason", fault.reason()));
        }
        return new Answer(ready ? 200 : 503, document);
    }

    private static Answer kmsAnswer(KmsHealth.Seen seen) {
        return new Answer(seen.works().isWell() ? 200 : 503, kmsHealth(seen));
    }

    private static ObjectNode kmsHealth(KmsHealth.Seen seen) {
        return JSON.createObjectNode()
                .put("generate", seen.works().generate())
                .put("decrypt", seen.works().decrypt())
                .put("mismatch", seen.works().mismatch())
                .put("asked", seen.asked().toString());
    }

    private static ObjectNode ledger(Ledger ledger) {
        var document = JSON.createObjectNode();
        var totals = document.putObject("totals");
        for (var outcome : Ledger.Outcome.values()) {
            totals.put(outcome.name(), ledger.total(outcome));
        }
        var rows = document.putArray("rows");
        for (var row : ledger.rows()) {
            rows.addObject()
                    .put("operation", row.entry().operation())
                    .put("outcome", row.entry().outcome().name())
                    .put("calls", row.calls())
                    .put("reason", row.entry().reason().name())
                    .put("bucket", row.entry().bucket())
                    .put("principal", row.entry().principal())
                    .put("keyArn", row.entry().keyArn());
        }
        return document;
    }

    private static ObjectNode counts(Counters counters) {
        var document = JSON.createObjectNode();
        counters.read().forEach(document::put);
        return document;
    }

    private static ObjectNode credentials(Accounts accounts) {
        var root = accounts.root();
        return JSON.createObjectNode()
                .put("accountId", root.principal().accountId())
                .put("accessKeyId", root.id())
                .put("secretAccessKey", new String(root.secret().exposeBytes(), StandardCharsets.UTF_8));
    }
}
