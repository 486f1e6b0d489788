package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;

/// How the storage class of an object, and its restoration, stand in records. Nothing is written for STANDARD.
final class StorageRecord {
    private StorageRecord() {}

    static RecordWriter write(Storage storage) {
        var out = new RecordWriter().number(1, storage.storageClass().number());
        storage.restoration()
                .ifPresent(asked -> out.number(2, asked.ready().toEpochMilli())
                        .number(3, asked.expiry().toEpochMilli())
                        .number(4, asked.tier().number()));
        return out;
    }

    static Storage read(RecordReader in) {
        var storageClass = StorageClass.STANDARD;
        long ready = 0;
        long expiry = 0;
        var tier = Storage.Tier.STANDARD;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> storageClass = StorageClass.numbered(in.number());
                case 2 -> ready = in.number();
                case 3 -> expiry = in.number();
                case 4 -> tier = Storage.Tier.numbered(in.number());
                default -> {}
            }
        }
        return expiry == 0
                ? Storage.of(storageClass)
                : new Storage(
                        storageClass,
                        Optional.of(new Storage.Restoration(
                                Instant.ofEpochMilli(ready), Instant.ofEpochMilli(expiry), tier)));
    }
}
