package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/// Reads RocksDB's logs without RocksDB, to find what lies behind the place where it stops: a log that ends in rot and
/// one that ends where writing ended look the same to it, since a log that is written again holds old bytes behind its
/// end. A record that is whole, belongs to this very log and comes after the next one to be recovered proves that there
/// was more: one batch is written and synced before the next begins.
///
/// A log is blocks of 32 KiB; a record never crosses them but is cut into fragments, each with a header of its own:
/// CRC-32C, masked (4) | length (2) | type (1) | low half of the log's number (4) | payload, little-endian. The first
/// fragment's payload begins with the number of the batch's first change (8). A manifest is such a log too, whose
/// fragments have no number.
final class LogScan {
    static final int BLOCK_BYTES = 32 * 1024;
    private static final int RECYCLABLE_FULL = 5;
    private static final int RECYCLABLE_FIRST = 6;
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

        /// Whether a fragment begins there and is as it was written.
        boolean isWhole(ByteBuffer block, int at, CRC32C crc) {
            int length = length(block, at);
            int type = block.get(at + 6);
            if (type < firstType
                    || type > firstType + 3
                    || (isNumbered() && block.getInt(at + 7) != number)
                    || at + headerBytes + length > block.limit()) {
                return false;
            }
            crc.reset();
            crc.update(block.slice(at + 6, headerBytes - 6 + length));
            int value = (int) crc.getValue();
            return block.getInt(at) == Integer.rotateRight(value, 15) + CRC_MASK;
        }
    }

    /// The greatest number that any whole batch in the logs of `folder` begins with; 0 if there is none.
    static long greatestSequence(Path folder) throws IOException {
        long greatest = 0;
        for (var log : logs(folder)) {
            greatest = Math.max(greatest, greatestIn(log));
        }
        return greatest;
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
        all.sort(Comparator.naturalOrder());
        return all;
    }

    /// The low half of a log's number, which is its name.
    static int number(Path log) {
        var name = log.getFileName().toString();
        return (int) Long.parseLong(name, 0, name.length() - ".log".length(), 10);
    }

    /// The length of the payload that a header states.
    static int length(ByteBuffer block, int at) {
        return Short.toUnsignedInt(block.getShort(at + 4));
    }

    private static long greatestIn(Path log) throws IOException {
        var form = Form.of(log);
        var block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        var crc = new CRC32C();
        long greatest = 0;
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            while (fill(channel, block)) {
                greatest = Math.max(greatest, greatestIn(block, form, crc));
            }
        }
        return greatest;
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

    private static long greatestIn(ByteBuffer block, Form form, CRC32C crc) {
        long greatest = 0;
        int at = 0;
        while (at + form.headerBytes() <= block.limit()) {
            if (!form.isWhole(block, at, crc)) {
                at++; // rot may have hit a length, so that the next header is anywhere
                continue;
            }
            int length = length(block, at);
            int type = block.get(at + 6);
            if ((type == RECYCLABLE_FULL || type == RECYCLABLE_FIRST) && length >= Long.BYTES) {
                greatest = Math.max(greatest, block.getLong(at + form.headerBytes()));
            }
            at += form.headerBytes() + length;
        }
        return greatest;
    }
}
