package sealstead.iam;

/// Who is asking.
public sealed interface Caller {
    /// Nobody: a request without credentials.
    record Anonymous() implements Caller {}

    /// An authenticated principal of an account.
    ///
    /// @param accountId twelve digits
    /// @param arn e.g. `arn:aws:iam::123456789012:root`; sessions of a role are principals of their own
    /// @param accessKeyId the key that signed
    record Principal(String accountId, String arn, String accessKeyId) implements Caller {}
}
