package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// Changes what stands beside the bytes of the version that a request names.
final class VersionChange {
    private VersionChange() {}

    /// What becomes of a version; it may be asked more than once.
    interface Change {
        StoredObject apply(StoredObject now) throws IOException;
    }

    /// Changes the version as it is now, again if another commit came first.
    ///
    /// @return the version after the change
    static StoredObject apply(Objects objects, Bucket bucket, S3Request request, Change change) throws IOException {
        var key = request.key();
        var id = ObjectReader.versionId(request);
        while (true) {
            var found = objects.find(bucket.id(), key);
            var now = id.isEmpty()
                    ? ObjectReader.current(found, request)
                    : ObjectReader.versionOf(objects, bucket, request, id.get());
            var changed = change.apply(now);
            if (changed.equals(now)) {
                return changed;
            }
            boolean travels = !changed.tags().equals(now.tags())
                    || !changed.attributes().equals(now.attributes())
                    || !changed.lock().equals(now.lock());
            if (travels) {
                var made = objects.changeAsAsked(bucket, key, found, changed);
                if (made.isPresent()) {
                    return made.get();
                }
            } else if (objects.change(bucket, key, found, changed)) {
                return changed;
            }
        }
    }
}
