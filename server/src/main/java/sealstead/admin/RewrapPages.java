package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.kms.KeyVersions;
import sealstead.s3.keys.RewrapOrder;
import sealstead.s3.keys.RewrapOrders;
import sealstead.s3.keys.Rewrapping;
import sealstead.wire.Query;

/// Orders to put everything under one KMS key, one version of it or older service keys under another.
public final class RewrapPages {
    private final RewrapOrders orders;
    private final Keys keys;

    /// Finds a key by what an operator calls it.
    @FunctionalInterface
    public interface Keys {
        Optional<KeyVersions> versions(String name) throws IOException;
    }

    public RewrapPages(RewrapOrders orders, Keys keys) {
        this.orders = orders;
        this.keys = keys;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.CREATE_REWRAP_ORDER, (query, body) -> begin(query),
                AdminOperation.GET_REWRAP_ORDER, (query, body) -> show(query),
                AdminOperation.PAUSE_REWRAP_ORDER, (query, body) -> set(query, RewrapOrder.State.PAUSED),
                AdminOperation.RESUME_REWRAP_ORDER, (query, body) -> set(query, RewrapOrder.State.RUNNING),
                AdminOperation.CANCEL_REWRAP_ORDER, (query, body) -> set(query, RewrapOrder.State.CANCELLED));
    }

    /// `?from=KEY[@VERSION]&to=KEY&bucket=NAME&prefix=P&rate=N&dry-run=true&reencrypt=true&by=NAME`, or
    /// `?service-keys=true` instead of `from` and `to`
    private JsonNode begin(Query query) throws IOException {
        if (query.first("service-keys").filter("true"::equals).isPresent()) {
            if (!query.first("from").orElse("").isEmpty()
                    || !query.first("to").orElse("").isEmpty()) {
                throw new IllegalArgumentException(
                        "service keys are left for the newest of their bucket: from and to" + " are of KMS keys");
            }
            return begin(query, new Rewrapping.From.OlderServiceKeys(), "");
        }
        var named = query.first("from").orElse("");
        int at = named.indexOf('@');
        var from = key(at < 0 ? named : named.substring(0, at));
        var to = query.first("to").filter(name -> !name.isEmpty()).isPresent()
                ? key(query.first("to").get())
                : from;
        var versions = at < 0 ? versions(from, to) : List.of(named.substring(at + 1));
        boolean current = to.arn().equals(from.arn())
                && versions.contains(from.keyMaterialIds().getLast());
        if (current) {
            throw new IllegalArgumentException("that is the version under which new data comes: rotate the key first");
        }
        if (!from.keyMaterialIds().containsAll(versions)) {
            throw new IllegalArgumentException("the key has no such version");
        }
        return begin(query, new Rewrapping.From.KmsVersions(from.arn(), versions), to.arn());
    }

    private JsonNode begin(Query query, Rewrapping.From from, String to) throws IOException {
        return shown(orders.begin(new RewrapOrder.Wish(
                from,
                new Rewrapping.To(
                        to, query.first("reencrypt").filter("true"::equals).isPresent()),
                query.first("bucket").orElse(""),
                query.first("prefix").orElse(""),
                rate(query),
                query.first("dry-run").filter("true"::equals).isPresent(),
                query.first("by").orElse(""))));
    }

    private static List<String> versions(KeyVersions from, KeyVersions to) {
        var all = from.keyMaterialIds();
        if (!to.arn().equals(from.arn())) {
            return all;
        }
        if (all.size() == 1) {
            throw new IllegalArgumentException("the key was never rotated: there is nothing under an older version");
        }
        return all.subList(0, all.size() - 1);
    }

    private static long rate(Query query) {
        try {
            long rate = Long.parseLong(query.first("rate").orElse("0"));
            if (rate >= 0) {
                return rate;
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw new IllegalArgumentException("rate is a number of versions a second");
    }

    private KeyVersions key(String name) throws IOException {
        return keys.versions(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no KMS key of that id or ARN"));
    }

    /// `?id=ID` for one.
    private JsonNode show(Query query) throws IOException {
        var id = query.first("id").filter(text -> !text.isEmpty());
        if (id.isPresent()) {
            return shown(orders.find(id.get())
                    .orElseThrow(() -> new IllegalArgumentException("there is no order of that id")));
        }
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("orders");
        orders.list().forEach(order -> rows.add(shown(order)));
        return document;
    }

    private JsonNode set(Query query, RewrapOrder.State state) throws IOException {
        return shown(orders.set(query.first("id").orElse(""), state));
    }

    private static ObjectNode shown(RewrapOrder order) {
        var wish = order.wish();
        var progress = order.progress();
        var shown = JsonNodeFactory.instance
                .objectNode()
                .put("id", order.id())
                .put("state", order.state().name().toLowerCase(Locale.ROOT))
                .put(
                        "from",
                        wish.from() instanceof Rewrapping.From.KmsVersions versions
                                ? versions.keyArn()
                                : "older service keys")
                .put(
                        "to",
                        wish.to().keyArn().isEmpty()
                                ? "newest service keys"
                                : wish.to().keyArn())
                .put("reencrypt", wish.to().reencrypt())
                .put("bucket", wish.bucket())
                .put("prefix", wish.prefix())
                .put("perSecond", wish.perSecond())
                .put("dryRun", wish.dryRun())
                .put("by", wish.by())
                .put("began", order.began().toString())
                .put("ended", order.ended().map(Object::toString).orElse(""))
                .put("found", progress.found())
                .put("versions", progress.versions())
                .put("uploads", progress.uploads())
                .put("bytes", progress.bytes())
                .put("kmsCalls", progress.kmsCalls())
                .put("failed", progress.failed())
                .put("remaining", progress.remaining())
                .put("unsettled", progress.unsettled());
        var versions = shown.putArray("keyMaterialIds");
        if (wish.from() instanceof Rewrapping.From.KmsVersions from) {
            from.keyMaterialIds().forEach(versions::add);
        }
        var failures = shown.putArray("failures");
        progress.failures()
                .forEach(failure ->
                        failures.addObject().put("where", failure.where()).put("why", failure.why()));
        return shown;
    }
}
