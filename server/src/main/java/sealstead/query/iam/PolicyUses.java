package sealstead.query.iam;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import sealstead.iam.Entities;
import sealstead.iam.IdentityStore;
import sealstead.iam.PolicyHolder;

/// By whom the managed policies of one account are held. Counted when asked: nothing is kept that could be wrong.
final class PolicyUses {
    private final Map<String, Count> counts = new HashMap<>();

    /// How many hold a policy, and how many have it as boundary.
    record Count(int attached, int boundaries) {
        static final Count NONE = new Count(0, 0);

        boolean isNone() {
            return attached == 0 && boundaries == 0;
        }
    }

    private PolicyUses() {}

    static PolicyUses of(IdentityStore identityStore, String account) throws IOException {
        var uses = new PolicyUses();
        forEachHolder(identityStore, account, uses::add);
        return uses;
    }

    /// Shows users, groups and roles in this order.
    static void forEachHolder(IdentityStore identityStore, String account, Entities.Visit<PolicyHolder<?>> visit)
            throws IOException {
        identityStore.users().forEach(account, visit);
        identityStore.groups().forEach(account, visit);
        identityStore.roles().forEach(account, visit);
    }

    private void add(PolicyHolder<?> holder) {
        for (var reference : holder.permissions().attached()) {
            counts.merge(reference, new Count(1, 0), PolicyUses::sum);
        }
        holder.permissions()
                .boundary()
                .ifPresent(reference -> counts.merge(reference, new Count(0, 1), PolicyUses::sum));
    }

    private static Count sum(Count one, Count other) {
        return new Count(one.attached() + other.attached(), one.boundaries() + other.boundaries());
    }

    Count of(String reference) {
        return counts.getOrDefault(reference, Count.NONE);
    }
}
