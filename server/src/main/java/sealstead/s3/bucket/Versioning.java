package sealstead.s3.bucket;

/// Whether a bucket keeps the versions of its objects. Once enabled it can be suspended, never switched off.
public enum Versioning {
    UNVERSIONED(""),
    ENABLED("Enabled"),
    SUSPENDED("Suspended");

    private final String wireName;

    Versioning(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// Whether a DELETE leaves a marker.
    public boolean isVersioned() {
        return this != UNVERSIONED;
    }

    /// Whether new versions get an id of their own; else their id is `null` and they replace the one that has it.
    public boolean namesVersions() {
        return this == ENABLED;
    }
}
