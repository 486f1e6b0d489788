package sealstead.conformance;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// The disk of a [ChildServer] that fails when it is told to, by a library that is preloaded into it
/// (`src/test/native/faults.c`). Where there is no C compiler, tests that need it are left out, by name.
final class FaultyDisk {
    /// What can fail.
    enum Call {
        SYNC(0),
        WRITE(1),
        READ(2);

        private final int place;

        Call(int place) {
            this.place = place;
        }
    }

    /// Whose calls can fail.
    static final int LOG = 1;

    static final int TABLES = 2;
    static final int BLOBS = 4;
    static final int AUDIT = 8;
    static final int MARK = 16;
    static final int REST = 32;

    /// No space left on device.
    static final int ENOSPC = 28;

    static final int EIO = 5;

    private final Path library;
    private final Path folder;
    private final Path control;
    private final MappedByteBuffer switches;

    /// @param folder below which files fail
    FaultyDisk(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.library = PreloadedLibrary.compile("faults", folder);
        this.control = folder.resolve("faults.control");
        Files.write(control, new byte[4096]);
        try (var channel = FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            switches = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            switches.order(ByteOrder.nativeOrder());
        }
    }

    /// What a server must be started with.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAULTS_ROOT", folder.toString(),
                "FAULTS_CONTROL", control.toString());
    }

    /// The next `times` calls fail.
    ///
    /// @param which the sum of whose calls
    /// @param errno of writes
    void fail(Call call, int times, int which, int errno) {
        switches.putInt(3 * 4, which);
        switches.putInt(4 * 4, errno);
        switches.putInt(call.place * 4, times);
    }

    /// Nothing fails any more.
    void mend() {
        for (var call : Call.values()) {
            switches.putInt(call.place * 4, 0);
        }
    }

    int failed(Call call) {
        return switches.getInt((5 + call.place) * 4);
    }
}
