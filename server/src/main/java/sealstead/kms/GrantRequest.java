package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sealstead.store.Bytes;

/// What CreateGrant is asked for.
///
/// @param grant as it will be kept, unless there is the same one already
/// @param toService whether its grantee is a service
record GrantRequest(KeyGrant grant, boolean toService) {
    private static final Set<String> OF_SYMMETRIC_KEYS = Set.of(
            "Decrypt",
            "Encrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo",
            "CreateGrant",
            "RetireGrant",
            "DescribeKey",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext");
    private static final Set<String> OF_OTHER_KEYS =
            Set.of("Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret");
    private static final String PRINCIPAL =
            "arn:aws:(iam::[0-9]{12}:(root|user/.+|role/.+)|sts::[0-9]{12}:(assumed-role|federated-user)/.+)";

    static GrantRequest read(KmsKeys keys, KmsInput input) {
        var grantee = principal(input, "GranteePrincipal", "GranteeServicePrincipal");
        if (grantee.isEmpty()) {
            throw KmsInput.missing("GranteePrincipal");
        }
        var operations = input.list("Operations").stream().map(JsonNode::asText).toList();
        if (operations.isEmpty()) {
            throw KmsInput.missing("Operations");
        }
        for (var operation : operations) {
            if (!OF_SYMMETRIC_KEYS.contains(operation)) {
                throw OF_OTHER_KEYS.contains(operation)
                        ? KmsError.validation("Grant operation " + operation + " is not valid for a symmetric key.")
                        : KmsError.constraint(
                                operation,
                                "operations",
                                "Member must satisfy enum value set: " + new TreeSet<>(OF_SYMMETRIC_KEYS));
            }
        }
        var constraints = input.json().path("Constraints");
        var id = new byte[32];
        var secret = new byte[16];
        keys.random().nextBytes(id);
        keys.random().nextBytes(secret);
        var grant = new KeyGrant(
                HexFormat.of().formatHex(id),
                Bytes.wrap(secret),
                input.text("Name").orElse(""),
                keys.now(),
                grantee,
                principal(input, "RetiringPrincipal", "RetiringServicePrincipal"),
                input.caller().accountId(),
                operations,
                pairs(constraints, "EncryptionContextEquals"),
                pairs(constraints, "EncryptionContextSubset"));
        return new GrantRequest(grant, input.text("GranteeServicePrincipal").isPresent());
    }

    private static String principal(KmsInput input, String member, String serviceMember) {
        var arn = input.text(member).orElse("");
        var service = input.text(serviceMember).orElse("");
        if (!arn.isEmpty() && !service.isEmpty()) {
            throw KmsError.validation("Specify either " + member + " or " + serviceMember + ", not both.");
        }
        if (!arn.isEmpty() && !arn.matches(PRINCIPAL)) {
            throw KmsError.of("InvalidArnException", "ARN does not refer to a valid principal: " + clipped(arn));
        }
        if (!service.isEmpty() && !service.matches("[a-z0-9.-]{1,128}\\.amazonaws\\.com")) {
            throw KmsError.validation("The service principal " + clipped(service) + " is not valid.");
        }
        return arn.isEmpty() ? service : arn;
    }

    private static Optional<Map<String, String>> pairs(JsonNode constraints, String member) {
        if (constraints.has("SourceArn")) {
            throw KmsError.unsupported("The grant constraint SourceArn is not supported.");
        }
        var node = constraints.path(member);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        var pairs = new TreeMap<String, String>();
        for (var pair : node.properties()) {
            if (!pair.getValue().isTextual()) {
                throw KmsError.of("SerializationException", "A value of " + member + " is not a string.");
            }
            pairs.put(pair.getKey(), pair.getValue().asText());
        }
        return Optional.of(pairs);
    }

    /// Its condition keys, in lower case.
    Map<String, List<String>> conditions() {
        var more = new TreeMap<String, List<String>>();
        more.put("kms:grantoperations", grant.operations());
        more.put(toService ? "kms:granteeserviceprincipal" : "kms:granteeprincipal", List.of(grant.grantee()));
        more.put("kms:grantisforawsresource", List.of("false"));
        if (!grant.retiring().isEmpty()) {
            more.put("kms:retiringprincipal", List.of(grant.retiring()));
        }
        if (grant.contextEquals().isPresent()) {
            more.put("kms:grantconstrainttype", List.of("EncryptionContextEquals"));
        } else if (grant.contextSubset().isPresent()) {
            more.put("kms:grantconstrainttype", List.of("EncryptionContextSubset"));
        }
        return more;
    }

    /// Who may make grants only by a grant passes on no more than that grant gives.
    void checkNarrower(KmsKey key, String parentId, KmsInput input) {
        var parent = key.grants().stream()
                .filter(candidate -> candidate.id().equals(parentId))
                .findFirst()
                .orElseThrow(() -> KmsError.denied(input.caller().arn(), "kms:CreateGrant", key.arn()));
        boolean operations = parent.operations().containsAll(grant.operations());
        boolean equals =
                parent.contextEquals().isEmpty() || parent.contextEquals().equals(grant.contextEquals());
        boolean subset = parent.contextSubset().isEmpty()
                || grant.contextEquals()
                        .or(grant::contextSubset)
                        .filter(pairs -> pairs.entrySet()
                                .containsAll(parent.contextSubset().get().entrySet()))
                        .isPresent();
        if (!operations || !equals || !subset) {
            throw KmsError.denied(input.caller().arn(), "kms:CreateGrant", key.arn());
        }
    }

    static String clipped(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128);
    }
}
