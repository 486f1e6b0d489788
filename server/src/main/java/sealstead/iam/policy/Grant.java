package sealstead.iam.policy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A grant of a KMS key as the engine sees it.
///
/// @param grantee the unique id or ARN of a user, role or role session, the ARN of an account root, or a service
/// principal
/// @param operations such as `Decrypt`, without `kms:`
/// @param contextEquals the encryption context must be exactly this, if present
/// @param contextSubset the encryption context must hold these pairs, if present
public record Grant(
        String id,
        String grantee,
        Set<String> operations,
        Optional<Map<String, String>> contextEquals,
        Optional<Map<String, String>> contextSubset) {
    public Grant {
        operations = Set.copyOf(operations);
        contextEquals = contextEquals.map(Map::copyOf);
        contextSubset = contextSubset.map(Map::copyOf);
    }
}
