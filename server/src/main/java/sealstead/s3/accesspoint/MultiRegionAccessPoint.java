package sealstead.s3.accesspoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sealstead.iam.policy.NamedPolicy;
import sealstead.s3.bucket.PublicAccessBlock;

/// A Multi-Region Access Point.
///
/// @param account whose it is
/// @param name unique in its account
/// @param alias unique in the server, and never used again
/// @param token of the request that made it
/// @param policy its policy, if it has one
/// @param policySince when the policy was asked for
public record MultiRegionAccessPoint(
        String account,
        String name,
        String alias,
        Instant created,
        String token,
        PublicAccessBlock publicAccess,
        List<Target> routes,
        Optional<NamedPolicy> policy,
        Instant policySince) {
    public MultiRegionAccessPoint {
        routes = List.copyOf(routes);
    }

    /// A bucket that it leads to.
    ///
    /// @param owner the account of the bucket when it was named
    /// @param active whether requests go there; a passive one waits for a failover
    public record Target(String bucket, String region, String owner, boolean active) {
        Target active(boolean now) {
            return new Target(bucket, region, owner, now);
        }
    }

    public String arn() {
        return arn(account, alias);
    }

    static String arn(String account, String alias) {
        return "arn:aws:s3::" + account + ":accesspoint/" + alias;
    }

    /// Whether its policy lets everybody in.
    public boolean isPublic() {
        return policy.isPresent() && policy.get().document().isPublic();
    }

    MultiRegionAccessPoint with(NamedPolicy other, Instant since) {
        return new MultiRegionAccessPoint(
                account, name, alias, created, token, publicAccess, routes, Optional.of(other), since);
    }

    MultiRegionAccessPoint routed(UnaryOperator<Target> change) {
        var changed = routes.stream().map(change).toList();
        return new MultiRegionAccessPoint(
                account, name, alias, created, token, publicAccess, changed, policy, policySince);
    }
}
