package sealstead.s3.bucket;

import java.util.Optional;

/// Who owns new objects, and whether ACLs mean anything.
public enum Ownership {
    /// ACLs are off: the default of every new bucket since April 2023.
    BUCKET_OWNER_ENFORCED("BucketOwnerEnforced"),
    BUCKET_OWNER_PREFERRED("BucketOwnerPreferred"),
    OBJECT_WRITER("ObjectWriter"),
    /// The controls were deleted: as for `ObjectWriter`, but there is nothing to show.
    NONE("");

    private final String wireName;

    Ownership(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Ownership> named(String name) {
        for (var ownership : values()) {
            if (ownership != NONE && ownership.wireName.equals(name)) {
                return Optional.of(ownership);
            }
        }
        return Optional.empty();
    }
}
