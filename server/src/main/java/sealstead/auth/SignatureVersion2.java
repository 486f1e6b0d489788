package sealstead.auth;

import java.util.Optional;

/// Where Signature Version 2 is taken: the old scheme, HMAC-SHA-1 over the method, a few headers and the path,
/// which proves nothing of a body. It is never taken for what a KMS key protects.
public enum SignatureVersion2 {
    OFF("off"),
    /// In presigned URLs and forms, as boto3 and the AWS CLI make them by default.
    PRESIGNED("presigned"),
    /// In the Authorization header as well, for appliances that know nothing else.
    ALL("all");

    private final String settingName;

    SignatureVersion2(String settingName) {
        this.settingName = settingName;
    }

    public static Optional<SignatureVersion2> named(String name) {
        for (var known : values()) {
            if (known.settingName.equals(name)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}
