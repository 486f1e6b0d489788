package sealstead.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PolicyExplanation;
import sealstead.iam.policy.Question;

/// The last decisions, in a ring that is written without a lock: what `sealstead explain REQUEST_ID` reads. The
/// explanation is made when it is asked for, from the policies as they were in force and from the values of condition
/// keys that were looked up; nothing is looked up again, and nothing of the request is kept but those values.
public final class Decisions {
    private final AtomicReferenceArray<Entry> ring;
    private final AtomicLong next = new AtomicLong();

    /// @param kept how many decisions are remembered
    public Decisions(int kept) {
        this.ring = new AtomicReferenceArray<>(kept);
    }

    /// One decision.
    ///
    /// @param question with the condition keys that were looked up
    /// @param grants of the KMS key, where the question was about one
    public record Entry(
            String requestId, Question question, PoliciesInForce policies, List<Grant> grants, Decision decision) {
        public Entry {
            grants = List.copyOf(grants);
        }

        public PolicyExplanation explanation() {
            return PolicyEngine.explain(question, policies, grants, decision);
        }
    }

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
