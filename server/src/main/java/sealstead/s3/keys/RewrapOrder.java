package sealstead.s3.keys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// An order to put everything under a KMS key, under one version of it or under older service keys under
/// another, with how far it has come: the evidence of what was done, kept for good.
public record RewrapOrder(
        String id, Wish wish, State state, Instant began, Optional<Instant> ended, Progress progress) {
    /// Failures are counted, the first are named.
    static final int MAX_FAILURES = 100;

    /// What is asked for.
    ///
    /// @param from what is to have nothing under it
    /// @param to the KMS key to be, or the newest service key of each bucket; and whether by new data keys
    /// @param bucket the only one; empty for all
    /// @param prefix of keys; empty for all
    /// @param perSecond how many versions at most; 0 for no limit
    /// @param dryRun whether to count only
    /// @param by who gave the order, as the administration knows them
    public record Wish(
            Rewrapping.From from,
            Rewrapping.To to,
            String bucket,
            String prefix,
            long perSecond,
            boolean dryRun,
            String by) {}

    /// How far it is.
    ///
    /// @param position the group behind which the pass goes on
    /// @param ofUploads whether the pass has come to the uploads
    /// @param found versions and uploads met
    /// @param versions moved, as far as a kill let them be counted
    /// @param uploads moved, likewise
    /// @param bytes of plaintext of the versions moved
    /// @param kmsCalls made for it
    /// @param failed what the pass under way, or the last one, could not move; the first of it are `failures`
    /// @param remaining what was still under the key when the last pass ended
    /// @param unsettled what the last pass may have missed: writes under the key that were under way when it
    ///     began, and commits under it since, where it looked
    public record Progress(
            Bytes position,
            boolean ofUploads,
            long found,
            long versions,
            long uploads,
            long bytes,
            long kmsCalls,
            long failed,
            List<Failure> failures,
            long remaining,
            long unsettled) {
        static final Progress NONE = new Progress(Bytes.EMPTY, false, 0, 0, 0, 0, 0, 0, List.of(), 0, 0);

        public Progress {
            failures = List.copyOf(failures);
        }
    }

    /// The numbers are written into records.
    public enum State {
        RUNNING(1),
        PAUSED(2),
        DONE(3),
        CANCELLED(4);

        private final int number;

        State(int number) {
            this.number = number;
        }

        static State numbered(long number) {
            for (var state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            throw new IllegalArgumentException("unknown state " + number);
        }

        public boolean isOver() {
            return this == DONE || this == CANCELLED;
        }
    }

    /// What could not be moved, and why.
    public record Failure(String where, String why) {}

    RewrapOrder in(State changed, Optional<Instant> at) {
        return new RewrapOrder(id, wish, changed, began, at, progress);
    }

    RewrapOrder with(Progress changed) {
        return new RewrapOrder(id, wish, state, began, ended, changed);
    }

    Bytes write() {
        var out = new RecordWriter()
                .text(1, id)
                .text(4, wish.to().keyArn())
                .text(5, wish.bucket())
                .text(6, wish.prefix())
                .number(7, wish.perSecond())
                .flag(8, wish.dryRun())
                .flag(24, wish.to().reencrypt())
                .text(9, wish.by())
                .number(10, state.number)
                .number(11, began.toEpochMilli())
                .bytes(13, progress.position())
                .flag(14, progress.ofUploads())
                .number(15, progress.found())
                .number(16, progress.versions())
                .number(17, progress.uploads())
                .number(18, progress.bytes())
                .number(19, progress.kmsCalls())
                .number(20, progress.failed())
                .number(22, progress.remaining())
                .number(25, progress.unsettled());
        switch (wish.from()) {
            case Rewrapping.From.KmsVersions versions -> {
                out.text(2, versions.keyArn());
                versions.keyMaterialIds().forEach(material -> out.text(3, material));
            }
            case Rewrapping.From.OlderServiceKeys older -> out.flag(23, true);
        }
        ended.ifPresent(at -> out.number(12, at.toEpochMilli()));
        progress.failures().forEach(failure -> out.pair(21, failure.where(), failure.why()));
        return out.toBytes();
    }

    static RewrapOrder read(Bytes record) {
        var in = new RecordReader(record);
        var texts = new String[10];
        java.util.Arrays.fill(texts, "");
        var numbers = new long[26];
        var materials = new ArrayList<String>();
        var failures = new ArrayList<Failure>();
        Optional<Instant> ended = Optional.empty();
        var position = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1, 2, 4, 5, 6, 9 -> texts[in.tag()] = in.text();
                case 3 -> materials.add(in.text());
                case 12 -> ended = Optional.of(Instant.ofEpochMilli(in.number()));
                case 13 -> position = in.bytes();
                case 21 -> {
                    var pair = in.pair();
                    failures.add(new Failure(pair.first(), pair.second()));
                }
                case 8, 14, 23, 24 -> numbers[in.tag()] = in.flag() ? 1 : 0;
                case 7, 10, 11, 15, 16, 17, 18, 19, 20, 22, 25 -> numbers[in.tag()] = in.number();
                default -> {}
            }
        }
        return new RewrapOrder(
                texts[1],
                new Wish(
                        numbers[23] == 1
                                ? new Rewrapping.From.OlderServiceKeys()
                                : new Rewrapping.From.KmsVersions(texts[2], materials),
                        new Rewrapping.To(texts[4], numbers[24] == 1),
                        texts[5],
                        texts[6],
                        numbers[7],
                        numbers[8] == 1,
                        texts[9]),
                State.numbered(numbers[10]),
                Instant.ofEpochMilli(numbers[11]),
                ended,
                new Progress(
                        position,
                        numbers[14] == 1,
                        numbers[15],
                        numbers[16],
                        numbers[17],
                        numbers[18],
                        numbers[19],
                        numbers[20],
                        failures,
                        numbers[22],
                        numbers[25]));
    }
}
