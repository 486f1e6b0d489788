package sealstead.s3.object;

import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.wire.Percent;

/// What `x-amz-copy-source` names: `bucket/url-encoded-key[?versionId=..]`, with or without a leading slash (§8.1). It
/// is
/// split before it is decoded, so that an encoded `?` or `/` in a key is never taken for the real one.
record CopySource(String bucket, String key) {
    static CopySource of(S3Request request) {
        var header = request.header("x-amz-copy-source").orElse("");
        if (header.startsWith("arn:")) {
            throw S3Error.notImplementedHeader("x-amz-copy-source");
        }
        var path = header.startsWith("/") ? header.substring(1) : header;
        int question = path.indexOf("?versionId=");
        if (question >= 0) {
            var version = path.substring(question + "?versionId=".length());
            if (!version.equals("null")) {
                throw S3Error.invalidArgument("Invalid version id specified", "versionId", "");
            }
            path = path.substring(0, question);
        }
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw invalid(header);
        }
        var bucket = Percent.decode(path.substring(0, slash), false).orElseThrow(() -> invalid(header));
        var key = Percent.decode(path.substring(slash + 1), false).orElseThrow(() -> invalid(header));
        return new CopySource(bucket, key);
    }

    private static RuntimeException invalid(String header) {
        return S3Error.invalidArgument(
                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
                "x-amz-copy-source",
                header.length() <= 256 ? header : header.substring(0, 256));
    }
}
