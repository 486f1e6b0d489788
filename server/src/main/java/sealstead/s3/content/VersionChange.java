package sealstead.s3.content;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;

/// Changes what stands beside the bytes of the version that a request names.
public final class VersionChange {
    private VersionChange() {}

    /// What becomes of a version; it may be asked more than once.
    public interface Change {
        StoredObject apply(StoredObject now) throws IOException;
    }

    /// Changes the version as it is now, again if another commit came first.
    ///
    /// @return the version after the change
    public static StoredObject apply(Objects objects, Bucket bucket, S3Request request, Change change)
            throws IOException {
        return apply(objects, bucket, request, change, Optional.empty());
    }

    /// The same for a change that is told.
    public static StoredObject apply(
            Objects objects, Bucket bucket, S3Request request, Change change, ObjectEvents.Type told)
            throws IOException {
        return apply(objects, bucket, request, change, Optional.of(ObjectEvents.Event.of(request, told)));
    }

    private static StoredObject apply(
            Objects objects, Bucket bucket, S3Request request, Change change, Optional<ObjectEvents.Event> event)
            throws IOException {
        var key = request.key();
        var id = ObjectReader.versionId(request);
        while (true) {
            var found = objects.find(bucket.id(), key);
            var now = id.isEmpty()
                    ? ObjectReader.current(found, request)
                    : ObjectReader.versionOf(objects, bucket, request, id.get());
            var changed = change.apply(now);
            if (changed.equals(now)) {
                // Of a list that stays as it is S3 tells nothing.
                if (event.isPresent() && event.get().type() != ObjectEvents.Type.ACL_PUT) {
                    objects.tell(bucket, key, changed, event.get());
                }
                return changed;
            }
            boolean travels = !changed.tags().equals(now.tags())
                    || !changed.attributes().equals(now.attributes())
                    || !changed.lock().equals(now.lock());
            if (travels) {
                var made = objects.changeAsAsked(bucket, key, found, changed, event);
                if (made.isPresent()) {
                    return made.get();
                }
            } else if (objects.change(bucket, key, found, changed, event)) {
                return changed;
            }
        }
    }
}
