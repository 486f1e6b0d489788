package sealstead.s3.notification;

import java.util.List;
import java.util.Set;
import sealstead.s3.object.ObjectEvents;

/// One configuration of a bucket: which events of which keys go where.
///
/// @param arn of the destination
/// @param events as they were written: `s3:ObjectCreated:*`
public record NotificationRule(String id, String arn, List<String> events, String prefix, String suffix) {
    static final Set<String> FAMILIES = Set.of(
            "ObjectCreated", "ObjectRemoved", "LifecycleExpiration", "ObjectTagging", "ObjectRestore", "ObjectAcl");

    public NotificationRule {
        events = List.copyOf(events);
    }

    boolean wants(ObjectEvents.Type type, String key) {
        return key.startsWith(prefix) && key.endsWith(suffix) && events.stream().anyMatch(event -> covers(event, type));
    }

    static boolean covers(String event, ObjectEvents.Type type) {
        var name = "s3:" + type.wireName();
        return event.equals(name) || (event.endsWith(":*") && name.startsWith(event.substring(0, event.length() - 1)));
    }

    /// Whether one key could cause one event for both.
    boolean overlaps(NotificationRule other) {
        boolean prefixes = prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
        boolean suffixes = suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix);
        return prefixes && suffixes && shareAnEvent(other);
    }

    private boolean shareAnEvent(NotificationRule other) {
        for (var type : ObjectEvents.Type.values()) {
            boolean mine = events.stream().anyMatch(event -> covers(event, type));
            boolean theirs = other.events.stream().anyMatch(event -> covers(event, type));
            if (mine && theirs) {
                return true;
            }
        }
        return false;
    }
}
