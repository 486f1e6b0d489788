package sealstead.s3.operation.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The tags that a CreateBucket wants to give.
final class NewBucketTagsTest {
    @Test
    void a_bucket_that_is_made_has_the_tags_that_its_document_names() {
        var tags = NewBucketTags.of("""
                <CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <Tags><Tag><Key>team</Key><Value>blue</Value></Tag></Tags>
                </CreateBucketConfiguration>""".getBytes(StandardCharsets.UTF_8));
        assertThat(tags.pairs()).hasSize(1).containsEntry("team", "blue");
        assertThat(NewBucketTags.of(new byte[0]).pairs()).isEmpty();
        assertThat(NewBucketTags.of("<CreateBucketConfiguration/>".getBytes(StandardCharsets.UTF_8))
                        .pairs())
                .isEmpty();
    }
}
