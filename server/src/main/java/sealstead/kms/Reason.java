package sealstead.kms;

/// Why a KMS call was made.
public enum Reason {
    API,
    PUT_OBJECT,
    GET_OBJECT,
    HEAD_OBJECT,
    COPY_SOURCE,
    COPY_DESTINATION,
    BUCKET_KEY,
    SELF_TEST
}
