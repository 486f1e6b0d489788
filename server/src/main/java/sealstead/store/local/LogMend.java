package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// Sets single flipped bits in RocksDB's logs and manifests right: the fragment that does not verify does so
/// with exactly one of its bits the other way. What that yields is believed because its checksum holds, because
/// the log's number in it is right, and because every record in it is sealed.
final class LogMend {
    private final CRC32C crc = new CRC32C();
    private final LogScan.Form form;
    private int mended;

    private LogMend(LogScan.Form form) {
        this.form = form;
    }

    /// Mends the logs in `folder`, in place and synced.
    ///
    /// @return how many bits were set right
    static int mendAll(Path folder) throws IOException {
        int mended = 0;
        for (var log : LogScan.logs(folder)) {
            mended += mend(log, LogScan.Form.of(log));
        }
        return mended;
    }

    /// Mends one log in place and synced.
    ///
    /// @return how many bits were set right
    static int mend(Path log, LogScan.Form form) throws IOException {
        return new LogMend(form).mend(log);
    }

    private int mend(Path log) throws IOException {
        var block = ByteBuffer.allocate(LogScan.BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = 0;
            while (LogScan.fill(channel, block)) {
                int length = block.limit();
                boolean goesOn = mend(block, channel, at);
                if (!goesOn) {
                    break;
                }
                at += length;
                channel.position(at);
            }
            if (mended > 0) {
                channel.force(false);
            }
        }
        return mended;
    }

    /// @return false where the log ends
    private boolean mend(ByteBuffer block, FileChannel channel, long position) throws IOException {
        int at = 0;
        while (at + form.headerBytes() <= block.limit()) {
            if (!form.isWhole(block, at, crc)) {
                int bit = flipped(block, at);
                if (bit < 0) {
                    return false;
                }
                int place = at + bit / 8;
                channel.write(block.slice(place, 1), position + place);
                mended++;
            }
            at += form.headerBytes() + LogScan.length(block, at);
        }
        return true;
    }

    /// The bit that was flipped, counted from `at`, set right in `block`; -1 if there is none.
    private int flipped(ByteBuffer block, int at) {
        int bytes = Math.min(block.limit() - at, form.headerBytes() + LogScan.length(block, at));
        for (int bit = 0; bit < 8 * Math.max(bytes, form.headerBytes()); bit++) {
            flip(block, at, bit);
            if (form.isWhole(block, at, crc)) {
                return bit;
            }
            flip(block, at, bit);
        }
        return -1;
    }

    private static void flip(ByteBuffer block, int at, int bit) {
        block.put(at + bit / 8, (byte) (block.get(at + bit / 8) ^ (1 << bit % 8)));
    }
}
