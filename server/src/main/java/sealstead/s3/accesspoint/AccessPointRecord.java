package sealstead.s3.accesspoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.iam.policy.MalformedPolicyException;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PolicyDocument;
import sealstead.s3.accesspoint.MultiRegionAccessPoint.Target;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.store.Bytes;

/// How a Multi-Region Access Point stands in its record. Tags are never used again for anything else.
final class AccessPointRecord {
    private static final String POLICY_NAME = "Multi-Region Access Point policy";

    private AccessPointRecord() {}

    static NamedPolicy policy(String text) throws MalformedPolicyException {
        return new NamedPolicy(POLICY_NAME, PolicyDocument.parse(text, PolicyDocument.Kind.BUCKET));
    }

    static Bytes write(MultiRegionAccessPoint point) {
        var block = point.publicAccess();
        var out = new RecordWriter()
                .text(1, point.account())
                .text(2, point.name())
                .text(3, point.alias())
                .number(4, point.created().toEpochMilli())
                .text(5, point.token())
                .record(6, write(block));
        for (var route : point.routes()) {
            out.record(
                    7,
                    new RecordWriter()
                            .text(1, route.bucket())
                            .text(2, route.region())
                            .text(3, route.owner())
                            .flag(4, route.active()));
        }
        point.policy().ifPresent(policy -> out.text(8, policy.document().text()));
        out.number(9, point.policySince().toEpochMilli());
        return out.toBytes();
    }

    static RecordWriter write(PublicAccessBlock block) {
        return new RecordWriter()
                .flag(1, block.blockPublicAcls())
                .flag(2, block.ignorePublicAcls())
                .flag(3, block.blockPublicPolicy())
                .flag(4, block.restrictPublicBuckets());
    }

    static MultiRegionAccessPoint read(Bytes record) {
        var in = new RecordReader(record);
        var account = "";
        var name = "";
        var alias = "";
        var created = Instant.EPOCH;
        var token = "";
        var block = new PublicAccessBlock(false, false, false, false);
        var routes = new ArrayList<Target>();
        Optional<NamedPolicy> policy = Optional.empty();
        var policySince = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> account = in.text();
                case 2 -> name = in.text();
                case 3 -> alias = in.text();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> token = in.text();
                case 6 -> block = readBlock(in.record());
                case 7 -> routes.add(readRoute(in.record()));
                case 8 -> policy = Optional.of(readPolicy(in.text()));
                case 9 -> policySince = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new MultiRegionAccessPoint(account, name, alias, created, token, block, routes, policy, policySince);
    }

    /// A policy that was accepted and does not parse any more must not read as none.
    private static NamedPolicy readPolicy(String text) {
        try {
            return policy(text);
        } catch (MalformedPolicyException unreadable) {
            throw new IllegalStateException("the policy of an access point cannot be read", unreadable);
        }
    }

    static PublicAccessBlock readBlock(RecordReader in) {
        boolean acls = false;
        boolean ignore = false;
        boolean policy = false;
        boolean restrict = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> acls = in.flag();
                case 2 -> ignore = in.flag();
                case 3 -> policy = in.flag();
                case 4 -> restrict = in.flag();
                default -> {}
            }
        }
        return new PublicAccessBlock(acls, ignore, policy, restrict);
    }

    private static Target readRoute(RecordReader in) {
        var bucket = "";
        var region = "";
        var owner = "";
        boolean active = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucket = in.text();
                case 2 -> region = in.text();
                case 3 -> owner = in.text();
                case 4 -> active = in.flag();
                default -> {}
            }
        }
        return new Target(bucket, region, owner, active);
    }
}
