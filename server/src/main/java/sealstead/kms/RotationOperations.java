package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus, RotateKeyOnDemand and ListKeyRotations.
final class RotationOperations {
    private static final int MAX_ON_DEMAND = 25;

    private final EmbeddedKms kms;

    RotationOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    private KmsKey managed(KmsInput input, String action, Map<String, List<String>> more) {
        var key = kms.names().idOrArn(input.use(), action, input.keyId());
        kms.authorization().check(input, action, key, more);
        KeyOperations.checkNotAwsManaged(key, input, action);
        return KeyOperations.checkEnabled(key);
    }

    void enableKeyRotation(KmsInput input) {
        int days = input.integer("RotationPeriodInDays", 90, 2560).orElse(365);
        var key = managed(
                input, "kms:EnableKeyRotation", Map.of("kms:rotationperiodindays", List.of(Integer.toString(days))));
        kms.keys().change(key, now -> {
            KeyOperations.checkEnabled(now);
            boolean same = now.rotation().days() == days;
            return same ? now : now.withRotation(days, kms.keys().now());
        });
    }

    void disableKeyRotation(KmsInput input) {
        var key = managed(input, "kms:DisableKeyRotation", Map.of());
        kms.keys()
                .change(
                        key,
                        now -> KeyOperations.checkEnabled(now)
                                .withRotation(0, kms.keys().now()));
    }

    ObjectNode getKeyRotationStatus(KmsInput input) {
        var key = kms.names().idOrArn(input.use(), "kms:GetKeyRotationStatus", input.keyId());
        kms.authorization().check(input, "kms:GetKeyRotationStatus", key);
        boolean enabled = key.rotation().days() > 0 && !key.isPendingDeletion();
        var reply = JsonNodeFactory.instance
                .objectNode()
                .put("KeyRotationEnabled", enabled)
                .put("KeyId", key.id());
        if (enabled) {
            reply.put("RotationPeriodInDays", key.rotation().days())
                    .put("NextRotationDate", KeyOperations.seconds(key.nextRotation()));
        }
        return reply;
    }

    ObjectNode rotateKeyOnDemand(KmsInput input) {
        var key = managed(input, "kms:RotateKeyOnDemand", Map.of());
        if (key.onDemandRotations() >= MAX_ON_DEMAND) {
            throw KmsError.LIMIT_EXCEEDED.because(
                    "The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be"
                            + " performed for this key: " + key.arn());
        }
        var rotated = kms.keys().rotate(key, KeyMaterial.Origin.ON_DEMAND);
        return JsonNodeFactory.instance.objectNode().put("KeyId", rotated.arn());
    }

    ObjectNode listKeyRotations(KmsInput input) {
        int limit = input.integer("Limit", 1, 1000).orElse(100);
        input.allow("IncludeKeyMaterial", "ALL_KEY_MATERIAL, ROTATIONS_ONLY", "ALL_KEY_MATERIAL", "ROTATIONS_ONLY");
        boolean all = input.text("IncludeKeyMaterial")
                .filter("ALL_KEY_MATERIAL"::equals)
                .isPresent();
        var key = kms.names().idOrArn(input.use(), "kms:ListKeyRotations", input.keyId());
        kms.authorization().check(input, "kms:ListKeyRotations", key);
        var materials = key.materials().stream()
                .filter(material -> all || material.origin() != KeyMaterial.Origin.INITIAL)
                .toList();
        var pages = KmsPage.of(kms, "ListKeyRotations", input);
        var after = pages.after();
        int from = 0;
        for (int i = 0; i < materials.size(); i++) {
            if (materials.get(i).id().equals(after)) {
                from = i + 1;
            }
        }
        int to = Math.min(materials.size(), from + limit);
        var reply = JsonNodeFactory.instance.objectNode();
        var rotations = reply.putArray("Rotations");
        for (var material : materials.subList(from, to)) {
            var row = rotations.addObject().put("KeyId", key.id()).put("KeyMaterialId", material.id());
            row.put("KeyMaterialState", material.equals(key.current()) ? "CURRENT" : "NON_CURRENT");
            if (material.origin() != KeyMaterial.Origin.INITIAL) {
                row.put("RotationDate", KeyOperations.seconds(material.created()))
                        .put("RotationType", material.origin().name());
            }
        }
        pages.truncate(
                reply,
                to < materials.size(),
                to == 0 ? "" : materials.get(to - 1).id());
        return reply;
    }
}
