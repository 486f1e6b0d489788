package sealstead.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import sealstead.iam.AccessKeys;

/// The access keys that requests claim to be signed with.
final class ClaimedKeys {
    private final AccessKeys accessKeys;

    ClaimedKeys(AccessKeys accessKeys) {
        this.accessKeys = accessKeys;
    }

    /// The key of a session, which signs for S3 Express alone and never beside another token.
    AccessKeys.AccessKey bucketKey(CredentialScope scope, String token, Optional<String> other) {
        if (!scope.service().equals(CredentialScope.EXPRESS) || other.isPresent()) {
            throw AuthError.INVALID_TOKEN.refusal();
        }
        try {
            return known(accessKeys.findOfBucket(scope.accessKeyId(), token), scope.accessKeyId());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    AccessKeys.AccessKey accessKey(String id, Optional<String> token) {
        try {
            return known(accessKeys.find(id, token), id);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static AccessKeys.AccessKey known(AccessKeys.Lookup lookup, String id) {
        return switch (lookup) {
            case AccessKeys.Lookup.Found(var key) -> key;
            case AccessKeys.Lookup.Unknown() ->
                throw AuthError.INVALID_ACCESS_KEY_ID.refusal().with("AWSAccessKeyId", CredentialScope.printable(id));
            case AccessKeys.Lookup.BadToken() -> throw AuthError.INVALID_TOKEN.refusal();
            case AccessKeys.Lookup.Expired() -> throw AuthError.EXPIRED_TOKEN.refusal();
        };
    }

    void proven(AccessKeys.AccessKey key, String service, String region) {
        try {
            accessKeys.proven(key, service, region);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
