package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;

/// Who is told of what happened to objects. It is told when the change is durable, before the client is.
@FunctionalInterface
public interface ObjectEvents {
    /// For those who do not care.
    ObjectEvents NOBODY = (bucket, cause, type, key, version) -> {};

    /// What can happen, in the words of S3's event names.
    enum Type {
        CREATED_PUT("ObjectCreated:Put"),
        CREATED_POST("ObjectCreated:Post"),
        CREATED_COPY("ObjectCreated:Copy"),
        CREATED_COMPLETE("ObjectCreated:CompleteMultipartUpload"),
        REMOVED_DELETE("ObjectRemoved:Delete"),
        REMOVED_MARKER("ObjectRemoved:DeleteMarkerCreated"),
        EXPIRED_DELETE("LifecycleExpiration:Delete"),
        EXPIRED_MARKER("LifecycleExpiration:DeleteMarkerCreated"),
        TAGGING_PUT("ObjectTagging:Put"),
        TAGGING_DELETE("ObjectTagging:Delete"),
        ACL_PUT("ObjectAcl:Put"),
        TRANSITION("LifecycleTransition"),
        RESTORE_POST("ObjectRestore:Post"),
        RESTORE_COMPLETED("ObjectRestore:Completed"),
        RESTORE_DELETE("ObjectRestore:Delete");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        /// Without `s3:` before it.
        public String wireName() {
            return wireName;
        }

        /// What the removal of a version is, or the making of a marker.
        static Type ofRemoval(Version version) {
            return version instanceof DeleteMarker ? REMOVED_MARKER : REMOVED_DELETE;
        }
    }

    /// Who made it happen.
    ///
    /// @param principal the caller's ARN, or S3's own name
    record Cause(String requestId, String address, String principal) {
        public static Cause of(S3Request request) {
            return new Cause(
                    request.id(), request.peer().address(), request.principal().arn());
        }
    }

    /// @param version what was made, changed or removed
    void happened(Bucket bucket, Cause cause, Type type, String key, Version version) throws IOException;
}
