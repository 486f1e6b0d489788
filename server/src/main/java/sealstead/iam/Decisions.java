package sealstead.iam;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PolicyExplanation;
import sealstead.iam.policy.Question;

/// The last decisions: what `sealstead explain REQUEST_ID` reads. The explanation is made when it is asked for,
/// from the policies as they were in force and from the values of condition keys that were looked up; nothing is
/// looked up again, and nothing of the request is kept but those values.
///
/// What is kept is bounded in number and in bytes. A policy or a list of grants that many decisions were made by
/// is counted once; one that was replaced lives on only in here, which is why it counts.
public final class Decisions {
    private static final int ENTRY_BYTES = 600;
    private static final int GRANT_BYTES = 400;

    private final int kept;
    private final long most;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final IdentityHashMap<Object, Held> held = new IdentityHashMap<>();
    private long bytes;

    /// @param kept how many decisions are remembered
    /// @param most how many bytes they take, about, with all that they were made by
    public Decisions(int kept, long most) {
        this.kept = kept;
        this.most = most;
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

        private long bytes() {
            long values = question.conditions() instanceof SeenConditions seen ? seen.bytes() : 0;
            return ENTRY_BYTES + 2L * question.resource().length() + values;
        }
    }

    /// What decisions share.
    private static final class Held {
        private int times;
        private final long bytes;

        Held(long bytes) {
            this.bytes = bytes;
        }
    }

    synchronized void remember(Entry entry) {
        entries.addLast(entry);
        bytes += entry.bytes();
        entry.policies().forEachDocument(document -> hold(document, document.bytes()));
        if (!entry.grants().isEmpty()) {
            hold(entry.grants(), bytes(entry.grants()));
        }
        while (entries.size() > kept || bytes > most) {
            forget(entries.removeFirst());
        }
    }

    private void forget(Entry entry) {
        bytes -= entry.bytes();
        entry.policies().forEachDocument(this::release);
        release(entry.grants());
    }

    private void hold(Object shared, long size) {
        var count = held.computeIfAbsent(shared, key -> {
            bytes += size;
            return new Held(size);
        });
        count.times++;
    }

    private void release(Object shared) {
        var count = held.get(shared);
        if (count != null) {
            count.times--;
            if (count.times == 0) {
                held.remove(shared);
                bytes -= count.bytes;
            }
        }
    }

    private static long bytes(List<Grant> grants) {
        long size = 0;
        for (var grant : grants) {
            size += GRANT_BYTES
                    + bytes(grant.contextEquals().orElse(Map.of()))
                    + bytes(grant.contextSubset().orElse(Map.of()));
        }
        return size;
    }

    private static long bytes(Map<String, String> pairs) {
        long size = 0;
        for (var pair : pairs.entrySet()) {
            size += 200 + 2L * (pair.getKey().length() + pair.getValue().length());
        }
        return size;
    }

    /// How many bytes are held, about.
    synchronized long bytes() {
        return bytes;
    }

    /// The decisions of one request, oldest first; none if it is not known any more.
    public synchronized List<Entry> of(String requestId) {
        var found = new ArrayList<Entry>();
        for (var entry : entries) {
            if (entry.requestId().equals(requestId)) {
                found.add(entry);
            }
        }
        return found;
    }
}
