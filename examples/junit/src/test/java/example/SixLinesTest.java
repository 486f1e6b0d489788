package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import sealstead.junit.SealsteadTest;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

@SealsteadTest
class SixLinesTest {
    @Test
    void what_is_stored_is_under_the_key(S3Client s3, KmsClient kms) {
        var key = kms.createKey().keyMetadata().arn();
        s3.createBucket(b -> b.bucket("mine"));
        s3.putObject(
                b -> b.bucket("mine").key("k").serverSideEncryption("aws:kms").ssekmsKeyId(key),
                RequestBody.fromString("hello"));
        assertEquals("hello", s3.getObjectAsBytes(b -> b.bucket("mine").key("k")).asUtf8String());
        assertEquals(key, s3.headObject(b -> b.bucket("mine").key("k")).ssekmsKeyId());
    }
}
