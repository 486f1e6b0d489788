package sealstead.s3;

import java.util.regex.Pattern;

/// Names of directory buckets: `base--zone--x-s3`. The suffix alone tells them from all others, to clients and
/// here.
public final class DirectoryName {
    private static final String SUFFIX = "--x-s3";
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]*--[a-z0-9]+(-[a-z0-9]+)*--x-s3");

    private DirectoryName() {}

    /// Whether a bucket of this name would be a directory bucket, well formed or not.
    public static boolean is(String bucket) {
        return bucket.endsWith(SUFFIX);
    }

    /// Whether a directory bucket may have this name.
    public static boolean isWellFormed(String bucket) {
        return bucket.length() <= 63 && FORM.matcher(bucket).matches();
    }

    /// The id of the zone that a well formed name tells.
    public static String zoneId(String bucket) {
        var base = bucket.substring(0, bucket.length() - SUFFIX.length());
        return base.substring(base.lastIndexOf("--") + 2);
    }
}
