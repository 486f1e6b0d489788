package sealstead.query.iam;

import sealstead.iam.AttachedPolicies;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.query.Form;
import sealstead.query.QueryError;

/// Policy documents as IAM takes them: their grammar and their sizes, which count no white space.
public final class Documents {
    private static final int MAX_CHARACTERS = 131_072;
    private static final String MANAGED_VERSION = "2012-10-17";

    private Documents() {}

    /// @throws sealstead.wire.Refusal `MalformedPolicyDocument`
    public static PolicyDocument parse(String text, String parameter, PolicyDocument.Kind kind) {
        Form.bounded(text, parameter, 1, MAX_CHARACTERS);
        try {
            return PolicyDocument.parse(text, kind);
        } catch (MalformedPolicyException malformed) {
            throw QueryError.MALFORMED_POLICY.saying(malformed.message());
        }
    }

    /// A policy of a user, group or role.
    ///
    /// @throws sealstead.wire.Refusal `MalformedPolicyDocument`
    static PolicyDocument ofIdentity(String text) {
        var document = parse(text, "PolicyDocument", PolicyDocument.Kind.IDENTITY);
        try {
            document.checkForIdentity();
        } catch (MalformedPolicyException malformed) {
            throw QueryError.MALFORMED_POLICY.saying(malformed.message());
        }
        return document;
    }

    /// A managed policy, which must be of the newer version.
    ///
    /// @throws sealstead.wire.Refusal `MalformedPolicyDocument`
    static PolicyDocument managed(String text) {
        var document = ofIdentity(text);
        if (!document.version().equals(MANAGED_VERSION)) {
            throw QueryError.MALFORMED_POLICY.saying(
                    "Policy document must be version " + MANAGED_VERSION + " or greater.");
        }
        return document;
    }

    /// The characters that count.
    public static int size(PolicyDocument document) {
        int size = 0;
        var text = document.text();
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isWhitespace(text.charAt(i))) {
                size++;
            }
        }
        return size;
    }

    /// What all inline policies of a holder come to.
    static int inlineSize(AttachedPolicies permissions) {
        return permissions.inline().values().stream()
                .map(NamedPolicy::document)
                .mapToInt(Documents::size)
                .sum();
    }
}
