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
        /// In the query, by Signature Version 2.
        QUERY_V2,
        /// In a form, where S3 calls it `POST`.
        FORM,
        /// In a form, by Signature Version 2.
        FORM_V2;

        public boolean isVersion2() {
            return this == QUERY_V2 || this == FORM_V2;
        }
    }
}
