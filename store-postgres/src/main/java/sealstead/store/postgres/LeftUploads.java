package sealstead.store.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;

/// Uploads to the bucket of the blobs that nobody will end, as who began them was killed. Those of gateways that go on
/// must be let alone: so each gateway notes its own in a file while they are under way, and whoever has the store
/// alone ends all that were there before he came.
final class LeftUploads {
    private static final String NOTE = ".upload";

    private final UpstreamBucket upstream;
    private final List<Upload> before;

    private record Upload(String key, String id) {}

    private LeftUploads(UpstreamBucket upstream, List<Upload> before) {
        this.upstream = upstream;
        this.before = before;
    }

    /// Those that are there now. To be asked before the store is taken: whoever of the others goes on then is seen.
    static LeftUploads of(UpstreamBucket upstream) throws IOException {
        var found = new ArrayList<Upload>();
        String afterKey = null;
        String afterUpload = null;
        while (true) {
            var key = afterKey;
            var id = afterUpload;
            ListMultipartUploadsResponse page = upstream.ask(
                    "list uploads",
                    client -> client.listMultipartUploads(b -> b.bucket(upstream.bucket())
                            .prefix(upstream.prefix())
                            .keyMarker(key)
                            .uploadIdMarker(id)));
            page.uploads().forEach(left -> found.add(new Upload(left.key(), left.uploadId())));
            if (!page.isTruncated()) {
                return new LeftUploads(upstream, found);
            }
            afterKey = page.nextKeyMarker();
            afterUpload = page.nextUploadIdMarker();
        }
    }

    /// To be called by who has had no other gateway beside him since they were listed.
    void abortAll() throws IOException {
        for (var upload : before) {
            abort(upload);
        }
    }

    /// Those that this gateway began before it was killed.
    void abortNoted(Path scratch) throws IOException {
        try (var notes = Files.newDirectoryStream(scratch, "*" + NOTE)) {
            for (var note : notes) {
                var lines = Files.readAllLines(note, StandardCharsets.UTF_8);
                if (lines.size() == 2) {
                    abort(new Upload(lines.get(0), lines.get(1)));
                }
            }
        } catch (NoSuchFileException none) {
            return; // it has none yet
        }
    }

    private void abort(Upload upload) throws IOException {
        upstream.find(
                "abort an upload",
                client -> client.abortMultipartUpload(
                        b -> b.bucket(upstream.bucket()).key(upload.key()).uploadId(upload.id())));
    }

    /// Notes an upload that was begun.
    ///
    /// @param file of the blob
    static void note(Path file, String key, String id) throws IOException {
        Files.writeString(noteOf(file), key + "\n" + id + "\n", StandardCharsets.UTF_8);
    }

    static void forget(Path file) throws IOException {
        Files.deleteIfExists(noteOf(file));
    }

    private static Path noteOf(Path file) {
        return file.resolveSibling(file.getFileName() + NOTE);
    }
}
