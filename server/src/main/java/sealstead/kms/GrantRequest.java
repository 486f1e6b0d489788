package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sealstead.crypto.RandomId;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.policy.Conditions;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;

/// What CreateGrant is asked for.
///
/// @param grant with its principals as they were named
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
    /// What a constraint may hold: pairs, and characters of a name or a value.
    private static final int MAX_PAIRS = 8;
    /// What answers show of what does not fit.
    static final int MAX_SHOWN = 128;
    private static final int MAX_TEXT_CHARACTERS = 384;
    private static final int MAX_PRINCIPAL_CHARACTERS = 256;
    private static final int MAX_NAME_CHARACTERS = 256;

    static GrantRequest read(KmsKeys keys, KmsInput input) {
        var grantee = principal(input, "GranteePrincipal", "GranteeServicePrincipal");
        if (grantee.isEmpty()) {
            throw KmsInput.missing("GranteePrincipal");
        }
        var operations = input.list("Operations").stream()
                .map(JsonNode::asText)
                .distinct()
                .toList();
        if (operations.isEmpty()) {
            throw KmsInput.missing("Operations");
        }
        for (var operation : operations) {
            if (!OF_SYMMETRIC_KEYS.contains(operation)) {
                throw OF_OTHER_KEYS.contains(operation)
                        ? KmsError.validation("Grant operation " + operation + " is not valid for a symmetric key.")
                        : KmsError.constraint(
                                operations.toString(),
                                "operations",
                                "Member must satisfy constraint: [Member must satisfy enum value set: "
                                        + new TreeSet<>(OF_SYMMETRIC_KEYS) + "]");
            }
        }
        var constraints = input.json().path("Constraints");
        var contextEquals = pairs(constraints, "EncryptionContextEquals");
        var contextSubset = pairs(constraints, "EncryptionContextSubset");
        if (contextEquals.isPresent() && contextSubset.isPresent()) {
            throw KmsError.validation("Specify either EncryptionContextEquals or EncryptionContextSubset, not both.");
        }
        var id = RandomId.BITS_256.hex(keys.random());
        var secret = new byte[16];
        keys.random().nextBytes(secret);
        var grant = new KeyGrant(
                id,
                Bytes.wrap(secret),
                name(input),
                keys.now(),
                grantee,
                principal(input, "RetiringPrincipal", "RetiringServicePrincipal"),
                input.caller().accountId(),
                operations,
                contextEquals,
                contextSubset);
        return new GrantRequest(grant, input.text("GranteeServicePrincipal").isPresent());
    }

    /// The grant as it is kept, by the ids of whom it names: whoever is made later under the same name does not
    /// get it.
    KeyGrant bound(KnownPrincipals principals) {
        return grant.between(existing(principals, grant.grantee()), existing(principals, grant.retiring()));
    }

    private static String existing(KnownPrincipals principals, String principal) {
        try {
            return principals.kept(principal).orElseThrow(() -> notAPrincipal(principal));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// @throws KmsException `InvalidArnException` if it is of another form than a principal's
    static String checkedPrincipal(String arn) {
        if (!KnownPrincipals.isOfPrincipal(arn)) {
            throw notAPrincipal(arn);
        }
        return arn;
    }

    private static KmsException notAPrincipal(String arn) {
        return KmsError.INVALID_ARN.because("ARN does not refer to a valid principal: " + Clipped.of(arn, MAX_SHOWN));
    }

    private static String principal(KmsInput input, String member, String serviceMember) {
        var arn = input.text(member).orElse("");
        var service = input.text(serviceMember).orElse("");
        if (!arn.isEmpty() && !service.isEmpty()) {
            throw KmsError.validation("Specify either " + member + " or " + serviceMember + ", not both.");
        }
        if (arn.length() > MAX_PRINCIPAL_CHARACTERS) {
            throw KmsError.constraint(
                    Clipped.of(arn, MAX_SHOWN),
                    lower(member),
                    "Member must have length less than or equal to " + MAX_PRINCIPAL_CHARACTERS);
        }
        if (!arn.isEmpty()) {
            checkedPrincipal(arn);
        }
        if (!service.isEmpty() && !service.matches("[a-z0-9.-]{1,128}\\.amazonaws\\.com")) {
            throw KmsError.validation("The service principal " + Clipped.of(service, MAX_SHOWN) + " is not valid.");
        }
        return arn.isEmpty() ? service : arn;
    }

    private static Optional<Map<String, String>> pairs(JsonNode constraints, String member) {
        if (constraints.has("SourceArn")) {
            throw KmsError.unsupported("The grant constraint SourceArn is not supported.");
        }
        var node = constraints.path(member);
        // An empty map is the same as none.
        if (node.isMissingNode() || node.isNull() || node.isEmpty()) {
            return Optional.empty();
        }
        var pairs = new TreeMap<String, String>();
        for (var pair : node.properties()) {
            if (!pair.getValue().isTextual()) {
                throw KmsError.SERIALIZATION.because("A value of " + member + " is not a string.");
            }
            pairs.put(bounded(pair.getKey(), member), bounded(pair.getValue().asText(), member));
        }
        if (pairs.size() > MAX_PAIRS) {
            throw KmsError.validation("1 validation error detected: Value at 'constraints." + lower(member)
                    + "' failed to satisfy constraint: Map must have length less than or equal to " + MAX_PAIRS);
        }
        return Optional.of(pairs);
    }

    private static String name(KmsInput input) {
        var name = input.text("Name").orElse("");
        if (name.length() > MAX_NAME_CHARACTERS) {
            throw KmsError.constraint(
                    Clipped.of(name, MAX_SHOWN),
                    "name",
                    "Member must have length less than or equal to " + MAX_NAME_CHARACTERS);
        }
        if (!name.isEmpty() && !name.matches("[a-zA-Z0-9:/_-]+")) {
            throw KmsError.constraint(
                    name, "name", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        return name;
    }

    private static String bounded(String text, String member) {
        if (text.length() > MAX_TEXT_CHARACTERS) {
            throw KmsError.constraint(
                    Clipped.of(text, MAX_SHOWN),
                    "constraints." + lower(member),
                    "Member must have length less than or equal to " + MAX_TEXT_CHARACTERS);
        }
        return text;
    }

    private static String lower(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }

    /// Its condition keys.
    Conditions conditions() {
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
        return Conditions.of(more);
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
}
