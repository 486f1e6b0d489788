package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Optional;
import sealstead.iam.policy.Decision;
import sealstead.wire.Clipped;

/// CreateGrant, RetireGrant and RevokeGrant. Grants stand in the record of
/// their key and are in force from the moment that CreateGrant answers.
final class GrantOperations {
    private static final int MAX_GRANTS = 1000;
    private static final long MAX_CHARACTERS = 1024 * 1024;

    private static final String RETIRE_GRANT = "kms:RetireGrant";

    private final EmbeddedKms kms;

    GrantOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    ObjectNode createGrant(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        var asked = GrantRequest.read(kms.keys(), input);
        var key = kms.names().idOrArn(input.use(), "kms:CreateGrant", input.keyId());
        var by = kms.authorization().check(input, "kms:CreateGrant", key, asked.conditions());
        KeyOperations.checkNotAwsManaged(key, input, "kms:CreateGrant");
        KeyOperations.checkEnabled(key);
        var wanted = asked.bound(kms.principals());
        if (by.by().source() == Decision.Source.GRANT) {
            asked.checkNarrower(key, by.by().policy(), input);
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

    void revokeGrant(KmsInput input) {
        var id = input.required("GrantId", 128);
        var key = kms.names().idOrArn(input.use(), "kms:RevokeGrant", input.keyId());
        kms.authorization().check(input, "kms:RevokeGrant", key);
        remove(input, key, existing(key, id));
    }

    /// By token, or by key and grant id; its retiring principal may, its grantee if the grant says so, and whom the
    /// key's policies allow.
    void retireGrant(KmsInput input) {
        var token = input.text("GrantToken");
        final KmsKey key;
        final KeyGrant grant;
        if (token.isPresent()) {
            var found = GrantTokens.find(kms.keys(), token.get()).orElseThrow(GrantTokens::invalid);
            key = found.key();
            grant = found.grant();
        } else {
            var id = input.required("GrantId", 128);
            key = kms.names().idOrArn(input.use(), RETIRE_GRANT, input.keyId());
            grant = find(key, id).orElseGet(() -> {
                // Only who may retire any learns that there is none of that id.
                kms.authorization().check(input, RETIRE_GRANT, key);
                throw noSuchGrant(id);
            });
        }
        var who = input.caller().principal();
        boolean retires = who.isOf(grant.retiring());
        boolean grantee = grant.operations().contains("RetireGrant") && who.isOf(grant.grantee());
        if (!retires && !grantee) {
            kms.authorization().check(input, RETIRE_GRANT, key);
        }
        remove(input, key, grant);
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
        return find(key, id).orElseThrow(() -> noSuchGrant(id));
    }

    private static Optional<KeyGrant> find(KmsKey key, String id) {
        return key.grants().stream().filter(grant -> grant.id().equals(id)).findFirst();
    }

    private static KmsException noSuchGrant(String id) {
        return KmsError.NOT_FOUND.because("Grant ID " + Clipped.of(id, GrantRequest.MAX_SHOWN) + " not found");
    }
}
