package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Optional;
import sealstead.iam.policy.Conditions;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.wire.Clipped;

/// CreateGrant, RetireGrant and RevokeGrant. Grants stand in the record of
/// their key and are in force from the moment that CreateGrant answers.
final class GrantOperations {
    private static final int MAX_GRANTS = 1000;
    private static final long MAX_CHARACTERS = 1024 * 1024;

    private final EmbeddedKms kms;

    GrantOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    void addTo(KmsHandlers all) {
        all.onKey(KmsOperation.CREATE_GRANT, this::createGrant);
        all.onKey(KmsOperation.REVOKE_GRANT, this::revokeGrant);
        all.onGrant(KmsOperation.RETIRE_GRANT, this::retireGrant);
    }

    private Asked<AllowedKey> createGrant(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        var request = GrantRequest.read(kms.keys(), input);
        return Asked.of(request.conditions(), key -> create(input, request, key));
    }

    private ObjectNode create(KmsInput input, GrantRequest request, AllowedKey key) {
        KeyOperations.checkEnabled(key.key());
        var wanted = request.bound(kms.principals());
        key.byGrant().ifPresent(parent -> request.checkNarrower(key.key(), parent, input));
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
            if (now.grants().size() >= MAX_GRANTS) {
                throw KmsError.LIMIT_EXCEEDED.because("The key " + now.arn() + " has too many grants.");
            }
            var all = new ArrayList<>(now.grants());
            all.add(wanted);
            // The record of a key is read at every use.
            if (all.stream().mapToLong(KeyGrant::characters).sum() > MAX_CHARACTERS) {
                throw KmsError.LIMIT_EXCEEDED.because("The grants of the key " + now.arn() + " are too large.");
            }
            return now.withGrants(all);
        });
        var grant = made.getFirst();
        return JsonNodeFactory.instance
                .objectNode()
                .put("GrantToken", grant.token(changed))
                .put("GrantId", grant.id());
    }

    private Asked<AllowedKey> revokeGrant(KmsInput input) {
        var id = input.required("GrantId", 128);
        return Asked.silently(key -> remove(input, key, existing(key.key(), id)));
    }

    /// By token, or by key and grant id.
    private Optional<ObjectNode> retireGrant(KmsInput input) {
        var token = input.text("GrantToken");
        final KmsKey key;
        final KeyGrant grant;
        if (token.isPresent()) {
            var found = GrantTokens.find(kms.keys(), token.get()).orElseThrow(GrantTokens::invalid);
            key = found.key();
            grant = found.grant();
        } else {
            var id = input.required("GrantId", 128);
            key = kms.access().ofGrant(KmsOperation.RETIRE_GRANT, input);
            grant = find(key, id).orElseGet(() -> {
                // Only who may retire any learns that there is none of that id.
                kms.authorization().allow(input, KmsOperation.RETIRE_GRANT.action(), key, Conditions.NONE);
                throw noSuchGrant(id);
            });
        }
        remove(input, kms.authorization().allowRetiring(input, key, grant), grant);
        return Optional.empty();
    }

    private void remove(KmsInput input, AllowedKey key, KeyGrant grant) {
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
        return find(key, id).orElseThrow(() -> noSuchGrant(id));
    }

    private static Optional<KeyGrant> find(KmsKey key, String id) {
        return key.grants().stream().filter(grant -> grant.id().equals(id)).findFirst();
    }

    private static KmsException noSuchGrant(String id) {
        return KmsError.NOT_FOUND.because("Grant ID " + Clipped.of(id, GrantRequest.MAX_SHOWN) + " not found");
    }
}
