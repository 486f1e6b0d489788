package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class ThreeLinesTest {
    @Test
    void a_server_is_a_library_in_three_lines() throws Exception {
        try (var server = sealstead.server.EmbeddedServer.start()) {
            URI endpoint = server.endpoint();
            try (var s3 = S3Client.builder()
                    .endpointOverride(endpoint)
                    .region(Region.of(server.region()))
                    .credentialsProvider(() -> AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey()))
                    .build()) {
                s3.createBucket(b -> b.bucket("mine"));
                s3.putObject(b -> b.bucket("mine").key("k"), RequestBody.fromString("hello"));
                assertEquals("hello", s3.getObjectAsBytes(b -> b.bucket("mine").key("k")).asUtf8String());
                assertEquals("AES256", s3.headObject(b -> b.bucket("mine").key("k")).serverSideEncryptionAsString());
            }
        }
    }
}
