package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Set;
import sealstead.auth.WebhookKeys;
import sealstead.wire.Query;

/// What `sealstead webhook` asks: the key by which a webhook's receiver tells our events from anybody's.
public final class WebhookPages {
    private final WebhookKeys keys;
    private final Set<String> names;

    /// @param names of the webhooks that there are
    public WebhookPages(WebhookKeys keys, Set<String> names) {
        this.keys = keys;
        this.names = Set.copyOf(names);
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(AdminOperation.GET_WEBHOOK_SECRET, (query, body) -> secret(query));
    }

    /// `?name=`.
    private JsonNode secret(Query query) {
        var name = query.first("name").orElse("");
        if (!names.contains(name)) {
            throw new IllegalArgumentException("there is no webhook of that name in notification.webhooks");
        }
        return JsonNodeFactory.instance.objectNode().put("name", name).put("secret", keys.secret(name));
    }
}
