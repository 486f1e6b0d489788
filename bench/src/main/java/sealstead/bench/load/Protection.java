package sealstead.bench.load;

import java.util.Map;

/// What the answer to a write says about how the object is protected, in one word or few.
final class Protection {
    static final String NONE = "nothing";
    static final String AES256 = "AES256";
    static final String KMS = "aws:kms";
    static final String KMS_BUCKET_KEY = "aws:kms with a bucket key";
    static final String DSSE = "aws:kms:dsse";
    static final String CUSTOMER = "AES256 with the customer's key";

    private static final String PREFIX = "x-amz-server-side-encryption";

    private Protection() {}

    /// @param headers of the answer, names in lower case
    static String in(Map<String, String> headers) {
        if (AES256.equals(headers.get(PREFIX + "-customer-algorithm"))) {
            return CUSTOMER;
        }
        var algorithm = headers.getOrDefault(PREFIX, NONE);
        boolean bucketKey = "true".equals(headers.get(PREFIX + "-bucket-key-enabled"));
        return algorithm.equals(KMS) && bucketKey ? KMS_BUCKET_KEY : algorithm;
    }
}
