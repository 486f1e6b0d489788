package sealstead.kms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.store.Bytes;

/// How a key stands in its record. Tags are never used again for anything else.
final class KmsKeyRecord {
    private KmsKeyRecord() {}

    static Bytes write(KmsKey key) {
        var out = new RecordWriter()
                .text(1, key.account())
                .text(2, key.region())
                .text(3, key.id())
                .number(4, key.created().toEpochMilli())
                .text(5, key.description())
                .flag(6, key.enabled())
                .number(7, key.deletion().at().toEpochMilli())
                .number(8, key.deletion().days())
                .flag(9, key.awsManaged())
                .text(10, key.policy())
                .number(11, key.rotation().days())
                .number(12, key.rotation().from().toEpochMilli());
        key.tags().forEach((name, value) -> out.pair(13, name, value));
        for (var material : key.materials()) {
            out.record(14, writeMaterial(material));
        }
        key.grants().forEach(grant -> out.record(15, KeyGrantRecord.write(grant)));
        if (key.isPendingDeletion()) {
            out.number(16, key.deletion().running().toMillis());
        }
        return out.toBytes();
    }

    private static RecordWriter writeMaterial(KeyMaterial material) {
        var out = new RecordWriter()
                .text(1, material.id())
                .number(2, material.created().toEpochMilli())
                .text(3, material.origin().name());
        return material.isRetired()
                ? out.number(5, material.retired().toEpochMilli())
                : out.bytes(4, material.wrapped());
    }

    static KmsKey read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var region = "";
        var id = "";
        var created = Instant.EPOCH;
        var description = "";
        boolean enabled = false;
        var deletion = Instant.EPOCH;
        int pendingDays = 0;
        var running = Duration.ZERO;
        boolean awsManaged = false;
        var policy = "";
        int rotationDays = 0;
        var rotationFrom = Instant.EPOCH;
        Map<String, String> tags = new TreeMap<>();
        var materials = new ArrayList<KeyMaterial>();
        var grants = new ArrayList<KeyGrant>();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> region = in.text();
                case 3 -> id = in.text();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> description = in.text();
                case 6 -> enabled = in.flag();
                case 7 -> deletion = Instant.ofEpochMilli(in.number());
                case 8 -> pendingDays = (int) in.number();
                case 9 -> awsManaged = in.flag();
                case 10 -> policy = in.text();
                case 11 -> rotationDays = (int) in.number();
                case 12 -> rotationFrom = Instant.ofEpochMilli(in.number());
                case 13 -> in.pair().addTo(tags);
                case 14 -> materials.add(readMaterial(in.record()));
                case 15 -> grants.add(KeyGrantRecord.read(in.record()));
                case 16 -> running = Duration.ofMillis(in.number());
                default -> {}
            }
        }
        var scheduled = deletion.equals(Instant.EPOCH)
                ? KmsKey.Deletion.NONE
                : new KmsKey.Deletion(deletion, pendingDays, running);
        return new KmsKey(
                new KmsKey.Origin(account, region, id, created, awsManaged),
                new KmsKey.Settings(description, enabled, scheduled, policy, tags),
                new KmsKey.Rotation(rotationDays, rotationFrom),
                materials,
                grants);
    }

    private static KeyMaterial readMaterial(RecordReader in) {
        var id = "";
        var created = Instant.EPOCH;
        var origin = KeyMaterial.Origin.INITIAL;
        var wrapped = Bytes.EMPTY;
        var retired = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> created = Instant.ofEpochMilli(in.number());
                case 3 -> origin = KeyMaterial.Origin.valueOf(in.text());
                case 4 -> wrapped = in.bytes();
                case 5 -> retired = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new KeyMaterial(id, created, origin, wrapped, retired);
    }
}
