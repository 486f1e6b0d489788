package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sealstead.custody.PageTokens;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.PageToken;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.Operation;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.listing.DirectoryQuery;
import sealstead.s3.operation.listing.Listing;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.store.Bytes;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?uploads: the open uploads by key, oldest first within a key. A common prefix is skipped by seeking
/// past it.
public final class ListMultipartUploads implements Operation.OnBucket {
    private static final int MAX_UPLOADS = 1000;
    private static final int PAGE = 500;
    private static final int PAGE_AFTER_PREFIX = 4;

    private final Objects objects;
    private final Uploads uploads;
    private final PageTokens tokens;

    public ListMultipartUploads(Objects objects, Uploads uploads, PageTokens tokens) {
        this.objects = objects;
        this.uploads = uploads;
        this.tokens = tokens;
    }

    /// What is asked for.
    private record Wanted(String prefix, String delimiter, Marker marker, int most) {
        String commonPrefix(String key) {
            if (delimiter.isEmpty() || !key.startsWith(prefix)) {
                return "";
            }
            int at = key.indexOf(delimiter, prefix.length());
            return at < 0 ? "" : key.substring(0, at + delimiter.length());
        }
    }

    /// Where a page begins. In a directory bucket one opaque token stands for both, and it is the only marker.
    ///
    /// @param key the key or common prefix that the last page ended with
    /// @param id the upload of that key that it ended with; empty if all of the key have been told
    /// @param shown the key marker as it came, for the answer
    private record Marker(String key, String id, String shown) {
        static Marker read(Query query, boolean directory, PageToken pages) {
            var key = query.first("key-marker").orElse("");
            if (directory && !key.isEmpty()) {
                var position = pages.decode(key);
                int slash = position.indexOf('/');
                if (slash < 0) {
                    throw S3Error.invalidArgument("The key marker provided is incorrect", "key-marker", key);
                }
                return new Marker(position.substring(slash + 1), position.substring(0, slash), key);
            }
            // Without a key marker the id marker is ignored, as S3 documents it.
            return new Marker(
                    key, key.isEmpty() ? "" : query.first("upload-id-marker").orElse(""), key);
        }
    }

    private record Result(
            List<Upload> uploads,
            List<String> prefixes,
            boolean more,
            String nextKey,
            String nextId,
            boolean damaged) {}

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var query = request.query();
        if (bucket.isDirectory()) {
            DirectoryQuery.check(query, "upload-id-marker");
        }
        var pages = new PageToken(
                "key-marker",
                tokens.of(
                        "ListMultipartUploads",
                        bucket.id(),
                        query.first("prefix").orElse(""),
                        query.first("delimiter").orElse("")));
        var marker = Marker.read(query, bucket.isDirectory(), pages);
        var encoding = query.first("encoding-type");
        if (encoding.isPresent() && !encoding.get().equals("url")) {
            throw S3Error.invalidArgument(
                    "Invalid Encoding Method specified in Request", "encoding-type", encoding.get());
        }
        var wanted = new Wanted(
                query.first("prefix").orElse(""),
                query.first("delimiter").orElse(""),
                marker,
                UploadRequest.number(request, "max-uploads", MAX_UPLOADS, MAX_UPLOADS));
        var page = page(bucket.id(), wanted);

        boolean encoded = encoding.isPresent();
        var xml = XmlWriter.document("ListMultipartUploadsResult")
                .element("Bucket", bucket.name())
                .element("KeyMarker", shown(marker.shown(), encoded));
        if (!bucket.isDirectory()) {
            xml.element("UploadIdMarker", marker.id());
        }
        if (page.more() && bucket.isDirectory()) {
            xml.element("NextKeyMarker", pages.encode(page.nextId() + "/" + page.nextKey()));
        } else if (!bucket.isDirectory()) {
            xml.element("NextKeyMarker", shown(page.nextKey(), encoded)).element("NextUploadIdMarker", page.nextId());
        }
        if (!wanted.prefix().isEmpty() || bucket.isDirectory()) {
            xml.element("Prefix", shown(wanted.prefix(), encoded));
        }
        if (!wanted.delimiter().isEmpty()) {
            xml.element("Delimiter", shown(wanted.delimiter(), encoded));
        }
        if (encoded) {
            xml.element("EncodingType", "url");
        }
        xml.element("MaxUploads", wanted.most()).element("IsTruncated", page.more());
        var owner = CanonicalUser.of(bucket.owner());
        for (var upload : page.uploads()) {
            xml.begin("Upload").element("Key", shown(upload.key(), encoded)).element("UploadId", upload.id());
            ListParts.initiator(xml, upload, bucket.ownerId(upload.attributes().rights(), owner));
            xml.element("StorageClass", upload.storageClass().shown(bucket))
                    .element("Initiated", HttpDate.xml(upload.initiated()));
            upload.checksum()
                    .ifPresent(chosen -> xml.element(
                                    "ChecksumAlgorithm", chosen.algorithm().name())
                            .element("ChecksumType", chosen.type()));
            xml.end();
        }
        for (var prefix : page.prefixes()) {
            xml.begin("CommonPrefixes")
                    .element("Prefix", shown(prefix, encoded))
                    .end();
        }
        return IncompleteListing.told(page.damaged(), Reply.of(200, "application/xml", xml.toBytes()));
    }

    private static String shown(String key, boolean encoded) {
        return encoded ? UrlEncoding.encode(key) : key;
    }

    private Result page(String bucketId, Wanted wanted) throws IOException {
        var found = new ArrayList<Upload>();
        var prefixes = new ArrayList<String>();
        var nextKey = "";
        var nextId = "";
        if (wanted.most() == 0) {
            return new Result(found, prefixes, false, "", "", false);
        }
        var start = Uploads.ofPrefix(bucketId, wanted.prefix());
        var end = start.prefixSuccessor();
        var from = max(start, position(bucketId, wanted));
        boolean inclusive = wanted.marker().id().isEmpty();
        int first = wanted.delimiter().isEmpty() ? PAGE : PAGE_AFTER_PREFIX;
        int batch = first;
        int passed = 0;
        boolean damaged = false;
        while (from.compareTo(end) < 0) {
            int room = wanted.most() + 1 - found.size() - prefixes.size();
            var rows = uploads.scan(from, inclusive, end, Listing.rows(batch, room, passed));
            damaged |= rows.damaged();
            @Nullable Bytes next = null;
            for (var row : rows.rows()) {
                passed++;
                if (row.head().value().size() == 0) {
                    continue;
                }
                var upload = Uploads.read(row);
                boolean over = upload.state() == Upload.State.DONE
                        || (uploads.isStranded(upload) && !objects.isOpen(bucketId, upload));
                if (over) {
                    continue;
                }
                passed--;
                if (found.size() + prefixes.size() == wanted.most()) {
                    return new Result(found, prefixes, true, nextKey, nextId, damaged);
                }
                var rolled = wanted.commonPrefix(upload.key());
                if (rolled.isEmpty()) {
                    found.add(upload);
                    nextKey = upload.key();
                    nextId = upload.id();
                } else {
                    prefixes.add(rolled);
                    nextKey = rolled;
                    nextId = "";
                    next = Uploads.ofPrefix(bucketId, rolled).prefixSuccessor();
                    break;
                }
            }
            if (next != null) {
                from = next;
                inclusive = true;
                batch = first;
            } else if (rows.more()) {
                from = rows.rows().getLast().group();
                inclusive = false;
                batch = Math.min(PAGE, batch * 4);
            } else {
                return last(found, prefixes, damaged);
            }
        }
        return last(found, prefixes, damaged);
    }

    /// The last page. Its markers are those of its last upload, as S3 tells them though nothing follows.
    private static Result last(List<Upload> found, List<String> prefixes, boolean damaged) {
        return found.isEmpty()
                ? new Result(found, prefixes, false, "", "", damaged)
                : new Result(
                        found,
                        prefixes,
                        false,
                        found.getLast().key(),
                        found.getLast().id(),
                        damaged);
    }

    /// Where the page begins: after the marked upload, or after all uploads of the marked key or common prefix.
    private static Bytes position(String bucketId, Wanted wanted) {
        if (wanted.marker().key().isEmpty()) {
            return Uploads.ofBucket(bucketId);
        }
        if (!wanted.marker().id().isEmpty()) {
            try {
                return Uploads.group(
                        bucketId, wanted.marker().key(), wanted.marker().id());
            } catch (Refusal noId) {
                throw S3Error.invalidArgument(
                        "Invalid uploadId marker",
                        "upload-id-marker",
                        wanted.marker().id());
            }
        }
        var rolled = wanted.commonPrefix(wanted.marker().key());
        return rolled.isEmpty()
                ? Uploads.ofKey(bucketId, wanted.marker().key()).prefixSuccessor()
                : Uploads.ofPrefix(bucketId, rolled).prefixSuccessor();
    }

    private static Bytes max(Bytes first, Bytes second) {
        return first.compareTo(second) >= 0 ? first : second;
    }
}
