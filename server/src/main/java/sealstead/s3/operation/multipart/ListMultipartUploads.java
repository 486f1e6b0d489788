package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.util.List;
import sealstead.custody.PageTokens;
import sealstead.custody.SealedStore.Position;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.PageToken;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.listing.Delimited;
import sealstead.s3.operation.listing.DelimitedScan;
import sealstead.s3.operation.listing.DelimitedScan.Item;
import sealstead.s3.operation.listing.DelimitedScan.Result;
import sealstead.s3.operation.listing.DirectoryQuery;
import sealstead.s3.operation.listing.UploadRows;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.store.Bytes;
import sealstead.wire.Query;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?uploads: the open uploads by key, oldest first within a key.
public final class ListMultipartUploads implements S3Handler.OnBucket {
    private static final int MAX_UPLOADS = 1000;

    private final Objects objects;
    private final Uploads uploads;
    private final PageTokens tokens;

    public ListMultipartUploads(Objects objects, Uploads uploads, PageTokens tokens) {
        this.objects = objects;
        this.uploads = uploads;
        this.tokens = tokens;
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

        /// Where the page behind this one begins. The last page tells that of its last upload, as S3 does though
        /// nothing follows.
        static Marker next(Result<Upload> page) {
            if (page.more() && page.items().getLast() instanceof Item.CommonPrefix<Upload>(var prefix)) {
                return new Marker(prefix, "", prefix);
            }
            if (page.keys().isEmpty()) {
                return new Marker("", "", "");
            }
            var last = page.keys().getLast();
            return new Marker(last.name(), last.shown().id(), last.name());
        }
    }

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
        var keys = new Delimited(
                query.first("prefix").orElse(""), query.first("delimiter").orElse(""));
        int most = UploadRequest.number(request, "max-uploads", MAX_UPLOADS, MAX_UPLOADS);
        var page = page(bucket.id(), keys, most, marker);
        var next = Marker.next(page);

        boolean encoded = encoding.isPresent();
        var xml = XmlWriter.document("ListMultipartUploadsResult")
                .element("Bucket", bucket.name())
                .element("KeyMarker", shown(marker.shown(), encoded));
        if (!bucket.isDirectory()) {
            xml.element("UploadIdMarker", marker.id());
        }
        if (page.more() && bucket.isDirectory()) {
            xml.element("NextKeyMarker", pages.encode(next.id() + "/" + next.key()));
        } else if (!bucket.isDirectory()) {
            xml.element("NextKeyMarker", shown(next.key(), encoded)).element("NextUploadIdMarker", next.id());
        }
        if (!keys.prefix().isEmpty() || bucket.isDirectory()) {
            xml.element("Prefix", shown(keys.prefix(), encoded));
        }
        if (!keys.delimiter().isEmpty()) {
            xml.element("Delimiter", shown(keys.delimiter(), encoded));
        }
        if (encoded) {
            xml.element("EncodingType", "url");
        }
        xml.element("MaxUploads", most).element("IsTruncated", page.more());
        var owner = CanonicalUser.of(bucket.owner());
        for (var key : page.keys()) {
            var upload = key.shown();
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

    private Result<Upload> page(String bucketId, Delimited keys, int most, Marker marker) throws IOException {
        var rows = new UploadRows(uploads, bucketId, upload -> isOpen(bucketId, upload));
        var scan = new DelimitedScan<>(rows, keys, most);
        if (marker.id().isEmpty()) {
            return scan.after(marker.key());
        }
        // The marked upload is not looked at where nothing is asked for.
        return most == 0
                ? new Result<>(List.of(), false, false)
                : scan.from(new Position(group(bucketId, marker), false));
    }

    private boolean isOpen(String bucketId, Upload upload) throws IOException {
        return upload.state() != Upload.State.DONE && (!uploads.isStranded(upload) || objects.isOpen(bucketId, upload));
    }

    private static Bytes group(String bucketId, Marker marker) {
        try {
            return Uploads.group(bucketId, marker.key(), marker.id());
        } catch (Refusal noId) {
            throw S3Error.invalidArgument("Invalid uploadId marker", "upload-id-marker", marker.id());
        }
    }
}
