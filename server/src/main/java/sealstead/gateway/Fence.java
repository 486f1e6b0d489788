package sealstead.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// A watch of labels that all gateways of a store take part in, as it is kept in it.
///
/// @param owner the number of the gateway that watches
/// @param part the name of the part of labels that is looked at
/// @param keys ids of the keys that the tags stand for
/// @param reason why it forbids, if that may end
/// @param round counts what the owner has asked; all others answer each
/// @param forbids whether commits are refused
/// @param upTo the number of the newest gateway that may have one of the keys; 0 while the owner has not said that
///     it is done
record Fence(
        long owner,
        String part,
        Set<Bytes> tags,
        Bytes groups,
        List<String> keys,
        String reason,
        long round,
        boolean forbids,
        long upTo) {
    Fence {
        tags = Set.copyOf(tags);
        keys = List.copyOf(keys);
    }

    /// What another gateway answers.
    ///
    /// @param round of the question
    /// @param seen how many commits it has had, and writes that were under way
    /// @param forbids whether it refuses them
    record Answer(long round, long seen, boolean forbids) {
        Bytes write() {
            return new RecordWriter()
                    .number(1, round)
                    .number(2, seen)
                    .flag(3, forbids)
                    .toBytes();
        }

        static Answer read(Bytes record) {
            long round = 0;
            long seen = 0;
            boolean forbids = false;
            var in = new RecordReader(record);
            while (in.next()) {
                switch (in.tag()) {
                    case 1 -> round = in.number();
                    case 2 -> seen = in.number();
                    case 3 -> forbids = in.flag();
                    default -> {}
                }
            }
            return new Answer(round, seen, forbids);
        }
    }

    boolean isSettled() {
        return upTo > 0;
    }

    /// The owner asks once more.
    Fence asked(boolean forbidding) {
        return new Fence(owner, part, tags, groups, keys, reason, round + 1, forbidding, upTo);
    }

    Fence settled(long newest) {
        return new Fence(owner, part, tags, groups, keys, reason, round, forbids, newest);
    }

    Bytes write() {
        var out = new RecordWriter()
                .number(1, owner)
                .text(2, part)
                .bytes(3, groups)
                .text(4, reason)
                .number(5, round)
                .flag(6, forbids)
                .number(7, upTo);
        tags.forEach(tag -> out.bytes(8, tag));
        keys.forEach(key -> out.text(9, key));
        return out.toBytes();
    }

    static Fence read(Bytes record) {
        long owner = 0;
        var part = "";
        var groups = Bytes.EMPTY;
        var reason = "";
        long round = 0;
        boolean forbids = false;
        long upTo = 0;
        var tags = new LinkedHashSet<Bytes>();
        var keys = new ArrayList<String>();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> owner = in.number();
                case 2 -> part = in.text();
                case 3 -> groups = in.bytes();
                case 4 -> reason = in.text();
                case 5 -> round = in.number();
                case 6 -> forbids = in.flag();
                case 7 -> upTo = in.number();
                case 8 -> tags.add(in.bytes());
                case 9 -> keys.add(in.text());
                default -> {}
            }
        }
        return new Fence(owner, part, tags, groups, keys, reason, round, forbids, upTo);
    }
}
