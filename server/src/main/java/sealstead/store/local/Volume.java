package sealstead.store.local;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The file system that a folder is on: how much room it has, and files that take room without being written.
/// Linux is asked itself, since Java tells nothing of inodes and cannot allocate; elsewhere there are always
/// inodes, and zeros are written.
final class Volume {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final boolean LINUX =
            System.getProperty("os.name", "").equals("Linux") && ValueLayout.ADDRESS.byteSize() == 8;
    /// `struct statvfs` of 64-bit Linux: longs, of which the second is the fragment's size, the fifth the free
    /// fragments and the eighth the free inodes, both for who is not root; the sixth is all inodes.
    private static final int STATVFS_BYTES = 256;

    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0100;
    private static final int O_EXCL = 0200;

    private static final Optional<MethodHandle> STATVFS = LINUX
            ? function("statvfs", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
            : Optional.empty();
    private static final Optional<MethodHandle> OPEN = LINUX
            ? function(
                    "open",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    Linker.Option.firstVariadicArg(2))
            : Optional.empty();
    private static final Optional<MethodHandle> FALLOCATE = LINUX
            ? function(
                    "posix_fallocate",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG))
            : Optional.empty();
    private static final Optional<MethodHandle> CLOSE = LINUX
            ? function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
            : Optional.empty();

    private final FileStore store;
    private final MemorySegment path;

    /// @param folder that is there
    Volume(Path folder) throws IOException {
        this.store = Files.getFileStore(folder);
        this.path = Arena.ofAuto().allocateFrom(folder.toAbsolutePath().toString());
    }

    @SuppressWarnings("restricted") // four functions of the C library, by their documented types
    private static Optional<MethodHandle> function(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        SymbolLookup lookup = LINKER.defaultLookup();
        return lookup.find(name).map(symbol -> LINKER.downcallHandle(symbol, descriptor, options));
    }

    /// What is free.
    ///
    /// @param bytes for who is not root
    /// @param files that can still be made
    record Space(long bytes, long files) {}

    /// The size of the whole.
    long totalBytes() throws IOException {
        return store.getTotalSpace();
    }

    Space free() throws IOException {
        if (STATVFS.isPresent()) {
            try (var arena = Arena.ofConfined()) {
                var answer = arena.allocate(STATVFS_BYTES, 8);
                if ((int) STATVFS.get().invokeExact(path, answer) == 0) {
                    long bytes =
                            answer.getAtIndex(ValueLayout.JAVA_LONG, 1) * answer.getAtIndex(ValueLayout.JAVA_LONG, 4);
                    boolean counted = answer.getAtIndex(ValueLayout.JAVA_LONG, 5) > 0;
                    return new Space(bytes, counted ? answer.getAtIndex(ValueLayout.JAVA_LONG, 7) : Long.MAX_VALUE);
                }
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return new Space(store.getUsableSpace(), Long.MAX_VALUE);
    }

    /// Makes a file that has all its blocks.
    ///
    /// @throws IOException if there is no room for it; it is not there then
    static void allocate(Path file, long bytes) throws IOException {
        if (FALLOCATE.isPresent() && OPEN.isPresent() && CLOSE.isPresent()) {
            allocate(file, bytes, OPEN.get(), FALLOCATE.get(), CLOSE.get());
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(64 * 1024);
            for (long left = bytes; left > 0; left -= zeros.limit()) {
                channel.write(zeros.clear().limit((int) Math.min(left, zeros.capacity())));
            }
        } catch (IOException full) {
            Files.deleteIfExists(file);
            throw full;
        }
    }

    private static void allocate(Path file, long bytes, MethodHandle open, MethodHandle fallocate, MethodHandle close)
            throws IOException {
        int outcome;
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(file.toAbsolutePath().toString());
            int descriptor = (int) open.invokeExact(name, O_RDWR | O_CREAT | O_EXCL, 0600);
            if (descriptor < 0) {
                throw new IOException("cannot make " + file);
            }
            outcome = (int) fallocate.invokeExact(descriptor, 0L, bytes);
            int ignored = (int) close.invokeExact(descriptor);
        } catch (IOException cannot) {
            throw cannot;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
        if (outcome != 0) {
            Files.deleteIfExists(file);
            throw new IOException("cannot allocate " + file + ": error " + outcome);
        }
    }
}
