package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads RocksDB's logs without RocksDB, to find what lies behind the place where it stops: a log that ends in
/// rot and one that ends where writing ended look the same to it, since a log that is written again holds old
/// bytes behind its end. A record that is whole, belongs to this very log and comes after the next one to be
/// recovered proves that there was more: one batch is written and synced before the next begins.
///
/// A log is blocks of 32 KiB; a record never crosses them but is cut into fragments, each with a header of its
/// own: CRC-32C, masked (4) | length (2) | type (1) | low half of the log's number (4) | payload,
/// little-endian. The first fragment's payload begins with the number of the batch's first change (8). A
/// manifest is such a log too, whose fragments have no number.
final class LogScan {
    private static final Logger LOG = LoggerFactory.getLogger(LogScan.class);
    static final int BLOCK_BYTES = 32 * 1024;
    private static final int RECYCLABLE_FULL = 5;
    private static final int CRC_MASK = 0xa282ead8;

    private LogScan() {}

    /// How the fragments of a log are written.
    ///
    /// @param headerBytes with the log's number or without
    /// @param firstType of a fragment; the last is three more
    /// @param number the low half of the log's number; 0 where fragments have none
    record Form(int headerBytes, int firstType, int number) {
        /// Of a log that may be written again.
        static Form of(Path log) {
            return new Form(11, RECYCLABLE_FULL, LogScan.number(log));
        }

        /// Of a manifest.
        static final Form MANIFEST = new Form(7, 1, 0);

        private boolean isNumbered() {
            return firstType == RECYCLABLE_FULL;
        }

        /// Whether a fragment of a batch begins there and is as it was written.
        boolean isWhole(ByteBuffer block, int at, CRC32C crc) {
            int type = block.get(at + 6);
            return type >= firstType && type <= firstType + 3 && isIntact(block, at, crc);
        }

        /// The same of a fragment of whatever kind.
        boolean isIntact(ByteBuffer block, int at, CRC32C crc) {
            int length = length(block, at);
            if ((isNumbered() && block.getInt(at + 7) != number) || at + headerBytes + length > block.limit()) {
                return false;
            }
            crc.reset();
            crc.update(block.slice(at + 6, headerBytes - 6 + length));
            int value = (int) crc.getValue();
            return block.getInt(at) == Integer.rotateRight(value, 15) + CRC_MASK;
        }
    }

    /// A loss that the logs themselves prove.
    ///
    /// @param after the last change in front of it; 0 if there is none in the logs
    /// @param before a change behind it that is there whole
    record Loss(long after, long before) {}

    /// Looks whether a whole batch stands behind a place that is none, in a log or from one log to the next. What
    /// the engine says of its last change does not tell: having stopped at such a place it may name the number of
    /// what it read behind it. A log before the first that is needed is left out: what it holds is in tables, it is
    /// kept only to be written again, and not all of its like are.
    ///
    /// @param firstNeeded the number of the oldest log with what is in no table
    static Optional<Loss> loss(Path folder, long firstNeeded) throws IOException {
        var walk = new Walk();
        for (var log : logs(folder)) {
            if (wholeNumber(log) >= firstNeeded) {
                walk.through(log);
            }
        }
        return walk.loss();
    }

    /// From batch to batch.
    private static final class Walk {
        private static final int BATCH_HEADER_BYTES = 12;

        private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private final CRC32C crc = new CRC32C();
        private long next;
        private @Nullable Loss loss;
        /// Whether something in this log was no fragment where one was to begin.
        private boolean broken;
        /// Whether a batch was begun whose last fragment is still to come.
        private boolean begun;
        /// The number of its first change and how many it has, which may be cut in two by the end of a block.
        private final ByteBuffer head = ByteBuffer.allocate(BATCH_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Optional<Loss> loss() {
            return Optional.ofNullable(loss);
        }

        void through(Path log) throws IOException {
            var form = Form.of(log);
            broken = false;
            begun = false;
            try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
                while (loss == null && fill(channel, block)) {
                    block(form);
                }
            } catch (NoSuchFileException gone) {
                LOG.debug("{} was put away", log);
            }
        }

        private void block(Form form) {
            int at = 0;
            while (loss == null && at + form.headerBytes() <= block.limit()) {
                if (!form.isIntact(block, at, crc)) {
                    broken = true;
                    begun = false;
                    at++; // rot may have hit a length, so that the next header is anywhere
                    continue;
                }
                fragment(block.get(at + 6) - form.firstType(), at + form.headerBytes(), length(block, at));
                at += form.headerBytes() + length(block, at);
            }
        }

        /// @param kind 0 a whole batch, 1 its beginning, 2 its middle, 3 its end
        private void fragment(int kind, int at, int length) {
            if (kind < 0 || kind > 3) {
                return; // what the engine notes for itself
            }
            if (kind <= 1) {
                begun = true;
                head.clear();
            }
            if (begun && head.hasRemaining()) {
                head.put(block.slice(at, Math.min(length, head.remaining())));
            }
            if (begun && (kind == 0 || kind == 3)) {
                begun = false;
                if (!head.hasRemaining()) {
                    batch(head.getLong(0), Integer.toUnsignedLong(head.getInt(Long.BYTES)));
                }
            }
        }

        private void batch(long first, long count) {
            if (broken || (next > 0 && first > next)) {
                loss = new Loss(Math.max(0, next - 1), first);
            }
            next = Math.max(next, first + count);
        }
    }

    /// The logs in `folder`, oldest first.
    static List<Path> logs(Path folder) throws IOException {
        var all = new ArrayList<Path>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        try (var logs = Files.newDirectoryStream(folder, "*.log")) {
            logs.forEach(all::add);
        }
        all.sort(Comparator.comparingLong(LogScan::wholeNumber));
        return all;
    }

    /// The low half of a log's number, which is its name.
    static int number(Path log) {
        return (int) wholeNumber(log);
    }

    private static long wholeNumber(Path log) {
        var name = log.getFileName().toString();
        return Long.parseLong(name, 0, name.length() - ".log".length(), 10);
    }

    /// The length of the payload that a header states.
    static int length(ByteBuffer block, int at) {
        return Short.toUnsignedInt(block.getShort(at + 4));
    }

    /// How many bytes from the beginning are whole fragments; what is behind the last one of a block too short for
    /// another counts with them.
    static long wholeBytes(Path log, Form form) throws IOException {
        var block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        var crc = new CRC32C();
        long whole = 0;
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            while (fill(channel, block)) {
                int at = 0;
                while (at + form.headerBytes() <= block.limit()) {
                    if (!form.isWhole(block, at, crc)) {
                        return whole + at;
                    }
                    at += form.headerBytes() + length(block, at);
                }
                whole += block.limit() == BLOCK_BYTES ? BLOCK_BYTES : at;
            }
        }
        return whole;
    }

    static boolean fill(FileChannel channel, ByteBuffer block) throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            if (channel.read(block) < 0) {
                break;
            }
        }
        block.flip();
        return block.hasRemaining();
    }
}
