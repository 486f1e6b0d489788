package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.Purpose;
import sealstead.s3.KeepAliveReply;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.KeyAccesses;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.content.UploadPlan;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.VersionName;
import sealstead.s3.object.WriteConditions;
import sealstead.s3.operation.listing.UrlEncoding;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// POST /{bucket}/{key}?uploadId: makes the object of the parts. No byte is copied: the object is the list of its
/// parts. A repeated Complete, also one after a crash in the middle, gets the same answer and makes nothing twice.
public final class CompleteMultipartUpload implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Buckets buckets;
    private final Encryption encryption;
    private final Objects objects;
    private final Uploads uploads;
    private final KeepAliveReply keepAlive;
    private final Expirations expirations;
    private final Clock clock;

    public CompleteMultipartUpload(
            BucketAccess access,
            Buckets buckets,
            Encryption encryption,
            Objects objects,
            Uploads uploads,
            KeepAliveReply keepAlive,
            Expirations expirations,
            Clock clock) {
        this.access = access;
        this.buckets = buckets;
        this.encryption = encryption;
        this.objects = objects;
        this.uploads = uploads;
        this.keepAlive = keepAlive;
        this.expirations = expirations;
        this.clock = clock;
    }

    /// What became of the upload, for the reply.
    ///
    /// @param object absent if it was made by an earlier request
    private record Completed(
            Upload upload, String versionId, Optional<StoredChecksum.Clear> checksum, Optional<StoredObject> object) {}

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var wanted = CompletionRequest.read(request);
        var conditions = WriteConditions.of(request.headers());
        var id = UploadRequest.uploadId(request);
        var found = uploads.withParts(bucket.id(), request.key(), id);
        if (uploads.isStranded(found.upload())) {
            objects.isOpen(bucket.id(), found.upload());
            found = uploads.withParts(bucket.id(), request.key(), id);
        }
        wanted.checkList(found.upload());
        if (bucket.isDirectory()) {
            wanted.checkConsecutive();
        }
        encryption.checkAgrees(
                KeyAccesses.of(request, bucket, Purpose.COMPLETE_MULTIPART_UPLOAD),
                request.headers(),
                found.upload().envelope());
        if (found.upload().state() == Upload.State.DONE) {
            return remembered(request, bucket, found.upload());
        }
        var keys = keys(request, bucket, found.upload());
        var completing = uploads.completing(id);
        boolean handedOver = false;
        try {
            boolean begun = found.upload().state() != Upload.State.OPEN;
            var fixed = fix(bucket, found, wanted, keys);
            handedOver = true;
            var envelope = fixed.upload().envelope();
            return keepAlive.run(request, early -> describe(early, envelope), () -> {
                try (completing;
                        keys) {
                    var completed = complete(request, bucket, fixed, conditions, begun, keys);
                    var reply = reply(request, bucket, completed);
                    if (completed.object().isPresent() && !bucket.isDirectory()) {
                        expirations.addTo(
                                reply, bucket, request.key(), completed.object().get());
                    }
                    return reply;
                }
            });
        } finally {
            if (!handedOver) {
                completing.close();
                keys.close();
            }
        }
    }

    /// The answer to a Complete that is repeated: of the version that the first one made. The upload's data
    /// key is gone; a checksum that is sealed is opened with the version's, and not told where the version
    /// is gone or its key is not to be had any more.
    private Reply remembered(S3Request request, Bucket bucket, Upload done) throws IOException {
        var plan = plan(request, bucket, done);
        var versionId = done.completion().orElseThrow().versionId();
        Optional<StoredChecksum.Clear> checksum = Optional.empty();
        if (!lacksCustomerKey(done, plan)) {
            plan.check(encryption, bucket);
            var made = objects.version(bucket.id(), request.key(), versionId);
            if (made.isPresent()
                    && made.get() instanceof StoredObject object
                    && object.uploadId().equals(done.id())) {
                checksum = checksum(new ReadPlan(plan.access(), object));
            }
        }
        return reply(request, bucket, new Completed(done, versionId, checksum, Optional.empty()));
    }

    private Optional<StoredChecksum.Clear> checksum(ReadPlan made) throws IOException {
        var checksum = made.object().checksum();
        if (checksum.isEmpty() || !checksum.get().sealed()) {
            return checksum.map(StoredChecksum::asIs);
        }
        try (var opener = made.open(encryption)) {
            return Optional.of(checksum.get().clear(opener));
        } catch (Refusal refused) {
            if (refused.status() >= 500) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    /// Whether nothing of an upload with SSE-C is sealed beside its parts, as no checksum was chosen and
    /// the key is not given.
    private static boolean lacksCustomerKey(Upload upload, UploadPlan plan) {
        return upload.envelope().customer().isPresent()
                && plan.customerKey().isEmpty()
                && upload.checksum().isEmpty();
    }

    private static UploadPlan plan(S3Request request, Bucket bucket, Upload upload) {
        return UploadPlan.of(request, bucket, upload, Purpose.COMPLETE_MULTIPART_UPLOAD);
    }

    /// The upload's keys, which seal the checksums: by a call of the KMS, or with the customer's key.
    private CompletionKeys keys(S3Request request, Bucket bucket, Upload upload) throws IOException {
        var plan = plan(request, bucket, upload);
        if (lacksCustomerKey(upload, plan)) {
            return new CompletionKeys(Optional.empty());
        }
        plan.check(encryption, bucket);
        return new CompletionKeys(Optional.of(plan.resumeToCommit(encryption)));
    }

    /// Decides what the object will be, once for all.
    private Uploads.Found fix(Bucket bucket, Uploads.Found open, CompletionRequest wanted, CompletionKeys keys)
            throws IOException {
        var found = open;
        while (true) {
            if (found.upload().state() == Upload.State.OPEN) {
                var assembly = Assembly.of(found, wanted);
                var etag = bucket.isDirectory() ? uploads.opaqueEtag() : assembly.etag();
                if (uploads.fix(found, keys.completion(assembly, etag))) {
                    return uploads.withParts(
                            bucket.id(), found.upload().key(), found.upload().id());
                }
            } else if (found.upload().state() == Upload.State.DONE || uploads.isCompletedHere(found.upload())) {
                return found;
            } else {
                uploads.takeOver(found);
            }
            found = uploads.withParts(
                    bucket.id(), found.upload().key(), found.upload().id());
        }
    }

    private Completed complete(
            S3Request request,
            Bucket bucket,
            Uploads.Found fixed,
            WriteConditions conditions,
            boolean begun,
            CompletionKeys keys)
            throws IOException {
        var key = fixed.upload().key();
        boolean mayExist = begun;
        while (true) {
            var now = buckets.checkWritable(bucket);
            var current = objects.find(bucket.id(), key);
            // After the object, never before it: see Uploads.
            var found = uploads.withParts(bucket.id(), key, fixed.upload().id());
            if (found.upload().state() == Upload.State.DONE) {
                return completed(found.upload(), keys);
            }
            if (found.upload().state() == Upload.State.OPEN) {
                throw S3Error.OPERATION_ABORTED.refusal(); // another Complete of it was refused meanwhile
            }
            // Who took it over may have made the object before its key was looked at.
            mayExist |= !uploads.isCompletedHere(found.upload());
            Optional<StoredObject> made =
                    mayExist ? objects.madeFrom(bucket.id(), key, found.upload().id()) : Optional.empty();
            if (made.isEmpty()) {
                try {
                    conditions.check(current.object(), key);
                    conditions.checkSince(
                            current.current(),
                            found.upload().order(),
                            found.upload().existed(),
                            key);
                    access.replacing(request, bucket).check();
                } catch (Refusal refused) {
                    uploads.reopen(found);
                    throw refused;
                }
                var assembly = assembly(found);
                objects.checkBlobs(
                        now,
                        key,
                        found.upload().id(),
                        assembly.parts().stream().map(UploadedPart::part).toList());
                var completion = found.upload().completion().orElseThrow();
                var content = new Objects.Content.Parts(assembly.manifest(completion));
                var object = object(found.upload(), completion, assembly);
                uploads.checkInTime(found.upload());
                made = objects.put(
                        now,
                        key,
                        current,
                        object,
                        content,
                        ObjectEvents.Event.of(request, ObjectEvents.Type.CREATED_COMPLETE));
            }
            if (made.isPresent()) {
                uploads.settle(bucket.id(), key, made.get());
                return new Completed(found.upload(), made.get().name().id(), keys.clear(found.upload()), made);
            }
            mayExist = true;
        }
    }

    private static Completed completed(Upload done, CompletionKeys keys) throws IOException {
        return new Completed(done, done.completion().orElseThrow().versionId(), keys.clear(done), Optional.empty());
    }

    private static Assembly assembly(Uploads.Found found) {
        var used = Set.copyOf(found.upload().completion().orElseThrow().numbers());
        return Assembly.of(
                found.upload(),
                found.parts().stream()
                        .filter(part -> used.contains(part.part().number()))
                        .toList());
    }

    private StoredObject object(Upload upload, Upload.Completion completion, Assembly assembly) {
        return new StoredObject(
                VersionName.unversioned(0),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                completion.etag(),
                upload.attributes(),
                upload.tags(),
                upload.lock(),
                completion.checksum(),
                upload.envelope().ofLength(assembly.bytes(), assembly.storedBytes()),
                new Placement.Parts(assembly.parts().size()),
                upload.id(),
                Storage.of(upload.storageClass()));
    }

    private static Reply reply(S3Request request, Bucket bucket, Completed completed) {
        var upload = completed.upload();
        var xml = XmlWriter.document("CompleteMultipartUploadResult")
                .element("Location", location(request))
                .element("Bucket", bucket.name())
                .element("Key", request.key())
                .element(
                        "ETag",
                        EntityTag.quoted(upload.completion().orElseThrow().etag()));
        completed
                .checksum()
                .ifPresent(checksum -> xml.element(checksum.algorithm().elementName(), checksum.text())
                        .element("ChecksumType", checksum.type()));
        var reply = Reply.of(200, "application/xml", xml.toBytes());
        describe(reply, upload.envelope());
        if (bucket.versioning() == Versioning.ENABLED) {
            reply.with("x-amz-version-id", completed.versionId());
        }
        return reply;
    }

    /// The encryption, but nothing of a customer's key.
    private static void describe(Reply reply, Envelope envelope) {
        if (envelope.customer().isEmpty()) {
            EncryptionReply.addTo(reply, envelope, Optional.empty());
        }
    }

    private static String location(S3Request request) {
        var scheme = request.peer().secure() ? "https://" : "http://";
        return scheme + request.header("host").orElse("") + "/" + request.bucket() + "/"
                + UrlEncoding.encode(request.key()).replace("+", "%20");
    }
}
