package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import sealstead.custody.SealedStore.Position;
import sealstead.s3.object.ListedVersion;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.listing.DelimitedScan.Item;
import sealstead.s3.operation.listing.DelimitedScan.Result;
import sealstead.store.Bytes;
import sealstead.store.Page;

/// One page of a bucket's keys. No KMS is asked.
public final class Listing {
    private Listing() {}

    /// The objects that are not deleted.
    private record Current(Objects objects, String bucketId) implements DelimitedScan.Source<ListedVersion> {
        @Override
        public Page list(Bytes from, boolean inclusive, Bytes to, int limit) throws IOException {
            return objects.list(from, inclusive, to, limit);
        }

        @Override
        public Bytes ofPrefix(String prefix) {
            return Objects.group(bucketId, prefix);
        }

        @Override
        public Position behind(String key) {
            return new Position(Objects.group(bucketId, key), false);
        }

        @Override
        public Optional<Item.Key<ListedVersion>> read(Page.Row row) throws IOException {
            var object = ListedVersion.of(row);
            // Of what is deleted only older versions are there.
            return object.deleteMarker() || objects.hasLeft(bucketId, row)
                    ? Optional.empty()
                    : Optional.of(new Item.Key<>(Objects.key(row.group()), object));
        }
    }

    /// The items after `after`: later keys, and common prefixes that do not begin with or before it.
    static Result<ListedVersion> page(Objects objects, String bucketId, ListingQuery query, String after)
            throws IOException {
        return new DelimitedScan<>(new Current(objects, bucketId), query.delimited(), query.maxKeys()).after(after);
    }

    /// The same with the common prefixes of open uploads among them, as directory buckets list them.
    static Result<ListedVersion> pageWithUploads(
            Objects objects, Uploads uploads, String bucketId, ListingQuery query, String after) throws IOException {
        var page = page(objects, bucketId, query, after);
        if (query.delimiter().isEmpty() || query.maxKeys() == 0) {
            return page;
        }
        var keys = query.delimited();
        var open = new UploadRows(
                uploads,
                bucketId,
                upload -> upload.state() != Upload.State.DONE
                        && !keys.commonPrefix(upload.key()).isEmpty());
        var ofUploads = new DelimitedScan<>(open, keys, query.maxKeys()).after(after);
        var all = new TreeMap<Bytes, Item<ListedVersion>>();
        for (var prefix : ofUploads.prefixes()) {
            all.put(Bytes.utf8(prefix), new Item.CommonPrefix<>(prefix));
        }
        page.items().forEach(item -> all.put(Bytes.utf8(item.name()), item));
        return new Result<>(
                List.copyOf(all.values()).subList(0, Math.min(all.size(), query.maxKeys())),
                page.more() || ofUploads.more() || all.size() > query.maxKeys(),
                page.damaged());
    }
}
