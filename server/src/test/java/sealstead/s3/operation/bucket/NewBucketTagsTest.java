package sealstead.s3.operation.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Operation;
import sealstead.s3.Tags;

/// The tags that a CreateBucket wants to give.
final class NewBucketTagsTest {
    @Test
    void a_bucket_that_is_made_has_the_tags_that_its_document_names() {
        var tags = of("""
                <CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <Tags><Tag><Key>team</Key><Value>blue</Value></Tag></Tags>
                </CreateBucketConfiguration>""");
        assertThat(tags.pairs()).hasSize(1).containsEntry("team", "blue");
        assertThat(of("").pairs()).isEmpty();
        assertThat(of("<CreateBucketConfiguration/>").pairs()).isEmpty();
    }

    private static Tags of(String document) {
        return NewBucketTags.of(
                new RequestDocument(document.getBytes(StandardCharsets.UTF_8), S3Operation.CREATE_BUCKET));
    }
}
