package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.crypto.SecretBytes;
import sealstead.iam.policy.NamedPolicy;

/// One account of this server.
///
/// @param alias empty if it has none
/// @param limits its service control policies
public record Account(
        String id, Instant created, List<RootAccessKey> rootKeys, String alias, List<ServiceControl> limits) {
    public Account {
        rootKeys = List.copyOf(rootKeys);
        limits = List.copyOf(limits);
    }

    /// An access key of the root user.
    public record RootAccessKey(String id, SecretBytes secret, Instant created) {}

    /// A policy that limits the account as if an organisation had attached it.
    ///
    /// @param level how far from the organisation's root, 0 for the root itself; every level that has policies must
    ///     allow
    public record ServiceControl(int level, NamedPolicy policy) {}

    Optional<RootAccessKey> rootKey(String keyId) {
        for (var key : rootKeys) {
            if (key.id().equals(keyId)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// The service control policies, level by level from the organisation's root down.
    public List<List<NamedPolicy>> serviceControl() {
        if (limits.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<NamedPolicy>> levels = new TreeMap<>();
        for (var limit : limits) {
            levels.computeIfAbsent(limit.level(), level -> new ArrayList<>()).add(limit.policy());
        }
        return List.copyOf(levels.values());
    }

    Account withRootKeys(List<RootAccessKey> changed) {
        return new Account(id, created, changed, alias, limits);
    }

    Account withAlias(String changed) {
        return new Account(id, created, rootKeys, changed, limits);
    }

    Account withLimits(List<ServiceControl> changed) {
        return new Account(id, created, rootKeys, alias, changed);
    }
}
