package sealstead.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The faults that are in force. Without any, a call costs one look at an empty list.
public final class Faults {
    /// How many rules there are at most.
    public static final int MAX_RULES = 100;

    private volatile List<Counted> rules = List.of();

    private record Counted(FaultRule rule, AtomicLong calls) {
        /// Whether this call is met.
        boolean meets() {
            long number = calls.getAndIncrement();
            return number >= rule.after() && (rule.times() == 0 || number < rule.after() + rule.times());
        }
    }

    /// Replaces what is in force; counts begin anew.
    public synchronized void set(List<FaultRule> wanted) {
        if (wanted.size() > MAX_RULES) {
            throw new IllegalArgumentException("there are at most " + MAX_RULES + " faults");
        }
        rules = wanted.stream().map(rule -> new Counted(rule, new AtomicLong())).toList();
    }

    /// One more, beside those in force.
    public synchronized void add(FaultRule rule) {
        if (rules.size() >= MAX_RULES) {
            throw new IllegalArgumentException("there are at most " + MAX_RULES + " faults");
        }
        var more = new ArrayList<>(rules);
        more.add(new Counted(rule, new AtomicLong()));
        rules = List.copyOf(more);
    }

    /// What is in force, with how many calls each has seen.
    public List<Seen> seen() {
        return rules.stream()
                .map(counted -> new Seen(counted.rule(), counted.calls().get()))
                .toList();
    }

    /// @param calls that it was asked about since it is in force
    public record Seen(FaultRule rule, long calls) {}

    /// Waits as long as the rules say.
    ///
    /// @return how the call is refused, if it is
    public Optional<FaultRule.Kind> meet(String api, String operation) {
        var inForce = rules;
        if (inForce.isEmpty()) {
            return Optional.empty();
        }
        for (var counted : inForce) {
            var rule = counted.rule();
            if (rule.isOf(api, operation) && counted.meets()) {
                pause(rule);
                if (rule.kind() != FaultRule.Kind.LATENCY) {
                    return Optional.of(rule.kind());
                }
            }
        }
        return Optional.empty();
    }

    private static void pause(FaultRule rule) {
        try {
            Thread.sleep(rule.latency());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
