package sealstead.s3.acl;

import java.util.Locale;
import java.util.Optional;

/// What a grant lets its grantee do; the names are those of the documents.
public enum Permission {
    FULL_CONTROL,
    READ,
    READ_ACP,
    WRITE,
    WRITE_ACP;

    private final String header =
            "x-amz-grant-" + name().toLowerCase(Locale.ROOT).replace('_', '-');

    static Optional<Permission> named(String name) {
        for (var permission : values()) {
            if (permission.name().equals(name)) {
                return Optional.of(permission);
            }
        }
        return Optional.empty();
    }

    /// The header that grants it: `x-amz-grant-full-control`.
    String header() {
        return header;
    }

    /// Whether it includes `wanted`.
    public boolean covers(Permission wanted) {
        return this == wanted || this == FULL_CONTROL;
    }
}
