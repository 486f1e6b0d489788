package sealstead.conformance;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What clients did to registers and saw of them, and whether that is linearizable: whether for each register there is
/// an order of its operations in which each read sees the last write, and none that ended before another began comes
/// behind it. Every value is written once. A write whose outcome nobody knows may have happened at any time, or never.
final class RegisterHistory {
    private static final long NEVER = Long.MAX_VALUE;

    /// @param value what was written or seen; empty if nothing was there
    /// @param end [#NEVER] if its outcome is not known
    private record Operation(boolean write, String value, long begin, long end) {}

    private final Map<String, List<Operation>> registers = new TreeMap<>();

    synchronized void wrote(String register, String value, long begin, long end) {
        add(register, new Operation(true, value, begin, end));
    }

    synchronized void mayHaveWritten(String register, String value, long begin) {
        add(register, new Operation(true, value, begin, NEVER));
    }

    synchronized void read(String register, String value, long begin, long end) {
        add(register, new Operation(false, value, begin, end));
    }

    private void add(String register, Operation operation) {
        registers.computeIfAbsent(register, name -> new ArrayList<>()).add(operation);
    }

    synchronized int size() {
        return registers.values().stream().mapToInt(List::size).sum();
    }

    /// The registers that are not linearizable, with what was done to them.
    synchronized List<String> wrong() {
        var wrong = new ArrayList<String>();
        registers.forEach((name, operations) -> {
            var sorted = operations.stream()
                    .sorted(Comparator.comparingLong(Operation::begin))
                    .toList();
            if (!new Search(sorted).isLinearizable()) {
                wrong.add(name + ": " + sorted);
            }
        });
        return wrong;
    }

    /// After Wing and Gong: each operation that may come first is tried, and no state twice.
    private static final class Search {
        private final List<Operation> operations;
        private final Set<State> seen = new HashSet<>();

        private record State(BitSet done, String value) {}

        Search(List<Operation> operations) {
            this.operations = operations;
        }

        boolean isLinearizable() {
            var open = new ArrayList<State>();
            open.add(new State(new BitSet(), ""));
            while (!open.isEmpty()) {
                var state = open.removeLast();
                if (isOver(state)) {
                    return true;
                }
                for (var next : next(state)) {
                    if (seen.add(next)) {
                        open.add(next);
                    }
                }
            }
            return false;
        }

        /// Whether all is done but what may never have happened.
        private boolean isOver(State state) {
            for (int i = state.done().nextClearBit(0);
                    i < operations.size();
                    i = state.done().nextClearBit(i + 1)) {
                if (operations.get(i).end() != NEVER) {
                    return false;
                }
            }
            return true;
        }

        private List<State> next(State state) {
            var next = new ArrayList<State>();
            long firstEnd = NEVER;
            for (int i = state.done().nextClearBit(0);
                    i < operations.size();
                    i = state.done().nextClearBit(i + 1)) {
                var operation = operations.get(i);
                if (operation.begin() > firstEnd) {
                    break; // it and all behind it began later
                }
                firstEnd = Math.min(firstEnd, operation.end());
                if (operation.write() || operation.value().equals(state.value())) {
                    var done = (BitSet) state.done().clone();
                    done.set(i);
                    next.add(new State(done, operation.write() ? operation.value() : state.value()));
                }
            }
            return next;
        }
    }
}
