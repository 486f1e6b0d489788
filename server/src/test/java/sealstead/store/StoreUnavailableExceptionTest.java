package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

/// What passes by itself is told from what does not.
final class StoreUnavailableExceptionTest {
    @Test
    void no_more_files_is_a_want_that_passes() {
        var ofFile = new FileSystemException("/data/blobs/aa/x", null, "Too many open files");
        var ofAll = new FileSystemException("/data/blobs/aa/x", null, "Too many open files in system");
        var ofEngine = new IOException("IO error: While open a file for random read: 000012.sst: Too many open files");
        for (var failure : new Exception[] {
            ofFile, ofAll, ofEngine, new UncheckedIOException(ofFile), new IllegalStateException(ofEngine)
        }) {
            assertThat(StoreUnavailableException.isCauseOf(failure)).isTrue();
        }
        assertThat(StoreUnavailableException.isCauseOf(new IOException("Permission denied")))
                .isFalse();
        assertThat(StoreUnavailableException.isCauseOf(new IllegalStateException("Too many open files")))
                .isFalse();
    }
}
