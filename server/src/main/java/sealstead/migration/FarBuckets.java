package sealstead.migration;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.s3.replication.Elsewhere;

/// The buckets at other endpoints that the configuration names. Each is for the accounts that it names with it; for all
/// others there is no such bucket.
public final class FarBuckets implements Elsewhere {
    private final Map<String, Known> byName = new HashMap<>();

    private record Known(FarBucket far, Set<String> accounts) {}

    /// One of them.
    ///
    /// @param bucket what it is called there
    /// @param accounts whose rules may name it
    public record Entry(
            URI endpoint, String region, String bucket, String accessKeyId, String secret, Set<String> accounts) {
        public Entry {
            accounts = Set.copyOf(accounts);
        }

        @Override
        public String toString() {
            return bucket + " at " + endpoint + " as " + accessKeyId;
        }
    }

    /// @param entries by the names that rules call them by
    public FarBuckets(Map<String, Entry> entries, InstantSource clock) {
        entries.forEach((name, entry) -> {
            var side = new Import.Side(entry.endpoint(), entry.region(), entry.accessKeyId(), entry.secret(), "");
            byName.put(name, new Known(new FarBucket(side, entry.bucket(), clock), entry.accounts()));
        });
    }

    @Override
    public Optional<Far> of(String account, String name) {
        return Optional.ofNullable(byName.get(name))
                .filter(known -> known.accounts().contains(account))
                .map(Known::far);
    }

    @Override
    public void close() {
        byName.values().forEach(known -> known.far().close());
    }
}
