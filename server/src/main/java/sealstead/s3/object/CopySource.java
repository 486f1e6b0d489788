package sealstead.s3.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.crypto.Output;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyReuse;
import sealstead.encryption.Opening;
import sealstead.kms.Reason;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Percent;
import sealstead.wire.Reply;

/// What `x-amz-copy-source` names: `bucket/url-encoded-key[?versionId=..]`, with or without a leading slash (§8.1).
/// It is split before it is decoded, so that an encoded `?` or `/` in a key is never taken for the real one.
///
/// @param versionId the version that is copied; absent for the current one
public record CopySource(String bucket, String key, Optional<String> versionId) {
    public static CopySource of(S3Request request) {
        var header = request.header("x-amz-copy-source").orElse("");
        if (header.startsWith("arn:")) {
            throw S3Error.notImplementedHeader("x-amz-copy-source");
        }
        var path = header.startsWith("/") ? header.substring(1) : header;
        Optional<String> version = Optional.empty();
        int question = path.indexOf("?versionId=");
        if (question >= 0) {
            version = Optional.of(path.substring(question + "?versionId=".length()));
            ObjectReader.checkVersionId(version.get());
            path = path.substring(0, question);
        }
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw invalid(header);
        }
        var bucket = Percent.decode(path.substring(0, slash), false).orElseThrow(() -> invalid(header));
        var key = Percent.decode(path.substring(slash + 1), false).orElseThrow(() -> invalid(header));
        return new CopySource(bucket, key, version);
    }

    /// What is said to who copies without saying who he is.
    public static final String ANONYMOUS = "Anonymous users cannot copy objects.  Please authenticate.";

    /// The object that is copied.
    public StoredObject find(Objects objects, Bucket sourceBucket) throws IOException {
        if (versionId.isEmpty()) {
            return ObjectReader.current(objects.find(sourceBucket.id(), key), key);
        }
        var found = objects.version(sourceBucket.id(), key, versionId.get())
                .orElseThrow(() -> S3Error.noSuchVersion(key, versionId.get()));
        if (found instanceof StoredObject object) {
            return object;
        }
        throw S3Error.INVALID_REQUEST.saying(
                "The source of a copy request may not specifically refer to a delete marker by version id.");
    }

    /// The source, open for reading as its reader; its key, if it needs one, comes from the copy-source headers.
    public record Opened(Opening opening, StoredBody body) implements AutoCloseable {
        /// Copies `count` bytes from `first`, digesting them on the way.
        public void copy(long first, long count, BodyDigests digests, Output plaintext) throws IOException {
            body.copy(opening, first, count, (bytes, offset, length) -> {
                digests.update(bytes, offset, length);
                plaintext.write(bytes, offset, length);
            });
        }

        @Override
        public void close() throws IOException {
            opening.close();
            body.close();
        }
    }

    public Opened open(
            Objects objects,
            Encryption encryption,
            KmsUse kmsUse,
            S3Request request,
            Bucket sourceBucket,
            Bucket destination,
            StoredObject object)
            throws IOException {
        var name = sourceBucket.objectName(key);
        var opening = encryption.open(
                name,
                object.envelope(),
                sourceBucket.serviceKeys(),
                CustomerKey.readOfCopySource(request.headers()),
                kmsUse.of(request, sourceBucket, Reason.COPY_SOURCE),
                request.wire().peer(),
                reuse(sourceBucket, destination));
        try {
            var body = objects.open(sourceBucket.id(), key, object);
            if (body.isEmpty()) {
                boolean same = find(objects, sourceBucket)
                        .envelope()
                        .objectId()
                        .equals(object.envelope().objectId());
                if (same && objects.open(sourceBucket.id(), key, object).isEmpty()) {
                    throw objects.lost(sourceBucket, key, object);
                }
                throw S3Error.SLOW_DOWN.refusal(); // replaced meanwhile
            }
            return new Opened(opening, body.get());
        } catch (IOException | RuntimeException | Error failed) {
            opening.close();
            throw failed;
        }
    }

    /// Whether a copy between these may use bucket keys that are open already (§3).
    public static KeyReuse reuse(Bucket source, Bucket destination) {
        return source.isDirectory() || destination.isDirectory() ? KeyReuse.NEVER : KeyReuse.WITHIN_WINDOW;
    }

    /// Says which version was copied, if its bucket has versions.
    public void addVersion(Reply reply, Bucket sourceBucket, StoredObject object) {
        if (sourceBucket.versioning().isVersioned()) {
            reply.with("x-amz-copy-source-version-id", object.name().id());
        }
    }

    private static RuntimeException invalid(String header) {
        return S3Error.invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                "x-amz-copy-source",
                header.length() <= 256 ? header : header.substring(0, 256));
    }
}
