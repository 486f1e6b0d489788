package sealstead.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Documents of S3 Control.
final class ControlWordsTest {
    @Test
    void a_bucket_of_a_block_is_written_member_by_member() {
        var xml = XmlWriter.document("Root", ControlDoor.NAMESPACE);
        AsyncRequestXml.write(xml, new PublicAccessBlock(true, false, true, false));
        var block = XmlReader.read(xml.toBytes(), "Root", ControlDoor.NAMESPACE)
                .one("PublicAccessBlock")
                .orElseThrow();
        assertThat(block.text("BlockPublicAcls")).isEqualTo(Optional.of("true"));
        assertThat(block.text("IgnorePublicAcls")).isEqualTo(Optional.of("false"));
        assertThat(block.text("BlockPublicPolicy")).isEqualTo(Optional.of("true"));
        assertThat(block.text("RestrictPublicBuckets")).isEqualTo(Optional.of("false"));
    }
}
