package sealstead.kms;

/// Why a KMS call was made.
public enum Reason {
    API,
    PUT_OBJECT,
    GET_OBJECT,
    HEAD_OBJECT,
    GET_OBJECT_ATTRIBUTES,
    CREATE_MULTIPART_UPLOAD,
    UPLOAD_PART,
    COMPLETE_MULTIPART_UPLOAD,
    COPY_SOURCE,
    COPY_DESTINATION,
    BUCKET_KEY,
    SELF_TEST
}
