package sealstead.s3.operation.configuration;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlReader;

/// Configurations are checked before they are kept.
final class IntelligentTieringConfigurationTest {
    private static final Bucket BUCKET = new Bucket(
            "bucket",
            "a1a2a3a4a5a6a7a8",
            "111122223333",
            "us-east-1",
            Instant.EPOCH,
            BucketEncryption.base(),
            new ServiceKeys(List.of(new ServiceKeys.ServiceKey("0f1e2d3c4b5a6978", Instant.EPOCH, Bytes.utf8("k")))),
            Instant.EPOCH,
            BucketSettings.NEW,
            Optional.empty());

    private static void check(String content) {
        var root = "IntelligentTieringConfiguration";
        var text = "<" + root + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + content + "</" + root + ">";
        new IntelligentTieringConfiguration()
                .check(BUCKET, "id", XmlReader.read(text.getBytes(StandardCharsets.UTF_8), root));
    }

    private static String tiering(String tier, String days) {
        return "<Tiering><AccessTier>" + tier + "</AccessTier><Days>" + days + "</Days></Tiering>";
    }

    private static final String BEGIN = "<Id>id</Id><Status>Enabled</Status>";

    @Test
    void each_archive_has_its_least_days() {
        check(BEGIN + tiering("ARCHIVE_ACCESS", "90") + tiering("DEEP_ARCHIVE_ACCESS", "730"));
        assertThatThrownBy(() -> check(BEGIN + tiering("ARCHIVE_ACCESS", "89"))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> check(BEGIN + tiering("DEEP_ARCHIVE_ACCESS", "179")))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> check(BEGIN + tiering("ARCHIVE_ACCESS", "731")))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({
        "<Id>id</Id><Status>Enabled</Status>",
        "<Id>other</Id><Status>Enabled</Status><Tiering/>",
        "<Id>id</Id><Status>Perhaps</Status><Tiering/>",
        "<Id>id</Id><Status>Enabled</Status><Tiering/>"
    })
    void what_the_schema_does_not_have_is_malformed(String content) {
        assertThatThrownBy(() -> check(content)).isInstanceOf(MalformedXmlException.class);
    }

    @Test
    void a_tier_stands_once() {
        var twice = BEGIN + tiering("ARCHIVE_ACCESS", "90") + tiering("ARCHIVE_ACCESS", "91");
        assertThatThrownBy(() -> check(twice)).isInstanceOf(MalformedXmlException.class);
    }
}
