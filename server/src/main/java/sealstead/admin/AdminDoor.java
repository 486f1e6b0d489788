package sealstead.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RootKey;
import sealstead.health.Health;
import sealstead.iam.Accounts;
import sealstead.kms.Ledger;
import sealstead.store.Collector;
import sealstead.wire.Door;
import sealstead.wire.Query;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// `/_sealstead/...`: bucket names never begin with an underscore, so nothing of S3 can be meant. Health is open to
/// all; everything else needs a token that only who holds the root key can make, and a connection that nobody
/// listens to.
public final class AdminDoor implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDoor.class);
    private static final String PREFIX = "/_sealstead/";
    private static final int MOST_BODY_BYTES = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Predicate<Request> pathStyle;
    private final Health health;
    private final KmsProbe probe;
    private final Ledger ledger;
    private final Counters counters;
    private final Accounts accounts;
    private final Collector collector;
    private final Map<String, AdminPage> pages;
    private final String token;

    /// @param pathStyle whether a request's host names no bucket
    /// @param pages what else there is, by method and path such as `GET admin/explain`
    /// @param health what `health/ready` tells
    public AdminDoor(
            Predicate<Request> pathStyle,
            Health health,
            KmsProbe probe,
            Ledger ledger,
            Counters counters,
            Accounts accounts,
            Collector collector,
            Map<String, AdminPage> pages,
            RootKey root) {
        this.pathStyle = pathStyle;
        this.health = health;
        this.probe = probe;
        this.ledger = ledger;
        this.counters = counters;
        this.accounts = accounts;
        this.collector = collector;
        this.pages = Map.copyOf(pages);
        this.token = token(root);
    }

    /// The token of the holder of `root`.
    public static String token(RootKey root) {
        try (SecretBytes secret = root.derive("admin-token")) {
            return HexFormat.of().formatHex(secret.exposeBytes());
        }
    }

    @Override
    public boolean isFor(Request request) {
        return request.rawPath().startsWith(PREFIX) && pathStyle.test(request);
    }

    @Override
    public Reply handle(Request request) {
        try {
            var place = request.method() + " " + request.rawPath().substring(PREFIX.length());
            return switch (place) {
                case "GET health/live" -> json(200, JSON.createObjectNode().put("live", true));
                case "GET health/ready" -> ready();
                case "GET health/kms" -> kmsHealth();
                case "GET admin/kms/ledger" -> admitted(request) ? json(200, ledger()) : refused();
                case "GET admin/counters" -> admitted(request) ? json(200, counts()) : refused();
                case "GET admin/credentials" -> admitted(request) ? json(200, credentials()) : refused();
                case "POST admin/garbage/collect" ->
                    admitted(request)
                            ? json(200, JSON.createObjectNode().put("deleted", collector.collect()))
                            : refused();
                default -> page(place, request);
            };
        } catch (IOException | RuntimeException unexpected) {
            LOG.error("request {}", request.id(), unexpected);
            return json(500, JSON.createObjectNode().put("error", "internal error " + request.id()));
        }
    }

    private Reply page(String place, Request request) throws IOException {
        var page = pages.get(place);
        if (page == null) {
            return json(404, JSON.createObjectNode().put("error", "there is nothing of that name"));
        }
        if (!admitted(request)) {
            return refused();
        }
        try {
            var query = Query.parse(request.rawQuery())
                    .orElseThrow(() -> new IllegalArgumentException("the query is malformed"));
            return json(200, page.answer(query, body(request)));
        } catch (IllegalArgumentException senseless) {
            return json(
                    400,
                    JSON.createObjectNode().put("error", senseless.getMessage() == null ? "" : senseless.getMessage()));
        }
    }

    private static String body(Request request) throws IOException {
        var bytes = request.body().readNBytes(MOST_BODY_BYTES + 1);
        if (bytes.length > MOST_BODY_BYTES) {
            throw new IllegalArgumentException("the body is too large");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("the body is not UTF-8", notText);
        }
    }

    private boolean admitted(Request request) {
        boolean unheard = request.peer().secure() || request.peer().loopback();
        var given = request.headers().first("authorization").orElse("");
        var expected = "Bearer " + token;
        return unheard
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply refused() {
        return json(
                403,
                JSON.createObjectNode()
                        .put("error", "administration needs the root key's token, over loopback or TLS"));
    }

    private Reply ready() {
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
        return json(ready ? 200 : 503, document);
    }

    private Reply kmsHealth() {
        var health = probe.ask();
        return json(
                health.isWell() ? 200 : 503,
                JSON.createObjectNode()
                        .put("generate", health.generate())
                        .put("decrypt", health.decrypt())
                        .put("mismatch", health.mismatch()));
    }

    private ObjectNode ledger() {
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

    private ObjectNode counts() {
        var document = JSON.createObjectNode();
        counters.read().forEach(document::put);
        return document;
    }

    private ObjectNode credentials() {
        var root = accounts.root();
        return JSON.createObjectNode()
                .put("accountId", root.principal().accountId())
                .put("accessKeyId", root.id())
                .put("secretAccessKey", new String(root.secret().exposeBytes(), StandardCharsets.UTF_8));
    }

    private static Reply json(int status, JsonNode document) {
        try {
            return Reply.of(status, "application/json", JSON.writeValueAsBytes(document))
                    .with("cache-control", "no-store");
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
