package sealstead.store.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.BlobSink;
import sealstead.store.BlobStore;
import sealstead.store.OpenBlobs;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/// [BlobStore] as objects of another S3 endpoint, `<two hex digits of the random part>/<id>` below a prefix. An
/// object is there as a whole or not at all, and durable when the endpoint has said so.
///
/// What is deleted while it is read here goes when the last reader has closed it.
final class S3BlobStore implements BlobStore {
    private static final String NAME = "[0-9a-f]{2}/[0-9a-f]{32}";
    private static final int SHELF = 3;

    private final UpstreamBucket upstream;
    private final Path scratch;
    private final OpenBlobs reading = new OpenBlobs();

    /// @param scratch what is in it is deleted
    S3BlobStore(UpstreamBucket upstream, Path scratch) throws IOException {
        this.upstream = upstream;
        this.scratch = Files.createDirectories(scratch);
        try (var left = Files.newDirectoryStream(scratch)) {
            for (var file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    private String key(BlobId id) {
        var name = id.toString();
        return upstream.prefix() + name.substring(8, 10) + "/" + name;
    }

    @Override
    public BlobSink create(BlobId id) {
        return new S3Sink(upstream, key(id), scratch.resolve(id.toString()));
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        var readers = reading.open(id, () -> remove(id));
        try {
            if (readers.isDeleted()) {
                throw new BlobMissingException(id);
            }
            return new S3Reader(upstream, id, key(id), readers);
        } catch (IOException | RuntimeException failed) {
            readers.close();
            throw failed;
        }
    }

    @Override
    public OptionalLong length(BlobId id) throws IOException {
        var found = reading.isDeleted(id)
                ? java.util.Optional.<Long>empty()
                : upstream.find(
                        "look at a blob",
                        client -> client.headObject(
                                        b -> b.bucket(upstream.bucket()).key(key(id)))
                                .contentLength());
        return found.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    @Override
    public void delete(BlobId id) throws IOException {
        if (!reading.delete(id)) {
            remove(id);
        }
    }

    private void remove(BlobId id) throws IOException {
        upstream.find(
                "delete a blob",
                client -> client.deleteObject(b -> b.bucket(upstream.bucket()).key(key(id))));
    }

    @Override
    public void walk(BlobVisitor visitor) throws IOException {
        String after = null;
        while (true) {
            var from = after;
            ListObjectsV2Response page = upstream.ask(
                    "list blobs",
                    client -> client.listObjectsV2(b -> b.bucket(upstream.bucket())
                            .prefix(upstream.prefix())
                            .continuationToken(from)));
            for (var object : page.contents()) {
                var name = object.key().substring(upstream.prefix().length());
                if (name.matches(NAME)) {
                    visitor.visit(BlobId.parse(name.substring(SHELF)));
                }
            }
            if (!page.isTruncated()) {
                return;
            }
            after = page.nextContinuationToken();
        }
    }

    /// The client is the engine's.
    @Override
    public void close() {}
}
