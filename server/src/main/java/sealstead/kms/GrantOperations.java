package sealstead.kms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sealstead.iam.policy.Decision;
import sealstead.store.Bytes;

/// CreateGrant, ListGrants, ListRetirableGrants, RetireGrant and RevokeGrant (§6.4). Grants stand in the record of
/// their key and are in force from the moment that CreateGrant answers.
final class GrantOperations {
    private static final int MOST_GRANTS = 1000;
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

    private final EmbeddedKms kms;

    GrantOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    ObjectNode createGrant(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        var wanted = wanted(input);
        var key = kms.names().idOrArn(input.use(), input.keyId());
        var by = kms.authorization().check(input, "kms:CreateGrant", key, conditions(input, wanted));
        KeyOperations.checkNotAwsManaged(key, input, "kms:CreateGrant");
        KeyOperations.checkEnabled(key);
        if (by.by().source() == Decision.Source.GRANT) {
            checkNarrower(wanted, key, by.by().policy(), input);
        }
        if (input.isTrue("DryRun")) {
            throw KmsError.dryRun();
        }
        var made = new ArrayList<KeyGrant>();
        var changed = kms.keys().change(key, now -> {
            KeyOperations.checkEnabled(now);
            made.clear();
            var same = now.grants().stream()
                    .filter(grant -> !wanted.name().isEmpty() && grant.grantsSameAs(wanted))
                    .findFirst();
            made.add(same.orElse(wanted));
            if (same.isPresent()) {
                return now;
            }
            if (now.grants().size() >= MOST_GRANTS) {
                throw KmsError.of("LimitExceededException", "The key " + now.arn() + " has too many grants.");
            }
            var all = new ArrayList<>(now.grants());
            all.add(wanted);
            return now.withGrants(all);
        });
        var grant = made.getFirst();
        return JsonNodeFactory.instance
                .objectNode()
                .put("GrantToken", grant.token(changed))
                .put("GrantId", grant.id());
    }

    private KeyGrant wanted(KmsInput input) {
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
                                "Member must satisfy enum value set: " + new java.util.TreeSet<>(OF_SYMMETRIC_KEYS));
            }
        }
        var constraints = input.json().path("Constraints");
        var id = new byte[32];
        var secret = new byte[16];
        kms.keys().random().nextBytes(id);
        kms.keys().random().nextBytes(secret);
        return new KeyGrant(
                HexFormat.of().formatHex(id),
                Bytes.wrap(secret),
                input.text("Name").orElse(""),
                kms.keys().now(),
                grantee,
                principal(input, "RetiringPrincipal", "RetiringServicePrincipal"),
                input.caller().accountId(),
                operations,
                pairs(constraints, "EncryptionContextEquals"),
                pairs(constraints, "EncryptionContextSubset"));
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

    private static Map<String, List<String>> conditions(KmsInput input, KeyGrant wanted) {
        var more = new TreeMap<String, List<String>>();
        more.put("kms:grantoperations", wanted.operations());
        boolean service = input.text("GranteeServicePrincipal").isPresent();
        more.put(service ? "kms:granteeserviceprincipal" : "kms:granteeprincipal", List.of(wanted.grantee()));
        more.put("kms:grantisforawsresource", List.of("false"));
        if (!wanted.retiring().isEmpty()) {
            more.put("kms:retiringprincipal", List.of(wanted.retiring()));
        }
        if (wanted.contextEquals().isPresent()) {
            more.put("kms:grantconstrainttype", List.of("EncryptionContextEquals"));
        } else if (wanted.contextSubset().isPresent()) {
            more.put("kms:grantconstrainttype", List.of("EncryptionContextSubset"));
        }
        return more;
    }

    /// Who may make grants only by a grant passes on no more than that grant gives.
    private static void checkNarrower(KeyGrant wanted, KmsKey key, String parentId, KmsInput input) {
        var parent = key.grants().stream()
                .filter(grant -> grant.id().equals(parentId))
                .findFirst()
                .orElseThrow(() -> KmsError.denied(input.caller().arn(), "kms:CreateGrant", key.arn()));
        boolean operations = parent.operations().containsAll(wanted.operations());
        boolean equals =
                parent.contextEquals().isEmpty() || parent.contextEquals().equals(wanted.contextEquals());
        boolean subset = parent.contextSubset().isEmpty()
                || wanted.contextEquals()
                        .or(wanted::contextSubset)
                        .filter(pairs -> pairs.entrySet()
                                .containsAll(parent.contextSubset().get().entrySet()))
                        .isPresent();
        if (!operations || !equals || !subset) {
            throw KmsError.denied(input.caller().arn(), "kms:CreateGrant", key.arn());
        }
    }

    ObjectNode listGrants(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        var key = kms.names().idOrArn(input.use(), input.keyId());
        kms.authorization().check(input, "kms:ListGrants", key);
        var id = input.text("GrantId");
        var grantee = input.text("GranteePrincipal").or(() -> input.text("GranteeServicePrincipal"));
        var all = key.grants().stream()
                .filter(grant -> id.isEmpty() || grant.id().equals(id.get()))
                .filter(grant -> grantee.isEmpty() || grant.grantee().equals(grantee.get()))
                .map(grant -> new Of(key, grant))
                .toList();
        return page(input, all, limit);
    }

    ObjectNode listRetirableGrants(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        var retiring = input.required("RetiringPrincipal", 256);
        kms.authorization().checkAccount(input, "kms:ListRetirableGrants", "*", Map.of());
        var all = new ArrayList<Of>();
        kms.keys()
                .walk(key -> key.grants().stream()
                        .filter(grant -> grant.retiring().equals(retiring))
                        .forEach(grant -> all.add(new Of(key, grant))));
        return page(input, all, limit);
    }

    private record Of(KmsKey key, KeyGrant grant) {}

    private static ObjectNode page(KmsInput input, List<Of> all, int limit) {
        var after = KmsPage.after(input);
        int from = 0;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).grant().id().equals(after)) {
                from = i + 1;
            }
        }
        int to = Math.min(all.size(), from + limit);
        var reply = JsonNodeFactory.instance.objectNode();
        var rows = reply.putArray("Grants");
        for (var found : all.subList(from, to)) {
            describe(rows.addObject(), found.key(), found.grant());
        }
        KmsPage.truncate(
                reply, to < all.size(), to == 0 ? "" : all.get(to - 1).grant().id());
        return reply;
    }

    private static void describe(ObjectNode row, KmsKey key, KeyGrant grant) {
        row.put("KeyId", key.arn())
                .put("GrantId", grant.id())
                .put("CreationDate", KeyOperations.seconds(grant.created()))
                .put("IssuingAccount", "arn:aws:iam::" + grant.issuer() + ":root")
                .put(
                        grant.grantee().startsWith("arn:") ? "GranteePrincipal" : "GranteeServicePrincipal",
                        grant.grantee());
        if (!grant.name().isEmpty()) {
            row.put("Name", grant.name());
        }
        if (!grant.retiring().isEmpty()) {
            row.put(
                    grant.retiring().startsWith("arn:") ? "RetiringPrincipal" : "RetiringServicePrincipal",
                    grant.retiring());
        }
        var operations = row.putArray("Operations");
        grant.operations().forEach(operations::add);
        if (grant.contextEquals().isPresent() || grant.contextSubset().isPresent()) {
            var constraints = row.putObject("Constraints");
            grant.contextEquals().ifPresent(pairs -> put(constraints.putObject("EncryptionContextEquals"), pairs));
            grant.contextSubset().ifPresent(pairs -> put(constraints.putObject("EncryptionContextSubset"), pairs));
        }
    }

    private static void put(ObjectNode object, Map<String, String> pairs) {
        new TreeMap<>(pairs).forEach(object::put);
    }

    void revokeGrant(KmsInput input) {
        var id = input.required("GrantId", 128);
        var key = kms.names().idOrArn(input.use(), input.keyId());
        kms.authorization().check(input, "kms:RevokeGrant", key);
        remove(input, key, existing(key, id));
    }

    /// By token, or by key and grant id; its retiring principal may, its grantee if the grant says so, and whom the
    /// key's policies allow.
    void retireGrant(KmsInput input) {
        var token = input.text("GrantToken");
        KmsKey key;
        KeyGrant grant;
        if (token.isPresent()) {
            var found = GrantTokens.find(kms.keys(), token.get()).orElseThrow(GrantTokens::invalid);
            key = found.key();
            grant = found.grant();
        } else {
            key = kms.names().idOrArn(input.use(), input.keyId());
            grant = existing(key, input.required("GrantId", 128));
        }
        var who = input.caller().principal();
        boolean retires = isNamed(grant.retiring(), who.arn(), who.sessionArn());
        boolean grantee =
                grant.operations().contains("RetireGrant") && isNamed(grant.grantee(), who.arn(), who.sessionArn());
        if (!retires && !grantee) {
            kms.authorization().check(input, "kms:RetireGrant", key);
        }
        remove(input, key, grant);
    }

    private static boolean isNamed(String principal, String arn, String sessionArn) {
        return !principal.isEmpty() && (principal.equals(arn) || principal.equals(sessionArn));
    }

    private void remove(KmsInput input, KmsKey key, KeyGrant grant) {
        if (input.isTrue("DryRun")) {
            throw KmsError.dryRun();
        }
        kms.keys()
                .change(
                        key,
                        now -> now.withGrants(now.grants().stream()
                                .filter(kept -> !kept.id().equals(grant.id()))
                                .toList()));
    }

    private static KeyGrant existing(KmsKey key, String id) {
        return key.grants().stream()
                .filter(grant -> grant.id().equals(id))
                .findFirst()
                .orElseThrow(() -> KmsError.of("NotFoundException", "Grant ID " + clipped(id) + " not found"));
    }

    private static String clipped(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128);
    }
}
