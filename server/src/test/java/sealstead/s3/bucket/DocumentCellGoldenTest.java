package sealstead.s3.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.golden.GoldenFile;

/// The cells of a bucket's documents: a number with another meaning would read a policy as tags.
final class DocumentCellGoldenTest {
    private static final long REVISION = 0x0102030405060708L;

    @ParameterizedTest
    @EnumSource
    void a_document_stands_in_the_frozen_cell(DocumentKind kind) {
        var now = kind.cell(REVISION);
        var frozen = GoldenFile.of(
                "document-cell-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), () -> now);
        assertThat(now).isEqualTo(frozen);

        var bytes = ByteBuffer.wrap(frozen.toArray());
        assertThat(DocumentKind.numbered(bytes.getShort())).isEqualTo(kind);
        assertThat(bytes.getLong()).isEqualTo(REVISION);
        assertThat(bytes.hasRemaining()).isFalse();
    }
}
