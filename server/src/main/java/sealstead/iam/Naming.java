package sealstead.iam;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What every entity of IAM has: to whom it belongs, what it is called, and an id that no other ever has.
///
/// @param path begins and ends with `/`
public record Naming(
        String accountId, String id, String path, String name, Instant created, SortedMap<String, String> tags) {
    public Naming {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /// The name of something made now, without tags.
    public static Naming fresh(String accountId, String id, String path, String name, Instant created) {
        return new Naming(accountId, id, path, name, created, new TreeMap<>());
    }

    public Naming renamed(String newPath, String newName) {
        return new Naming(accountId, id, newPath, newName, created, tags);
    }

    public Naming withTags(Map<String, String> newTags) {
        return new Naming(accountId, id, path, name, created, new TreeMap<>(newTags));
    }

    String arn(String noun) {
        return "arn:aws:iam::" + accountId + ":" + noun + path + name;
    }
}
