package sealstead.s3.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// How many configurations of a kind a bucket may have.
final class NamedDocumentsTest {
    private static NamedDocuments of(int count, int bytes) {
        var documents = NamedDocuments.of(Optional.empty());
        for (int i = 0; i < count; i++) {
            documents = documents.with(DocumentKind.METRICS, "id" + i, Bytes.wrap(new byte[bytes]));
        }
        return documents;
    }

    private static void assertTooMany(NamedDocuments documents, int bytes) {
        assertThatThrownBy(() -> documents.with(DocumentKind.METRICS, "more", Bytes.wrap(new byte[bytes])))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("TooManyConfigurations"));
    }

    @Test
    void a_thousand_are_kept_and_replaced_and_one_more_is_refused() {
        var full = of(1000, 1);
        assertTooMany(full, 1);
        var replaced = full.with(DocumentKind.METRICS, "id7", Bytes.utf8("another"));
        assertThat(replaced.document("id7")).contains(Bytes.utf8("another"));
        assertThat(replaced.without("id8")
                        .with(DocumentKind.METRICS, "more", Bytes.EMPTY)
                        .document("more"))
                .contains(Bytes.EMPTY);
    }

    @Test
    void what_is_too_large_together_is_refused() {
        assertTooMany(of(5, 100 * 1024), 12 * 1024);
    }

    @Test
    void what_was_written_reads_back_in_the_order_of_the_ids() {
        var record = NamedDocuments.of(Optional.empty())
                .with(DocumentKind.METRICS, "b", Bytes.utf8("B"))
                .with(DocumentKind.METRICS, "a", Bytes.utf8("A"))
                .record();
        assertThat(NamedDocuments.all(record.orElseThrow())).containsExactly(Bytes.utf8("A"), Bytes.utf8("B"));
        assertThat(NamedDocuments.of(record).after("a")).containsOnlyKeys("b");
    }

    @Test
    void no_record_is_left_of_none() {
        assertThat(of(1, 1).without("id0").record()).isEmpty();
        assertThatThrownBy(() -> of(1, 1).without("id1"))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("NoSuchConfiguration"));
    }
}
