package sealstead.kms;

/// The reason of who calls the KMS directly.
enum ApiCall implements Reason {
    API
}
