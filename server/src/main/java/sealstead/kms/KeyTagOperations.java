package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.iam.policy.Tag;
import sealstead.iam.policy.TagConditions;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.wire.Clipped;

/// TagResource, UntagResource and ListResourceTags.
final class KeyTagOperations {
    private static final String KEY = "tagKey";
    private static final String VALUE = "tagValue";

    private final EmbeddedKms kms;

    KeyTagOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    /// The tags that `current` becomes with `given` put over it.
    static Map<String, String> merged(Map<String, String> current, List<JsonNode> given) {
        var tags = new TreeMap<>(current);
        var seen = new HashSet<String>();
        int number = 0;
        for (var tag : given) {
            var at = "tags." + ++number + ".member.";
            for (var member : List.of("TagKey", "TagValue")) {
                if (!tag.has(member)) {
                    throw KmsInput.missing(at + (member.equals("TagKey") ? KEY : VALUE));
                }
            }
            var name = tag.path("TagKey").asText();
            if (name.isEmpty()) {
                throw KmsError.constraint("", at + KEY, "Member must have length greater than or equal to 1");
            }
            if (name.startsWith("aws:")) {
                throw KmsError.TAG.because("Tags beginning with aws: are reserved");
            }
            var value = tag.path("TagValue").asText();
            bounded(name, at + KEY, Tag.MAX_KEY_CHARACTERS);
            bounded(value, at + VALUE, Tag.MAX_VALUE_CHARACTERS);
            if (!seen.add(name)) {
                throw KmsError.TAG.because("Duplicate tag keys");
            }
            tags.put(name, value);
        }
        if (tags.size() > Tag.MAX_OF_RESOURCE) {
            throw KmsError.TAG.because("Too many tags");
        }
        return tags;
    }

    private static void bounded(String text, String member, int most) {
        if (text.length() > most) {
            throw KmsError.constraint(
                    Clipped.of(text, GrantRequest.MAX_SHOWN),
                    member,
                    "Member must have length less than or equal to " + most);
        }
    }

    void addTo(KmsHandlers all) {
        all.onKey(KmsOperation.TAG_RESOURCE, this::tagResource);
        all.onKey(KmsOperation.UNTAG_RESOURCE, this::untagResource);
        all.onKey(KmsOperation.LIST_RESOURCE_TAGS, this::listResourceTags);
    }

    private Asked<AllowedKey> tagResource(KmsInput input) {
        if (!input.json().has("Tags")) {
            throw KmsInput.missing("Tags");
        }
        var given = input.list("Tags");
        return Asked.silently(
                TagConditions.requested(merged(Map.of(), given)),
                key -> kms.keys()
                        .change(key, now -> KeyOperations.checkNotPending(now).withTags(merged(now.tags(), given))));
    }

    private Asked<AllowedKey> untagResource(KmsInput input) {
        if (!input.json().has("TagKeys")) {
            throw KmsInput.missing("TagKeys");
        }
        var names = input.list("TagKeys").stream().map(JsonNode::asText).toList();
        for (var name : names) {
            if (name.isEmpty() || name.length() > Tag.MAX_KEY_CHARACTERS) {
                throw KmsError.constraint(
                        "[" + Clipped.of(name, GrantRequest.MAX_SHOWN) + "]",
                        "tagKeys",
                        "Member must satisfy constraint: [Member must have length less than or equal to "
                                + Tag.MAX_KEY_CHARACTERS + ", Member must have length greater than or equal to 1]");
            }
        }
        if (names.size() > Tag.MAX_OF_RESOURCE) {
            throw KmsError.TAG.because("Too many tags");
        }
        return Asked.silently(
                TagConditions.withdrawn(names),
                key -> kms.keys().change(key, now -> {
                    var tags = new TreeMap<>(KeyOperations.checkNotPending(now).tags());
                    names.forEach(tags::remove);
                    return now.withTags(tags);
                }));
    }

    private Asked<AllowedKey> listResourceTags(KmsInput input) {
        int limit = input.integer("Limit", 1, 50).orElse(50);
        return Asked.of(allowed -> tags(input, allowed.key(), limit));
    }

    private ObjectNode tags(KmsInput input, KmsKey key, int limit) {
        var pages = KmsPage.of(kms, KmsOperation.LIST_RESOURCE_TAGS, input);
        var after = pages.after();
        var found = key.tags().entrySet().stream()
                .filter(tag -> tag.getKey().compareTo(after) > 0)
                .toList();
        var page = found.subList(0, Math.min(limit, found.size()));
        var reply = JsonNodeFactory.instance.objectNode();
        var tags = reply.putArray("Tags");
        for (var tag : page) {
            tags.addObject().put("TagKey", tag.getKey()).put("TagValue", tag.getValue());
        }
        pages.truncate(
                reply,
                found.size() > limit,
                page.isEmpty() ? "" : page.getLast().getKey());
        return reply;
    }
}
