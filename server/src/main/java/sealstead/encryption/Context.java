package sealstead.encryption;

import java.util.Map;
import java.util.TreeMap;

/// The encryption context that S3 sends to the KMS.
final class Context {
    static final String ARN_KEY = "aws:s3:arn";

    private Context() {}

    /// Without a bucket key: the object's ARN, or in a directory bucket the bucket's, and the caller's pairs.
    static Map<String, String> ofObject(ObjectName object, Map<String, String> pairs) {
        var merged = new TreeMap<>(pairs);
        merged.put(ARN_KEY, object.contextArn());
        return merged;
    }
}
