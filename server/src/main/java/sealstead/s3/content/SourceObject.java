package sealstead.s3.content;

import java.io.IOException;
import java.util.Optional;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyReuse;
import sealstead.encryption.Purpose;
import sealstead.s3.CopySource;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Reply;

/// The object that a copy reads: found by what the request names, and opened as its reader.
public record SourceObject(CopySource named) {
    public static SourceObject of(S3Request request) {
        var named = request.copySource();
        named.versionId().ifPresent(ObjectReader::checkVersionId);
        return new SourceObject(named);
    }

    /// Refuses what is refused of every copy before anybody asks who may: who does not say who he is, and a source that
    /// is none.
    public static void checkNamed(S3Request request) {
        request.checkNotAnonymous("Anonymous users cannot copy objects.  Please authenticate.");
        of(request);
    }

    public String bucket() {
        return named.bucket();
    }

    public String key() {
        return named.key();
    }

    /// The object that is copied.
    public StoredObject find(Objects objects, Bucket sourceBucket) throws IOException {
        if (named.versionId().isEmpty()) {
            return ObjectReader.current(objects.find(sourceBucket.id(), named.key()), named.key());
        }
        var found = objects.version(
                        sourceBucket.id(), named.key(), named.versionId().get())
                .orElseThrow(() ->
                        S3Error.noSuchVersion(named.key(), named.versionId().get()));
        if (found instanceof StoredObject object) {
            return object;
        }
        throw S3Error.INVALID_REQUEST.saying(
                "The source of a copy request may not specifically refer to a delete marker by version id.");
    }

    /// The source, open for reading as its reader; its key, if it needs one, comes from the copy-source headers.
    ///
    /// @param object that was found of it
    public OpenedObject open(
            Objects objects, Encryption encryption, S3Request request, Between buckets, StoredObject object)
            throws IOException {
        var source = buckets.source;
        var access = KeyAccesses.of(request, source, named.key(), Purpose.COPY_SOURCE)
                .with(CustomerKey.readOfCopySource(request.headers()))
                .with(buckets.reuse());
        return new ReadPlan(access, object)
                .openWhole(encryption, objects, source, () -> Optional.of(find(objects, source)));
    }

    /// The bucket that a copy reads from, and the one that it writes to.
    public record Between(Bucket source, Bucket destination) {
        /// Whether one of them is a directory bucket, where copies use no bucket key that is open already.
        public boolean involvesDirectory() {
            return source.isDirectory() || destination.isDirectory();
        }

        public KeyReuse reuse() {
            return involvesDirectory() ? KeyReuse.NEVER : KeyReuse.WITHIN_WINDOW;
        }
    }

    /// Says which version was copied, if its bucket has versions.
    public void addVersion(Reply reply, Bucket sourceBucket, StoredObject object) {
        if (sourceBucket.versioning().isVersioned() && !object.name().isNull()) {
            reply.with("x-amz-copy-source-version-id", object.name().id());
        }
    }
}
