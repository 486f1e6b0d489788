package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.Operation;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ListedVersion;
import sealstead.s3.object.Objects;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?versions: all versions and delete markers, by key, newest first within a key. Older versions are read
/// key by key, and only of keys that have some; a common prefix is skipped by seeking past it.
public final class ListObjectVersions implements Operation.OnBucket {

    private final Objects objects;

    public ListObjectVersions(Objects objects) {
        this.objects = objects;
    }

    /// One entry: a version, or a common prefix where `version` is null.
    private record Entry(String name, @Nullable ListedVersion version, boolean latest) {}

    private record Result(List<Entry> entries, boolean more, boolean damaged) {}

    /// The entries of a page as they are found.
    private static final class Found {
        private final List<Entry> entries = new ArrayList<>();
        private boolean damaged;

        Result result(boolean more) {
            return new Result(entries, more, damaged);
        }
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var query = ListingQuery.of(request.query());
        var attributes = ListedAttributes.of(request, objects.now());
        var keyMarker = request.query().first("key-marker").orElse("");
        var versionMarker = request.query().first("version-id-marker");
        if (versionMarker.filter(String::isEmpty).isPresent()) {
            throw S3Error.invalidArgument("A version-id marker cannot be empty.", "version-id-marker", "");
        }
        if (versionMarker.isPresent() && keyMarker.isEmpty()) {
            throw S3Error.invalidArgument(
                    "A version-id marker cannot be specified without a key marker.",
                    "version-id-marker",
                    versionMarker.get());
        }
        versionMarker.ifPresent(ObjectReader::checkVersionId);
        var page = page(bucket.id(), query, keyMarker, versionMarker);

        var xml = XmlWriter.document("ListVersionsResult")
                .element("Name", bucket.name())
                .element("Prefix", query.shown(query.prefix()))
                .element("KeyMarker", query.shown(keyMarker))
                .element("VersionIdMarker", versionMarker.orElse(""));
        if (page.more()) {
            var last = page.entries().getLast();
            xml.element("NextKeyMarker", query.shown(last.name()));
            var version = last.version();
            if (version != null) {
                xml.element("NextVersionIdMarker", version.name().id());
            }
        }
        xml.element("MaxKeys", query.maxKeys());
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", query.shown(query.delimiter()));
        }
        if (query.encoded()) {
            xml.element("EncodingType", "url");
        }
        xml.element("IsTruncated", page.more());
        var owner = CanonicalUser.of(bucket.owner());
        for (var entry : page.entries()) {
            if (entry.version() != null) {
                write(xml, query, attributes, entry, entry.version(), bucket, owner);
            }
        }
        for (var entry : page.entries()) {
            if (entry.version() == null) {
                xml.begin("CommonPrefixes")
                        .element("Prefix", query.shown(entry.name()))
                        .end();
            }
        }
        return IncompleteListing.told(page.damaged(), Reply.takingOver(200, "application/xml", xml.toBytes()));
    }

    private static void write(
            XmlWriter xml,
            ListingQuery query,
            ListedAttributes attributes,
            Entry entry,
            ListedVersion version,
            Bucket bucket,
            String owner) {
        xml.begin(version.deleteMarker() ? "DeleteMarker" : "Version")
                .element("Key", query.shown(entry.name()))
                .element("VersionId", version.name().id())
                .element("IsLatest", entry.latest())
                .element("LastModified", HttpDate.xml(version.lastModified()));
        if (!version.deleteMarker()) {
            xml.element("ETag", EntityTag.quoted(version.etag()));
            ListedObject.writeChecksum(xml, version);
            xml.element("Size", version.bytes())
                    .element("StorageClass", version.storage().storageClass().name());
            attributes.write(xml, version);
        }
        xml.begin("Owner")
                .element("ID", bucket.ownerId(version.rights(), owner))
                .end()
                .end();
    }

    /// The entries after the markers: later versions of the marked key, then later keys.
    private Result page(String bucketId, ListingQuery query, String keyMarker, Optional<String> versionMarker)
            throws IOException {
        var found = new Found();
        var entries = found.entries;
        if (query.maxKeys() == 0) {
            return found.result(false);
        }
        var start = Objects.group(bucketId, query.prefix());
        var end = start.prefixSuccessor();
        var from = start;
        boolean inclusive = true;
        if (!keyMarker.isEmpty() && Objects.group(bucketId, keyMarker).compareTo(start) >= 0) {
            var rolled = Listing.commonPrefix(keyMarker, query);
            if (!rolled.isEmpty()) {
                from = Objects.group(bucketId, rolled).prefixSuccessor();
            } else {
                from = Objects.group(bucketId, keyMarker);
                inclusive = false;
                if (versionMarker.isPresent()) {
                    if (!addAfter(bucketId, keyMarker, versionMarker.get(), query.maxKeys(), found)) {
                        return found.result(true);
                    }
                }
            }
        }
        int batch = Listing.firstRows(query);
        int passed = 0;
        while (from.compareTo(end) < 0) {
            int wanted = query.maxKeys() + 1 - entries.size();
            var rows = objects.list(from, inclusive, end, Listing.rows(batch, wanted, passed));
            found.damaged |= rows.damaged();
            @Nullable Bytes next = null;
            for (var row : rows.rows()) {
                if (row.head().value().size() == 0) {
                    passed++;
                    continue;
                }
                if (entries.size() == query.maxKeys()) {
                    return found.result(true);
                }
                var key = Objects.key(row.group());
                var rolled = Listing.commonPrefix(key, query);
                if (!rolled.isEmpty()) {
                    entries.add(new Entry(rolled, null, false));
                    next = Objects.group(bucketId, rolled).prefixSuccessor();
                    break;
                }
                var newest = ListedVersion.of(row);
                entries.add(new Entry(key, newest, true));
                if (newest.older() && !addOlder(bucketId, key, newest.name().order(), query.maxKeys(), found)) {
                    return found.result(true);
                }
            }
            if (next != null) {
                from = next;
                inclusive = true;
                batch = Listing.firstRows(query);
            } else if (rows.more()) {
                from = rows.rows().getLast().group();
                inclusive = false;
                batch = Listing.moreRows(batch);
            } else {
                return found.result(false);
            }
        }
        return found.result(false);
    }

    /// The versions of one key after the marked one.
    ///
    /// @return false if the page is full and more follow
    private boolean addAfter(String bucketId, String key, String marker, int most, Found found) throws IOException {
        var head = objects.find(bucketId, key).head();
        if (head.isEmpty() || !head.get().older()) {
            return true;
        }
        var marked = objects.version(bucketId, key, marker)
                .map(version -> version.name().order());
        long order = marked.or(() -> VersionName.orderOf(marker)).orElse(0L);
        var newest = ListedVersion.of(head.get());
        if (order > newest.name().order()) {
            found.entries.add(new Entry(key, newest, true));
            order = newest.name().order();
        }
        return addOlder(bucketId, key, order, most, found);
    }

    private boolean addOlder(String bucketId, String key, long before, int most, Found found) throws IOException {
        int room = most - found.entries.size();
        List<ListedVersion> older;
        try {
            older = objects.listOlder(bucketId, key, before, room + 1);
        } catch (DamagedException unreadable) {
            found.damaged = true;
            return true;
        }
        for (var version : older) {
            if (found.entries.size() == most) {
                return false;
            }
            found.entries.add(new Entry(key, version, false));
        }
        return true;
    }
}
