package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.store.Bytes;
import sealstead.store.Page;

/// The common prefixes of the keys that uploads are open for. One that was found is skipped by seeking past it.
final class UploadPrefixes {
    private static final int PAGE = 500;
    private static final int PAGE_AFTER_PREFIX = 4;

    private UploadPrefixes() {}

    /// The first `most` prefixes after `after`, in order.
    static List<String> after(Uploads uploads, String bucketId, ListingQuery query, String after, int most)
            throws IOException {
        var found = new ArrayList<String>();
        var start = Uploads.ofPrefix(bucketId, query.prefix());
        var end = start.prefixSuccessor();
        var position = position(bucketId, query, after);
        var from = position.compareTo(start) < 0 ? start : position;
        boolean inclusive = true;
        int batch = PAGE_AFTER_PREFIX;
        while (from.compareTo(end) < 0 && found.size() < most) {
            var rows = uploads.scan(from, inclusive, end, batch);
            @Nullable Bytes next = null;
            for (var row : rows.rows()) {
                var prefix = openPrefix(row, query);
                if (!prefix.isEmpty()) {
                    found.add(prefix);
                    next = Uploads.ofPrefix(bucketId, prefix).prefixSuccessor();
                    break;
                }
            }
            if (next != null) {
                from = next;
                inclusive = true;
                batch = PAGE_AFTER_PREFIX;
            } else if (rows.more()) {
                from = rows.rows().getLast().group();
                inclusive = false;
                batch = Math.min(PAGE, batch * 4);
            } else {
                return found;
            }
        }
        return found;
    }

    /// The common prefix of an upload that is still open, or empty.
    private static String openPrefix(Page.Row row, ListingQuery query) {
        if (row.head().value().size() == 0) {
            return "";
        }
        var upload = Uploads.read(row);
        return upload.state() == Upload.State.DONE ? "" : Listing.commonPrefix(upload.key(), query);
    }

    private static Bytes position(String bucketId, ListingQuery query, String after) {
        if (after.isEmpty()) {
            return Uploads.ofBucket(bucketId);
        }
        var rolled = Listing.commonPrefix(after, query);
        return rolled.isEmpty()
                ? Uploads.ofKey(bucketId, after).prefixSuccessor()
                : Uploads.ofPrefix(bucketId, rolled).prefixSuccessor();
    }
}
