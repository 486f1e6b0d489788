package sealstead.s3.operation.object;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Objects;
import sealstead.time.WitnessedTime;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// PUT /{bucket}/{key}?retention: keeps the version from removal until a date. An empty `Retention` lifts one in
/// governance mode, for who may bypass it.
public final class PutObjectRetention implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Objects objects;
    private final WitnessedTime time;

    public PutObjectRetention(BucketAccess access, Objects objects, WitnessedTime time) {
        this.access = access;
        this.objects = objects;
        this.time = time;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        LockHeaders.checkEnabled(bucket);
        var next = retention(
                ConfigurationBody.required(request).root(), time.clock().instant());
        var passed = time.passed();
        boolean bypass = access.bypassesGovernance(request, bucket, request.key(), ObjectReader.versionId(request));
        var changed = VersionChange.apply(objects, bucket, request, object -> {
            if (!object.lock().allows(next, passed, bypass)) {
                throw S3Error.ACCESS_DENIED.saying("Access Denied because object protected by object lock.");
            }
            return object.with(object.lock().with(next));
        });
        var reply = Reply.empty(200);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }

    private static Optional<ObjectLock.Retention> retention(XmlElement retention, Instant now) {
        var mode = retention.only("Mode", "RetainUntilDate").text("Mode");
        var date = retention.text("RetainUntilDate");
        if (mode.isEmpty() && date.isEmpty()) {
            return Optional.empty();
        }
        try {
            var until = Instant.parse(date.orElseThrow(MalformedXmlException::new));
            var chosen = ObjectLock.Mode.named(mode.orElseThrow(MalformedXmlException::new))
                    .orElseThrow(MalformedXmlException::new);
            LockHeaders.checkUntil(until, date.get(), now);
            return Optional.of(new ObjectLock.Retention(chosen, until.truncatedTo(ChronoUnit.MILLIS)));
        } catch (DateTimeException malformed) {
            throw new MalformedXmlException();
        }
    }
}
