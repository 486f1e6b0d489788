package example;

import io.awspring.cloud.s3.S3Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Service;

/** Notes, each an object. */
@Service
public class Notes {
    private final S3Template objects;

    public Notes(S3Template objects) {
        this.objects = objects;
    }

    public void write(String name, String text) {
        objects.store("notes", name, text);
    }

    public String read(String name) throws IOException {
        return objects.download("notes", name).getContentAsString(StandardCharsets.UTF_8);
    }
}
