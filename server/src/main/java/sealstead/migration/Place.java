package sealstead.migration;

/// A bucket and the beginning of keys in it, written `s3://bucket/prefix`.
public record Place(String bucket, String prefix) {
    private static final String SCHEME = "s3://";

    /// @throws IllegalArgumentException if it is not of that form
    public static Place parse(String text) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("not of the form s3://bucket/prefix: " + text);
        }
        var rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        var bucket = slash < 0 ? rest : rest.substring(0, slash);
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("no bucket in " + text);
        }
        return new Place(bucket, slash < 0 ? "" : rest.substring(slash + 1));
    }
}
