package sealstead.encryption;

import sealstead.kms.Reason;

/// What the keys of objects are reached for.
public enum Purpose implements Reason {
    PUT_OBJECT,
    GET_OBJECT,
    HEAD_OBJECT,
    GET_OBJECT_ATTRIBUTES,
    CREATE_MULTIPART_UPLOAD,
    UPLOAD_PART,
    COMPLETE_MULTIPART_UPLOAD,
    COPY_SOURCE,
    COPY_DESTINATION,
    UPDATE_OBJECT_ENCRYPTION,
    PUT_BUCKET_ENCRYPTION,
    CREATE_SESSION,
    SELF_TEST,
    SCRUB,
    SALVAGE,
    REWRAP,
    PROVE;

    /// The server's looks at itself are nobody's, and would fill the trail.
    @Override
    public boolean isAudited() {
        return this != SELF_TEST;
    }
}
