package sealstead.s3.notification;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sealstead.store.Bytes;

/// The waiting events whose records have evidence still, by their own groups and by those of their objects.
final class OpenEvents {
    private final Map<Bytes, Open> all = new ConcurrentHashMap<>();
    private final Map<Bytes, List<Open>> ofObject = new ConcurrentHashMap<>();

    /// How far one is.
    enum State {
        /// Its change is about to be committed by this process.
        HELD,
        /// It happened.
        HAPPENED,
        /// The process that promised it, or the commit, ended before anybody knew.
        IN_DOUBT
    }

    /// One of them.
    static final class Open {
        private final EventQueue.EventLane lane;
        private final Bytes group;
        private final Bytes object;
        private volatile State state;

        private Open(EventQueue.EventLane lane, Bytes group, Bytes object, State state) {
            this.lane = lane;
            this.group = group;
            this.object = object;
            this.state = state;
        }

        EventQueue.EventLane lane() {
            return lane;
        }

        Bytes group() {
            return group;
        }

        State state() {
            return state;
        }

        void become(State reached) {
            state = reached;
        }

        /// If nobody has said what came of it.
        void release() {
            if (state == State.HELD) {
                state = State.IN_DOUBT;
            }
        }
    }

    /// @param object the group of the object
    Open add(EventQueue.EventLane lane, Bytes group, Bytes object, State state) {
        var open = new Open(lane, group, object, state);
        all.put(group, open);
        ofObject.merge(object, List.of(open), OpenEvents::joined);
        return open;
    }

    private static List<Open> joined(List<Open> some, List<Open> more) {
        var both = new ArrayList<>(some);
        both.addAll(more);
        return List.copyOf(both);
    }

    void remove(Bytes group) {
        var open = all.remove(group);
        if (open != null) {
            ofObject.computeIfPresent(open.object, (object, some) -> {
                var left = some.stream().filter(one -> one != open).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    /// How far the event of a group is; absent if its record has no evidence any more.
    Optional<State> state(Bytes group) {
        return Optional.ofNullable(all.get(group)).map(Open::state);
    }

    /// Those of one object.
    List<Open> of(Bytes object) {
        return ofObject.getOrDefault(object, List.of());
    }

    int size() {
        return all.size();
    }
}
