package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.store.Bytes;

/// Who is told of what happens to objects. What a bucket's configuration asks for is promised before the change is
/// committed, so that no crash between the two loses it; and what was promised of a change that did not happen is told
/// to nobody.
public interface ObjectEvents {
    /// For where nobody is told of anything.
    ObjectEvents NOBODY = new ObjectEvents() {
        @Override
        public Promise promise(Bucket bucket, Event event, String key, Version version) {
            return Promise.NONE;
        }

        @Override
        public void settle(Bytes group) {}

        @Override
        public void happened(Bucket bucket, Event event, String key, Version version) {}
    };

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

        /// Whether a version is gone afterwards.
        boolean isRemoval() {
            return this == REMOVED_DELETE || this == EXPIRED_DELETE;
        }
    }

    /// Who made it happen.
    ///
    /// @param principal the caller's ARN, or S3's own name
    record Cause(String requestId, String address, String principal) {
        /// What the server does by itself.
        public static final Cause SERVER = new Cause("", "", "s3.amazonaws.com");

        public static Cause of(S3Request request) {
            return new Cause(
                    request.id(), request.peer().address(), request.principal().arn());
        }
    }

    /// What is to be told of a change.
    record Event(Cause cause, Type type) {
        public static Event of(S3Request request, Type type) {
            return new Event(Cause.of(request), type);
        }

        public static Event ofServer(Type type) {
            return new Event(Cause.SERVER, type);
        }

        /// Where a deletion makes a delete marker and removes nothing.
        Event ofMarker() {
            return new Event(
                    cause,
                    switch (type) {
                        case REMOVED_DELETE -> Type.REMOVED_MARKER;
                        case EXPIRED_DELETE -> Type.EXPIRED_MARKER;
                        default -> throw new IllegalStateException(type + " makes no marker");
                    });
        }
    }

    /// Promises to tell of a change that is about to be committed.
    ///
    /// @param version as it will be, or the one that will be removed
    Promise promise(Bucket bucket, Event event, String key, Version version) throws IOException;

    /// What was promised of one change.
    interface Promise extends AutoCloseable {
        Promise NONE = new Promise() {
            @Override
            public void tried(boolean happened) {}

            @Override
            public void close() {}
        };

        /// The commit was tried.
        ///
        /// @param happened whether it applied
        void tried(boolean happened) throws IOException;

        /// If nobody said what came of it by now, that must be looked at.
        @Override
        void close();
    }

    /// Sees to it that what was promised of a key needs its record no more: it is about to change.
    ///
    /// @param group of the key
    void settle(Bytes group) throws IOException;

    /// Tells of what is no change of a version.
    void happened(Bucket bucket, Event event, String key, Version version) throws IOException;
}
