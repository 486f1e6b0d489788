package sealstead.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// Where backups are kept: files under names of ours, written once, read, listed and deleted. A name is made of
/// letters, digits, `-`, `.` and `/`.
public interface BackupPlace extends AutoCloseable {
    /// What a file is made of; may be opened again.
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /// Puts a file there as a whole or not at all, over what is there.
    void put(String name, long bytes, Content content) throws IOException;

    /// Looks whether a file that was just put is there with these bytes: by reading it again, or by what the
    /// place itself has proven of them.
    boolean isThere(String name, long bytes, String sha256) throws IOException;

    /// Everything that was put is durable when this returns.
    void settle() throws IOException;

    /// @throws java.nio.file.NoSuchFileException if there is none of that name
    InputStream open(String name) throws IOException;

    /// The names of the files right in `folder`, without it, with their lengths; empty if there are none.
    Map<String, Long> list(String folder) throws IOException;

    /// Deletes a file; one that is not there is a success.
    void delete(String name) throws IOException;

    @Override
    void close() throws IOException;
}
