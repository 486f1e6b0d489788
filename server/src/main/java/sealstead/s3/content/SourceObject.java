package sealstead.s3.content;

import java.io.IOException;
import sealstead.crypto.Output;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyReuse;
import sealstead.encryption.ObjectOpener;
import sealstead.encryption.Purpose;
import sealstead.s3.CopySource;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredBody;
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
    public record Opened(ObjectOpener opener, StoredBody body) implements AutoCloseable {
        /// Copies `count` bytes from `first`, digesting them on the way.
        public void copy(long first, long count, BodyDigests digests, Output plaintext) throws IOException {
            body.copy(opener, first, count, (bytes, offset, length) -> {
                digests.update(bytes, offset, length);
                plaintext.write(bytes, offset, length);
            });
        }

        @Override
        public void close() throws IOException {
            opener.close();
            body.close();
        }
    }

    public Opened open(
            Objects objects,
            Encryption encryption,
            S3Request request,
            Bucket sourceBucket,
            Bucket destination,
            StoredObject object)
            throws IOException {
        var access = KeyAccesses.of(request, sourceBucket, named.key(), Purpose.COPY_SOURCE)
                .with(CustomerKey.readOfCopySource(request.headers()))
                .with(reuse(sourceBucket, destination));
        var opener = encryption.open(access, object.envelope());
        try {
            var body = objects.open(sourceBucket.id(), named.key(), object);
            if (body.isEmpty()) {
                boolean same = find(objects, sourceBucket)
                        .envelope()
                        .objectId()
                        .equals(object.envelope().objectId());
                if (same && objects.open(sourceBucket.id(), named.key(), object).isEmpty()) {
                    throw objects.lost(sourceBucket, named.key(), object);
                }
                throw S3Error.SLOW_DOWN.refusal(); // replaced meanwhile
            }
            return new Opened(opener, body.get());
        } catch (IOException | RuntimeException | Error failed) {
            opener.close();
            throw failed;
        }
    }

    /// Whether a copy between these may use bucket keys that are open already.
    public static KeyReuse reuse(Bucket source, Bucket destination) {
        return source.isDirectory() || destination.isDirectory() ? KeyReuse.NEVER : KeyReuse.WITHIN_WINDOW;
    }

    /// Says which version was copied, if its bucket has versions.
    public void addVersion(Reply reply, Bucket sourceBucket, StoredObject object) {
        if (sourceBucket.versioning().isVersioned() && !object.name().isNull()) {
            reply.with("x-amz-copy-source-version-id", object.name().id());
        }
    }
}
