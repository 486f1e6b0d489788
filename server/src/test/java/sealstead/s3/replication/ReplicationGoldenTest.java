package sealstead.s3.replication;

import java.util.List;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;
import sealstead.store.TxId;

final class ReplicationGoldenTest implements GoldenRecords {
    private static final Bytes GROUP = Bytes.utf8("111122223333-a-place");
    private static final TxId WRITTEN = new TxId(1, 2);

    private static GoldenRecord<ReplicationQueue.Waiting> frozen(String variant, long addedBy) {
        return new GoldenRecord<>(
                "replication",
                variant,
                new ReplicationQueue.Waiting(
                        GROUP,
                        WRITTEN,
                        "a1a2a3a4a5a6a7a8",
                        "frozen",
                        "a/key",
                        "0123456789abcdef0123456789abcdef",
                        addedBy),
                waiting -> ReplicationQueue.write(
                        waiting.bucketId(), waiting.bucket(), waiting.key(), waiting.versionId(), waiting.addedBy()),
                record -> ReplicationQueue.read(GROUP, WRITTEN, record));
    }

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(frozen("whole", 0), frozen("added-by", 7));
    }
}
