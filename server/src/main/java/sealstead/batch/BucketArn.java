package sealstead.batch;

import java.util.regex.Pattern;
import sealstead.s3.DirectoryName;

/// The ARNs by which a job names buckets and objects.
final class BucketArn {
    private static final Pattern GENERAL = Pattern.compile("arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])");
    private static final Pattern DIRECTORY =
            Pattern.compile("arn:aws:s3express:[a-z0-9-]+:[0-9]{12}:bucket/([a-z0-9-]+)");
    private static final Pattern OBJECT =
            Pattern.compile("arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", Pattern.DOTALL);

    private BucketArn() {}

    /// The name of a bucket of either kind.
    static String anyBucket(String member, String arn) {
        var directory = DIRECTORY.matcher(arn);
        if (directory.matches() && DirectoryName.isWellFormed(directory.group(1))) {
            return directory.group(1);
        }
        return bucket(member, arn);
    }

    /// The name of a general purpose bucket.
    static String bucket(String member, String arn) {
        var general = GENERAL.matcher(arn);
        if (!general.matches() || DirectoryName.is(general.group(1))) {
            throw Members.invalid(member);
        }
        return general.group(1);
    }

    /// An object in a general purpose bucket.
    record Named(String bucket, String key) {}

    static Named object(String member, String arn) {
        var object = OBJECT.matcher(arn);
        if (!object.matches() || DirectoryName.is(object.group(1))) {
            throw Members.invalid(member);
        }
        return new Named(object.group(1), object.group(2));
    }
}
