package sealstead.iam;

import java.time.Instant;
import java.util.ArrayList;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.iam.policy.PolicyDocument;
import sealstead.store.Bytes;

/// How a managed policy is kept: common fields, 16 description, 17 version (1 number, 2 document, 3 created), 18
/// default version, 19 last version given, 20 updated.
final class ManagedPolicyRecord implements Entities.Format<ManagedPolicy> {
    @Override
    public Bytes write(ManagedPolicy policy) {
        var out = CommonFields.write(policy.naming()).text(16, policy.description());
        policy.versions()
                .forEach(version -> out.record(
                        17,
                        new RecordWriter()
                                .number(1, version.number())
                                .text(2, version.document().text())
                                .number(3, version.created().toEpochMilli())));
        return out.number(18, policy.defaultVersion())
                .number(19, policy.lastVersion())
                .number(20, policy.updated().toEpochMilli())
                .toBytes();
    }

    @Override
    public ManagedPolicy read(Bytes record) {
        var in = new RecordReader(record);
        var common = new CommonFields();
        var description = "";
        var versions = new ArrayList<ManagedPolicy.PolicyVersion>();
        int defaultVersion = 0;
        int lastVersion = 0;
        var updated = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 16 -> description = in.text();
                case 17 -> versions.add(readVersion(in.record()));
                case 18 -> defaultVersion = (int) in.number();
                case 19 -> lastVersion = (int) in.number();
                case 20 -> updated = Instant.ofEpochMilli(in.number());
                default -> common.take(in);
            }
        }
        return new ManagedPolicy(common.naming(), description, versions, defaultVersion, lastVersion, updated);
    }

    private static ManagedPolicy.PolicyVersion readVersion(RecordReader in) {
        int number = 0;
        var text = "";
        var created = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> number = (int) in.number();
                case 2 -> text = in.text();
                case 3 -> created = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new ManagedPolicy.PolicyVersion(number, CommonFields.parse(text, PolicyDocument.Kind.IDENTITY), created);
    }
}
