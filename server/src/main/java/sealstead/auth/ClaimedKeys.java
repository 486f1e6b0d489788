package sealstead.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import sealstead.iam.AccessKeys;
import sealstead.wire.Clipped;

/// The access keys that requests claim to be signed with.
final class ClaimedKeys {
    /// The element in which S3 sends a token back that is no good.
    private static final String TOKEN = "Token-0";

    private final AccessKeys accessKeys;

    ClaimedKeys(AccessKeys accessKeys) {
        this.accessKeys = accessKeys;
    }

    /// The key of a session, which signs for S3 Express alone and never beside another token.
    AccessKeys.AccessKey bucketKey(CredentialScope scope, String token, Optional<String> other) {
        if (!scope.service().equals(CredentialScope.EXPRESS) || other.isPresent()) {
            throw AuthError.INVALID_TOKEN.refusal().with(TOKEN, token);
        }
        try {
            return known(accessKeys.findOfBucket(scope.accessKeyId(), token), scope.accessKeyId(), token);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    AccessKeys.AccessKey accessKey(String id, Optional<String> token) {
        try {
            return known(accessKeys.find(id, token), id, token.orElse(""));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static AccessKeys.AccessKey known(AccessKeys.Lookup lookup, String id, String token) {
        return switch (lookup) {
            case AccessKeys.Lookup.Found(var key) -> key;
            case AccessKeys.Lookup.Unknown() ->
                throw AuthError.INVALID_ACCESS_KEY_ID.refusal().with("AWSAccessKeyId", Clipped.of(id));
            case AccessKeys.Lookup.BadToken() ->
                throw AuthError.INVALID_TOKEN.refusal().with(TOKEN, token);
            case AccessKeys.Lookup.Expired() ->
                throw AuthError.EXPIRED_TOKEN.refusal().with(TOKEN, token);
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
