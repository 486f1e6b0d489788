package sealstead.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;

/// Key policies as documents: the defaults, and the checks that a new one must pass before it is kept.
final class KeyPolicy {
    private static final int MOST_BYTES = 32 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /// Refuses a document that is no policy, or that would lock its account out of changing it again.
    static void check(String document, String account, boolean bypassLockoutCheck) {
        if (document.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw KmsError.of("LimitExceededException", "The policy document is larger than 32 KiB.");
        }
        JsonNode policy;
        try {
            policy = JSON.readTree(document);
        } catch (JsonProcessingException notJson) {
            throw malformed("The policy is not valid JSON.");
        }
        if (policy == null || !policy.isObject() || !policy.path("Statement").isContainerNode()) {
            throw malformed("The policy has no Statement.");
        }
        var statements = policy.get("Statement");
        boolean keepsAccess = false;
        for (var statement :
                statements.isArray() ? statements : JSON.createArrayNode().add(statements)) {
            var effect = statement.path("Effect").asText();
            boolean named = statement.has("Principal") || statement.has("NotPrincipal");
            boolean acts = statement.has("Action") || statement.has("NotAction");
            if (!(effect.equals("Allow") || effect.equals("Deny")) || !named || !acts || !statement.has("Resource")) {
                throw malformed("A statement needs Effect, Principal, Action and Resource.");
            }
            keepsAccess |= effect.equals("Allow") && allowsPutKeyPolicy(statement, account);
        }
        if (!keepsAccess && !bypassLockoutCheck) {
            throw malformed("The new key policy will not allow you to update the key policy in the future.");
        }
    }

    private static boolean allowsPutKeyPolicy(JsonNode statement, String account) {
        boolean principal = statement.path("Principal").toString().contains(account)
                || statement.path("Principal").toString().contains("\"*\"");
        var actions = statement.path("Action").toString();
        boolean action = actions.contains("\"kms:*\"")
                || actions.contains("\"*\"")
                || actions.contains("\"kms:PutKeyPolicy\"")
                || actions.contains("\"kms:Put*\"");
        return principal && action;
    }

    private static KmsException malformed(String message) {
        return KmsError.of("MalformedPolicyDocumentException", message);
    }
}
