package sealstead.s3.operation.listing;

import sealstead.s3.S3Error;
import sealstead.wire.Query;

/// What the listings of a directory bucket take: whole directories, and no place to begin at but one of their own.
public final class DirectoryQuery {
    private static final String DELIMITER = "/";

    private DirectoryQuery() {}

    /// @param unsupported the parameter by which other buckets are told where to begin
    /// @throws sealstead.wire.Refusal for what only other buckets can do
    public static void check(Query query, String unsupported) {
        if (!query.first(unsupported).orElse("").isEmpty()) {
            throw S3Error.notImplementedParameter(unsupported);
        }
        var delimiter = query.first("delimiter").orElse("");
        if (!delimiter.isEmpty() && !delimiter.equals(DELIMITER)) {
            throw S3Error.INVALID_REQUEST.saying("This bucket does not support a delimiter other than /.");
        }
        var prefix = query.first("prefix").orElse("");
        if (!prefix.isEmpty() && !prefix.endsWith(DELIMITER)) {
            throw S3Error.INVALID_REQUEST.saying("This bucket does not support a prefix that does not end in a"
                    + " delimiter. Specify a prefix path ending with a delimiter and try again.");
        }
    }
}
