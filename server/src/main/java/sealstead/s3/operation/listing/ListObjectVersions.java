package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sealstead.custody.SealedStore.Position;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ListedVersion;
import sealstead.s3.object.Objects;
import sealstead.s3.object.VersionName;
import sealstead.s3.operation.listing.DelimitedScan.Item;
import sealstead.s3.operation.listing.DelimitedScan.Result;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.store.Page;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?versions: all versions and delete markers, by key, newest first within a key. Older versions are read
/// key by key, and only of keys that have some.
public final class ListObjectVersions implements S3Handler.OnBucket {

    private final Objects objects;

    public ListObjectVersions(Objects objects) {
        this.objects = objects;
    }

    /// @param latest whether it is its key's newest
    private record Entry(ListedVersion version, boolean latest) {}

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
            var last = page.items().getLast();
            xml.element("NextKeyMarker", query.shown(last.name()));
            if (last instanceof Item.Key<Entry> key) {
                xml.element("NextVersionIdMarker", key.shown().version().name().id());
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
        for (var key : page.keys()) {
            write(xml, query, attributes, key, bucket, owner);
        }
        for (var prefix : page.prefixes()) {
            xml.begin("CommonPrefixes").element("Prefix", query.shown(prefix)).end();
        }
        return IncompleteListing.told(page.damaged(), Reply.takingOver(200, "application/xml", xml.toBytes()));
    }

    private static void write(
            XmlWriter xml,
            ListingQuery query,
            ListedAttributes attributes,
            Item.Key<Entry> key,
            Bucket bucket,
            String owner) {
        var version = key.shown().version();
        xml.begin(version.deleteMarker() ? "DeleteMarker" : "Version")
                .element("Key", query.shown(key.name()))
                .element("VersionId", version.name().id())
                .element("IsLatest", key.shown().latest())
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
    private Result<Entry> page(String bucketId, ListingQuery query, String keyMarker, Optional<String> versionMarker)
            throws IOException {
        var versions = new Versions(objects, bucketId);
        var scan = new DelimitedScan<>(versions, query.delimited(), query.maxKeys());
        boolean full = false;
        if (query.maxKeys() > 0
                && versionMarker.isPresent()
                && query.delimited().isListedItself(keyMarker)) {
            full = !scan.add(keyMarker, versions.after(keyMarker, versionMarker.get(), scan.room()));
        }
        var page = full ? scan.result(true, false) : scan.after(keyMarker);
        return versions.damaged ? new Result<>(page.items(), page.more(), true) : page;
    }

    private static final class Versions implements DelimitedScan.Source<Entry> {
        private final Objects objects;
        private final String bucketId;
        private boolean damaged;

        Versions(Objects objects, String bucketId) {
            this.objects = objects;
            this.bucketId = bucketId;
        }

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
        public Optional<Item.Key<Entry>> read(Page.Row row) {
            return Optional.of(new Item.Key<>(Objects.key(row.group()), new Entry(ListedVersion.of(row), true)));
        }

        @Override
        public List<Entry> others(Item.Key<Entry> first, int limit) throws IOException {
            var newest = first.shown().version();
            return newest.older() ? older(first.name(), newest.name().order(), limit) : List.of();
        }

        /// The versions of one key after the marked one.
        List<Entry> after(String key, String marker, int limit) throws IOException {
            var head = objects.find(bucketId, key).head();
            if (head.isEmpty() || !head.get().older()) {
                return List.of();
            }
            var marked = objects.version(bucketId, key, marker)
                    .map(version -> version.name().order());
            long order = marked.or(() -> VersionName.orderOf(marker)).orElse(0L);
            var newest = ListedVersion.of(head.get());
            if (order <= newest.name().order()) {
                return older(key, order, limit);
            }
            var older = older(key, newest.name().order(), limit - 1);
            return Stream.concat(Stream.of(new Entry(newest, true)), older.stream())
                    .toList();
        }

        private List<Entry> older(String key, long before, int limit) throws IOException {
            try {
                return objects.listOlder(bucketId, key, before, limit).stream()
                        .map(version -> new Entry(version, false))
                        .toList();
            } catch (DamagedException unreadable) {
                damaged = true;
                return List.of();
            }
        }
    }
}
