package sealstead.s3.content;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import sealstead.encryption.ObjectOpener;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.MetadataText;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;
import sealstead.s3.object.VersionName;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// What GetObject and HeadObject share: finding the object a request names, and the headers that describe it.
public final class ObjectReader {
    /// The last of ISO-8859-1.
    private static final int MAX_HEADER_CHARACTER = 0xff;

    private static final Map<String, String> OVERRIDES = Map.of(
            "response-cache-control", "cache-control",
            "response-content-disposition", "content-disposition",
            "response-content-encoding", "content-encoding",
            "response-content-language", "content-language",
            "response-content-type", "content-type",
            "response-expires", "expires");

    private ObjectReader() {}

    /// The object that the request names, current or by its version id.
    public static StoredObject existing(Objects objects, Bucket bucket, S3Request request) throws IOException {
        var key = request.key();
        var id = versionId(request);
        if (id.isEmpty()) {
            return current(objects.find(bucket.id(), key), request);
        }
        return versionOf(objects, bucket, request, id.get());
    }

    /// The current object; a key whose newest version is a delete marker reads as absent.
    ///
    /// @param key as a refusal names it
    static StoredObject current(Objects.Found found, String key) {
        return switch (found.current().orElseThrow(() -> S3Error.noSuchKey(key))) {
            case StoredObject object -> object;
            case DeleteMarker marker ->
                throw S3Error.noSuchKey(key)
                        .header("x-amz-delete-marker", "true")
                        .header("x-amz-version-id", marker.name().id());
        };
    }

    /// The current object for an operation on it: what reads finds nothing where a delete marker is; what
    /// writes, and what reads tags, may not be done to it.
    static StoredObject current(Objects.Found found, S3Request request) {
        var operation = request.operation();
        if (operation.isRefusedByMarkers() && found.current().orElse(null) instanceof DeleteMarker marker) {
            throw notOfMarker(marker, request);
        }
        return current(found, operation.namesBucketOfKeys() ? request.bucket() + "/" + request.key() : request.key());
    }

    static StoredObject versionOf(Objects objects, Bucket bucket, S3Request request, String id) throws IOException {
        var key = request.key();
        return switch (objects.version(bucket.id(), key, id).orElseThrow(() -> S3Error.noSuchVersion(key, id))) {
            case StoredObject object -> object;
            case DeleteMarker marker -> throw notOfMarker(marker, request);
        };
    }

    private static Refusal notOfMarker(DeleteMarker marker, S3Request request) {
        return S3Error.METHOD_NOT_ALLOWED
                .refusal()
                .with("Method", request.operation().method().name())
                .with("ResourceType", "DeleteMarker")
                .header("allow", "DELETE")
                .header("x-amz-delete-marker", "true")
                .header("x-amz-version-id", marker.name().id())
                .header("last-modified", HttpDate.header(marker.lastModified()));
    }

    /// The version id of the query, checked for its form.
    public static Optional<String> versionId(S3Request request) {
        var id = request.query().first("versionId");
        id.ifPresent(ObjectReader::checkVersionId);
        return id;
    }

    public static void checkVersionId(String id) {
        if (id.isEmpty()) {
            throw S3Error.invalidArgument("Version id cannot be the empty string", "versionId", "");
        }
        if (!id.equals(VersionName.NULL) && VersionName.orderOf(id).isEmpty()) {
            throw S3Error.invalidArgument("Invalid version id specified", "versionId", Clipped.of(id));
        }
    }

    /// Who signs nothing may not choose the headers under which an object is shown: a page of somebody else's
    /// making could turn it into what its owner never published.
    public static void checkOverrides(S3Request request) {
        if (request.context().isAnonymous()
                && OVERRIDES.keySet().stream()
                        .anyMatch(name -> request.query().first(name).isPresent())) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
    }

    public static boolean wantsChecksum(S3Request request) {
        return request.header("x-amz-checksum-mode")
                .filter(mode -> mode.equalsIgnoreCase("ENABLED"))
                .isPresent();
    }

    /// Adds what describes the object, with the overrides that a signed request may ask for.
    public static void describe(
            Reply reply, Bucket bucket, StoredObject object, S3Request request, Expirations expirations, Instant now) {
        reply.with("etag", EntityTag.quoted(object.etag()))
                .with("last-modified", HttpDate.header(object.lastModified()))
                .with("accept-ranges", "bytes");
        object.attributes().system().forEach((name, value) -> {
            if (override(request, name).isEmpty()) {
                reply.with(name, value);
            }
        });
        OVERRIDES.forEach((parameter, header) ->
                request.query().first(parameter).ifPresent(value -> addChecked(reply, parameter, header, value)));
        object.attributes()
                .user()
                .forEach((name, value) -> reply.with("x-amz-meta-" + name, MetadataText.toHeader(value)));
        addVersion(reply, bucket, object);
        if (request.query().first("versionId").isEmpty()) {
            expirations.addTo(reply, bucket, request.key(), object);
        }
        object.storage().addTo(reply, bucket, now);
        object.replication().addTo(reply);
        int tags = object.tags().pairs().size();
        if (tags > 0) {
            reply.with("x-amz-tagging-count", Integer.toString(tags));
        }
        object.lock()
                .retention()
                .ifPresent(
                        kept -> reply.with("x-amz-object-lock-mode", kept.mode().name())
                                .with("x-amz-object-lock-retain-until-date", HttpDate.exact(kept.until())));
        object.lock().legalHold().ifPresent(held -> reply.with("x-amz-object-lock-legal-hold", held ? "ON" : "OFF"));
    }

    /// Names the version, in a bucket that has versions.
    public static void addVersion(Reply reply, Bucket bucket, Version version) {
        if (bucket.versioning().isVersioned()) {
            reply.with("x-amz-version-id", version.name().id());
        }
    }

    /// Names a version that was just made. Where versioning is suspended S3 does not say `null` then.
    public static void addNewVersion(Reply reply, Bucket bucket, Version version) {
        if (bucket.versioning() == Versioning.ENABLED) {
            reply.with("x-amz-version-id", version.name().id());
        }
    }

    /// Adds what says which bytes of the object are answered.
    public static void describe(Reply reply, StoredObject object, Selection selection) {
        if (selection.partial()) {
            var sent = selection.bytes();
            reply.with("content-range", "bytes " + sent.first() + "-" + sent.last() + "/" + object.bytes());
        }
        if (selection.parts() > 0) {
            reply.with("x-amz-mp-parts-count", Integer.toString(selection.parts()));
        }
    }

    /// Adds the checksum of what is answered: the whole or a part. That of the whole must not stand beside a range.
    public static void addChecksum(
            Reply reply, StoredObject object, Optional<Manifest> manifest, Selection selection, ObjectOpener opener)
            throws IOException {
        if (selection.part() >= 0) {
            var checksums = manifest.flatMap(Manifest::checksums);
            if (checksums.isPresent()) {
                var digest = checksums.get().clear(selection.part(), opener);
                reply.with(checksums.get().algorithm().headerName(), digest)
                        .with(
                                "x-amz-checksum-type",
                                object.checksum().map(StoredChecksum::type).orElse("FULL_OBJECT"));
            }
        } else if ((!selection.partial() || selection.bytes().bytes() == object.bytes())
                && object.checksum().isPresent()) {
            object.checksum().get().clear(opener).addTo(reply);
        }
    }

    private static void addChecked(Reply reply, String parameter, String header, String value) {
        if (value.chars().anyMatch(character -> character > MAX_HEADER_CHARACTER)) {
            throw invalid(parameter, value);
        }
        try {
            reply.with(header, value);
        } catch (IllegalArgumentException controlCharacter) {
            throw invalid(parameter, "");
        }
    }

    private static Refusal invalid(String parameter, String value) {
        return S3Error.invalidArgument("Header value cannot be represented using ISO-8859-1.", parameter, value);
    }

    private static Optional<String> override(S3Request request, String header) {
        return request.query().first("response-" + header);
    }
}
