package sealstead.query.iam;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import sealstead.iam.Entities;
import sealstead.iam.Entity;
import sealstead.query.Call;
import sealstead.query.OperationConditions;
import sealstead.query.Paging;
import sealstead.query.QueryHandler;
import sealstead.query.Step;
import sealstead.query.TagKeys;

/// Tag, Untag and ListTags of one kind of entity.
final class TagOperations<T extends Entity<T>> {
    private final String noun;
    private final Entities<T> entities;
    private final Holders.Finder<T> finder;
    private final TagKeys tagKeys;

    /// @param noun as in the names of the operations
    TagOperations(String noun, Entities<T> entities, Holders.Finder<T> finder, TagKeys tagKeys) {
        this.noun = noun;
        this.tagKeys = tagKeys;
        this.entities = entities;
        this.finder = finder;
    }

    void addTo(Map<IamOperation, QueryHandler> all) {
        all.put(IamOperation.named("Tag" + noun).orElseThrow(), this::tag);
        all.put(IamOperation.named("Untag" + noun).orElseThrow(), this::untag);
        all.put(IamOperation.named("List" + noun + "Tags").orElseThrow(), this::list);
    }

    private Step.Ask tag(Call call) throws IOException {
        call.form().required("Tags.member.1.Key");
        var tags = call.form().tags(tagKeys);
        return finder.find(call, new OperationConditions().requestTags(tags)).silently(entity -> {
            entities.update(entity.id(), current -> {
                var changed = new TreeMap<>(current.naming().tags());
                tags.forEach((key, value) -> {
                    changed.keySet().removeIf(known -> tagKeys.same(known, key));
                    changed.put(key, value);
                });
                Quota.TAGS.checkTotal(changed.size());
                return current.with(current.naming().withTags(changed));
            });
        });
    }

    private Step.Ask untag(Call call) throws IOException {
        var keys = call.form().tagKeys();
        return finder.find(call, new OperationConditions().with("aws:tagkeys", keys))
                .silently(entity -> {
                    entities.update(entity.id(), current -> {
                        var changed = new TreeMap<>(current.naming().tags());
                        changed.keySet().removeIf(known -> keys.stream().anyMatch(key -> tagKeys.same(known, key)));
                        return current.with(current.naming().withTags(changed));
                    });
                });
    }

    private Step.Ask list(Call call) throws IOException {
        return finder.find(call, new OperationConditions()).reply((entity, out) -> {
            SortedMap<String, String> tags = entity.naming().tags();
            List<String> keys = new ArrayList<>(tags.keySet());
            Paging.write(
                    call,
                    out,
                    "Tags",
                    keys,
                    key -> key,
                    (key, item) -> item.element("Key", key).element("Value", tags.getOrDefault(key, "")));
        });
    }
}
