package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Restorations;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// POST /{bucket}/{key}?restore: makes an archived version readable for some days: 202, and 200 where it was readable
/// already and only stays so for longer. While a restoration is under way nothing but a faster tier can be asked for.
public final class RestoreObject implements S3Handler.OnBucket {
    private static final int MAX_DAYS = 36_500;

    private final Objects objects;
    private final Restorations restorations;

    public RestoreObject(Objects objects, Restorations restorations) {
        this.objects = objects;
        this.restorations = restorations;
    }

    /// @param days absent if the document says none
    private record Wanted(OptionalInt days, Storage.Tier tier) {}

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var wanted = read(ConfigurationBody.required(request).root());
        var object = ObjectReader.existing(objects, bucket, request);
        var before = checked(object, wanted);
        var now = objects.now();
        boolean extended = before.filter(asked -> !asked.isOngoing(now)).isPresent();
        if (before.isEmpty()) {
            if (object.storage().restoration().isPresent()) {
                restorations.expired(bucket, request.key(), object);
            }
            restorations.note(bucket, request.key(), object);
        }
        VersionChange.Change change = current -> {
            var storage = current.storage();
            return current.with(
                    new Storage(storage.storageClass(), Optional.of(next(checked(current, wanted), wanted))));
        };
        var changed = before.isEmpty()
                ? VersionChange.apply(objects, bucket, request, change, ObjectEvents.Type.RESTORE_POST)
                : VersionChange.apply(objects, bucket, request, change);
        var reply = Reply.empty(extended ? 200 : 202);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }

    private Storage.Restoration next(Optional<Storage.Restoration> before, Wanted wanted) {
        var now = objects.now();
        int days = wanted.days().orElseThrow();
        if (before.isEmpty()) {
            return restorations.beginning(now, days, wanted.tier());
        }
        var known = before.get();
        return known.isOngoing(now)
                ? new Storage.Restoration(known.ready(), known.expiry(), wanted.tier())
                : new Storage.Restoration(known.ready(), restorations.expiry(now, days), known.tier());
    }

    /// The restoration that the version has now, once it is sure that it may get what is wanted.
    private Optional<Storage.Restoration> checked(StoredObject object, Wanted wanted) {
        var storage = object.storage();
        if (storage.storageClass() == StorageClass.INTELLIGENT_TIERING
                && wanted.days().isPresent()) {
            throw S3Error.INVALID_ARGUMENT.saying("INTELLIGENT_TIERING objects are not subject to restore expiry."
                    + " Do not specify Days when restoring this object");
        }
        if (!storage.storageClass().isArchive()) {
            throw S3Error.INVALID_OBJECT_STATE
                    .saying("Restore is not allowed for the object's current storage class")
                    .with("StorageClass", storage.storageClass().name());
        }
        if (wanted.days().isEmpty()) {
            throw new MalformedXmlException();
        }
        if (storage.storageClass() == StorageClass.DEEP_ARCHIVE && wanted.tier() == Storage.Tier.EXPEDITED) {
            throw S3Error.INVALID_ARGUMENT.saying("Retrieval option is not supported by this storage class");
        }
        var now = objects.now();
        var before = storage.restoredAt(now);
        if (before.filter(asked -> asked.isOngoing(now) && !wanted.tier().isFasterThan(asked.tier()))
                .isPresent()) {
            throw S3Error.RESTORE_ALREADY_IN_PROGRESS.refusal();
        }
        return before;
    }

    private static Wanted read(XmlElement document) {
        for (var name : new String[] {"Type", "SelectParameters", "OutputLocation"}) {
            if (!document.all(name).isEmpty()) {
                throw S3Error.NOT_IMPLEMENTED.saying(
                        "A restore with " + name + " is not implemented: S3 Select is not.");
            }
        }
        var request = document.only("Days", "GlacierJobParameters", "Tier", "Description");
        var job = request.one("GlacierJobParameters").map(parameters -> parameters.only("Tier"));
        var outer = request.text("Tier");
        var inner = job.map(parameters -> parameters.text("Tier").orElseThrow(MalformedXmlException::new));
        var tier = inner.or(() -> outer).map(name -> Storage.Tier.named(name).orElseThrow(MalformedXmlException::new));
        var days = request.text("Days").map(RestoreObject::days);
        return new Wanted(days.map(OptionalInt::of).orElse(OptionalInt.empty()), tier.orElse(Storage.Tier.STANDARD));
    }

    private static int days(String text) {
        if (!text.matches("-?[0-9]{1,9}")) {
            throw new MalformedXmlException();
        }
        int number = Integer.parseInt(text);
        if (number < 1 || number > MAX_DAYS) {
            throw S3Error.INVALID_ARGUMENT.saying("'Days' must be between 1 and " + MAX_DAYS + ".");
        }
        return number;
    }
}
