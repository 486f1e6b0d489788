package sealstead.s3.bucket;

import sealstead.s3.S3Error;

/// The rules for names of general purpose buckets.
public final class BucketName {
    private BucketName() {}

    /// Refuses a name that a new bucket may not have.
    public static void check(String name) {
        boolean form = name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
        boolean dots = name.contains("..") || name.contains(".-") || name.contains("-.");
        boolean address = name.matches("[0-9]+(\\.[0-9]+){3}");
        boolean reserved = name.startsWith("xn--")
                || name.startsWith("sthree-")
                || name.startsWith("amzn-s3-demo-")
                || name.endsWith("-s3alias")
                || name.endsWith("--xa-s3")
                || name.endsWith("--ol-s3")
                || name.endsWith(".mrap")
                || name.endsWith("--table-s3");
        if (!form || dots || address || reserved) {
            throw S3Error.INVALID_BUCKET_NAME.refusal().with("BucketName", name);
        }
    }
}
