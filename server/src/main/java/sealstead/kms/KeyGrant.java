package sealstead.kms;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.iam.policy.Grant;
import sealstead.store.Bytes;

/// A grant as the record of its key keeps it.
///
/// @param id 64 hex digits
/// @param secret what makes its token unguessable
/// @param name by which a repeated CreateGrant is recognised, or empty
/// @param grantee the unique id of a user, role or session; an ARN if it is of another server's account, of a root
/// user, or
///     since before ids were kept; or the name of a service
/// @param retiring likewise, who may retire it beside its grantee, or empty
/// @param issuer the account that made it
record KeyGrant(
        String id,
        Bytes secret,
        String name,
        Instant created,
        String grantee,
        String retiring,
        String issuer,
        List<String> operations,
        Optional<Map<String, String>> contextEquals,
        Optional<Map<String, String>> contextSubset) {
    KeyGrant {
        operations = List.copyOf(operations);
        contextEquals = contextEquals.map(Map::copyOf);
        contextSubset = contextSubset.map(Map::copyOf);
    }

    /// The same between others.
    KeyGrant between(String otherGrantee, String otherRetiring) {
        return new KeyGrant(
                id,
                secret,
                name,
                created,
                otherGrantee,
                otherRetiring,
                issuer,
                operations,
                contextEquals,
                contextSubset);
    }

    /// Whether a grantee or who may retire is a service.
    static boolean isService(String principal) {
        return principal.endsWith(".amazonaws.com");
    }

    /// How much it adds to the record of its key, about.
    long characters() {
        return id.length()
                + name.length()
                + grantee.length()
                + retiring.length()
                + 12L * operations.size()
                + characters(contextEquals)
                + characters(contextSubset);
    }

    private static long characters(Optional<Map<String, String>> pairs) {
        long count = 0;
        for (var pair : pairs.orElse(Map.of()).entrySet()) {
            count += pair.getKey().length() + pair.getValue().length();
        }
        return count;
    }

    /// As the policy engine sees it.
    Grant inForce() {
        return new Grant(id, grantee, Set.copyOf(operations), contextEquals, contextSubset);
    }

    /// What CreateGrant returns and clients pass with their next calls. Grants are in force at once, so that it changes
    /// nothing; RetireGrant takes it instead of key and grant id.
    String token(KmsKey key) {
        var text = key.account() + "/" + key.id() + "/" + id + "/"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret.readOnlyArray());
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /// Whether both are the same but for name, id and time (CreateGrant's idempotency).
    boolean grantsSameAs(KeyGrant other) {
        return name.equals(other.name)
                && grantee.equals(other.grantee)
                && retiring.equals(other.retiring)
                && Set.copyOf(operations).equals(Set.copyOf(other.operations))
                && contextEquals.equals(other.contextEquals)
                && contextSubset.equals(other.contextSubset);
    }
}
