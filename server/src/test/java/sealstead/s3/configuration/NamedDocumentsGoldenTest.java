package sealstead.s3.configuration;

import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;

final class NamedDocumentsGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        var documents = NamedDocuments.of(Optional.empty())
                .with(DocumentKind.METRICS, "all", Bytes.utf8("<MetricsConfiguration/>"))
                .with(DocumentKind.METRICS, "some", Bytes.utf8("<Filter/>"));
        return List.of(GoldenRecord.of(
                "named-documents",
                documents,
                all -> all.record().orElseThrow(),
                record -> NamedDocuments.of(Optional.of(record))));
    }
}
