package sealstead.iam;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sealstead.iam.policy.CanonicalUser;

/// The accounts of this server by their canonical user ids. Accounts are never taken away, so that an id that was
/// found once stays good.
public final class CanonicalUsers {
    private final Accounts accounts;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    public CanonicalUsers(Accounts accounts) {
        this.accounts = accounts;
    }

    /// Whether there is an account of that canonical user id.
    public boolean exist(String id) throws IOException {
        if (id.length() != 64) {
            return false;
        }
        if (!known.containsKey(id)) {
            for (var account : accounts.list()) {
                known.put(CanonicalUser.of(account.id()), account.id());
            }
        }
        return known.containsKey(id);
    }
}
