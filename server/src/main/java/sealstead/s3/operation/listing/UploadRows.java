package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.Optional;
import sealstead.custody.SealedStore.Position;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.listing.DelimitedScan.Item;
import sealstead.store.Bytes;
import sealstead.store.Page;

/// The multipart uploads of a bucket, by key and oldest first within a key.
///
/// @param filter which of them are listed
public record UploadRows(Uploads uploads, String bucketId, Filter filter) implements DelimitedScan.Source<Upload> {
    /// Which uploads are listed.
    @FunctionalInterface
    public interface Filter {
        boolean isListed(Upload upload) throws IOException;
    }

    @Override
    public Page list(Bytes from, boolean inclusive, Bytes to, int limit) throws IOException {
        return uploads.scan(from, inclusive, to, limit);
    }

    @Override
    public Bytes ofPrefix(String prefix) {
        return Uploads.ofPrefix(bucketId, prefix);
    }

    @Override
    public Position behind(String key) {
        return new Position(Uploads.ofKey(bucketId, key).prefixSuccessor(), true);
    }

    @Override
    public Optional<Item.Key<Upload>> read(Page.Row row) throws IOException {
        var upload = Uploads.read(row);
        return filter.isListed(upload) ? Optional.of(new Item.Key<>(upload.key(), upload)) : Optional.empty();
    }
}
