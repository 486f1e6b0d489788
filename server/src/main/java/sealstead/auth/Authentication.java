package sealstead.auth;

import sealstead.iam.Caller;

/// The outcome of the signature check.
///
/// @param payload how the body must prove itself while it is read
public record Authentication(Caller caller, PayloadProof payload, Method method) {
    /// Where the signature was, in the words of the condition key `s3:authType`.
    public enum Method {
        NONE,
        HEADER,
        QUERY,
        /// In a form, where S3 calls it `POST`.
        FORM
    }
}
