package sealstead.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.Question;

/// The last decisions, in a ring that is written without a lock: what `sealstead explain REQUEST_ID` reads. Nothing is
/// computed for it while a request runs; the explanation is made from the same question and policies when asked for.
public final class Decisions {
    private final AtomicReferenceArray<Entry> ring;
    private final AtomicLong next = new AtomicLong();

    /// @param kept how many decisions are remembered
    public Decisions(int kept) {
        this.ring = new AtomicReferenceArray<>(kept);
    }

    /// One decision.
    ///
    /// @param grants of the KMS key, where the question was about one
    public record Entry(
            String requestId,
            Question question,
            PoliciesInForce policies,
            Optional<List<Grant>> grants,
            Decision decision) {}

    void remember(Entry entry) {
        ring.set((int) Math.floorMod(next.getAndIncrement(), (long) ring.length()), entry);
    }

    /// The decisions of one request, oldest first; none if it is not known any more.
    public List<Entry> of(String requestId) {
        var found = new ArrayList<Entry>();
        long end = next.get();
        for (long at = Math.max(0, end - ring.length()); at < end; at++) {
            var entry = ring.get((int) (at % ring.length()));
            if (entry != null && entry.requestId().equals(requestId)) {
                found.add(entry);
            }
        }
        return found;
    }
}
