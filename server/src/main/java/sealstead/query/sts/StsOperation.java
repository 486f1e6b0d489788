package sealstead.query.sts;

import java.util.Optional;

/// Every operation of AWS's STS model; those without a handler say so by name.
public enum StsOperation {
    ASSUME_ROLE("AssumeRole"),
    ASSUME_ROLE_WITH_SAML("AssumeRoleWithSAML"),
    ASSUME_ROLE_WITH_WEB_IDENTITY("AssumeRoleWithWebIdentity"),
    ASSUME_ROOT("AssumeRoot"),
    DECODE_AUTHORIZATION_MESSAGE("DecodeAuthorizationMessage"),
    GET_ACCESS_KEY_INFO("GetAccessKeyInfo"),
    GET_CALLER_IDENTITY("GetCallerIdentity"),
    GET_DELEGATED_ACCESS_TOKEN("GetDelegatedAccessToken"),
    GET_FEDERATION_TOKEN("GetFederationToken"),
    GET_SESSION_TOKEN("GetSessionToken"),
    GET_WEB_IDENTITY_TOKEN("GetWebIdentityToken");

    private final String wireName;

    StsOperation(String wireName) {
        this.wireName = wireName;
    }

    static Optional<StsOperation> named(String wireName) {
        for (var operation : values()) {
            if (operation.wireName.equals(wireName)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return wireName;
    }
}
