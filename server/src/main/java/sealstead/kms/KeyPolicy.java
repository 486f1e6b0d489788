package sealstead.kms;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.PolicyDocument;

/// Key policies as documents: the defaults, and the checks that a new one must pass before it is kept.
final class KeyPolicy {
    private static final int MAX_BYTES = 32 * 1024;

    private KeyPolicy() {}

    /// What a key made by the API has: the account's IAM policies decide.
    static String ofAccount(String account) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "key-default-1",
                  "Statement" : [ {
                    "Sid" : "Enable IAM User Permissions",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::%s:root"
                    },
                    "Action" : "kms:*",
                    "Resource" : "*"
                  } ]
                }""".formatted(account);
    }

    /// What `aws/s3` has: everyone of the account, through S3.
    static String ofAwsManaged(String account, String region) {
        return """
                {
                  "Version" : "2012-10-17",
                  "Id" : "auto-s3-2",
                  "Statement" : [ {
                    "Sid" : "Allow access through S3 for all principals in the account that are authorized to use S3",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "*"
                    },
                    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
                    "Resource" : "*",
                    "Condition" : {
                      "StringEquals" : {
                        "kms:CallerAccount" : "%s",
                        "kms:ViaService" : "s3.%s.amazonaws.com"
                      }
                    }
                  }, {
                    "Sid" : "Allow direct access to key metadata to the account",
                    "Effect" : "Allow",
                    "Principal" : {
                      "AWS" : "arn:aws:iam::%s:root"
                    },
                    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
                    "Resource" : "*"
                  } ]
                }""".formatted(account, region, account);
    }

    /// The document, if it is one.
    static PolicyDocument parse(String document) {
        if (document.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw KmsError.LIMIT_EXCEEDED.because("The policy document is larger than 32 KiB.");
        }
        try {
            return PolicyDocument.parse(document, PolicyDocument.Kind.KEY);
        } catch (MalformedPolicyException malformed) {
            throw KmsError.MALFORMED_POLICY.because(malformed.message());
        }
    }

    /// The document as it is kept.
    static PolicyDocument bind(PolicyDocument document, KnownPrincipals principals) {
        try {
            return PolicyDocument.parse(
                    principals.bind(document.text(), PolicyDocument.Kind.KEY), PolicyDocument.Kind.KEY);
        } catch (MalformedPolicyException noSuchPrincipal) {
            throw KmsError.MALFORMED_POLICY.because(noSuchPrincipal.message());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Refuses a policy that would lock whoever puts it out of changing it again.
    static KmsException lockedOut() {
        return KmsError.MALFORMED_POLICY.because(
                "The new key policy will not allow you to update the key policy in the future.");
    }
}
