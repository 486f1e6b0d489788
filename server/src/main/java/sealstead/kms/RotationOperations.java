package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.kms.KeyAuthorization.AllowedKey;

/// EnableKeyRotation, DisableKeyRotation, GetKeyRotationStatus, RotateKeyOnDemand and ListKeyRotations.
final class RotationOperations {
    private static final int MAX_ON_DEMAND = 25;

    private final EmbeddedKms kms;

    RotationOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    void addTo(KmsHandlers all) {
        all.onKey(KmsOperation.ENABLE_KEY_ROTATION, this::enableKeyRotation);
        all.onKey(KmsOperation.DISABLE_KEY_ROTATION, this::disableKeyRotation);
        all.onKey(KmsOperation.GET_KEY_ROTATION_STATUS, this::getKeyRotationStatus);
        all.onKey(KmsOperation.ROTATE_KEY_ON_DEMAND, this::rotateKeyOnDemand);
        all.onKey(KmsOperation.LIST_KEY_ROTATIONS, this::listKeyRotations);
    }

    private Asked<AllowedKey> enableKeyRotation(KmsInput input) {
        int days = input.integer("RotationPeriodInDays", 90, 2560).orElse(365);
        return Asked.silently(
                Conditions.of(Map.of("kms:rotationperiodindays", List.of(Integer.toString(days)))), key -> {
                    KeyOperations.checkEnabled(key.key());
                    kms.keys().change(key, now -> {
                        KeyOperations.checkEnabled(now);
                        boolean same = now.rotation().days() == days;
                        return same ? now : now.withRotation(days, kms.keys().now());
                    });
                });
    }

    private Asked<AllowedKey> disableKeyRotation(KmsInput input) {
        return Asked.silently(key -> {
            KeyOperations.checkEnabled(key.key());
            kms.keys()
                    .change(
                            key,
                            now -> KeyOperations.checkEnabled(now)
                                    .withRotation(0, kms.keys().now()));
        });
    }

    private Asked<AllowedKey> getKeyRotationStatus(KmsInput input) {
        return Asked.of(allowed -> status(allowed.key()));
    }

    private static ObjectNode status(KmsKey key) {
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

    private Asked<AllowedKey> rotateKeyOnDemand(KmsInput input) {
        return Asked.of(key -> {
            if (KeyOperations.checkEnabled(key.key()).onDemandRotations() >= MAX_ON_DEMAND) {
                throw KmsError.LIMIT_EXCEEDED.because(
                        "The on-demand rotations limit has been reached for the given keyId. No more on-demand"
                                + " rotations can be performed for this key: "
                                + key.key().arn());
            }
            var rotated = kms.keys().rotate(key, KeyMaterial.Origin.ON_DEMAND);
            return JsonNodeFactory.instance.objectNode().put("KeyId", rotated.arn());
        });
    }

    private Asked<AllowedKey> listKeyRotations(KmsInput input) {
        int limit = input.integer("Limit", 1, 1000).orElse(100);
        input.allow("IncludeKeyMaterial", "ALL_KEY_MATERIAL, ROTATIONS_ONLY", "ALL_KEY_MATERIAL", "ROTATIONS_ONLY");
        boolean all = input.text("IncludeKeyMaterial")
                .filter("ALL_KEY_MATERIAL"::equals)
                .isPresent();
        return Asked.of(allowed -> rotations(input, allowed.key(), all, limit));
    }

    private ObjectNode rotations(KmsInput input, KmsKey key, boolean all, int limit) {
        var materials = key.materials().stream()
                .filter(material -> all || material.origin() != KeyMaterial.Origin.INITIAL)
                .toList();
        var pages = KmsPage.of(kms, KmsOperation.LIST_KEY_ROTATIONS, input);
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
