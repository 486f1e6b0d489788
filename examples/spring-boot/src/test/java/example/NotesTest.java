package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import sealstead.server.EmbeddedServer;
import software.amazon.awssdk.services.s3.S3Client;

@SpringBootTest
class NotesTest {
    private static EmbeddedServer server;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) throws IOException {
        server = EmbeddedServer.start();
        properties.add("spring.cloud.aws.endpoint", server::endpoint);
        properties.add("spring.cloud.aws.region.static", server::region);
        properties.add("spring.cloud.aws.credentials.access-key", server::accessKeyId);
        properties.add("spring.cloud.aws.credentials.secret-key", server::secretAccessKey);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void a_note_is_encrypted(@Autowired Notes notes, @Autowired S3Client s3) throws IOException {
        s3.createBucket(b -> b.bucket("notes"));
        notes.write("one", "hello");
        assertEquals("\"hello\"", notes.read("one"));
        assertEquals("AES256", s3.headObject(b -> b.bucket("notes").key("one")).serverSideEncryptionAsString());
    }
}
