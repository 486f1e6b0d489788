package sealstead.s3.bucket;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeys;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.Grantee;
import sealstead.s3.acl.Permission;
import sealstead.store.Bytes;

final class BucketGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);

    private static Bucket bucket(BucketSettings settings, Optional<DirectoryBucket> directory) {
        return new Bucket(
                "frozen",
                "a1a2a3a4a5a6a7a8",
                "111122223333",
                "eu-central-1",
                TIME,
                new BucketEncryption(Algorithm.AWS_KMS, "alias/frozen", true, true, true),
                new ServiceKeys(List.of(
                        new ServiceKeys.ServiceKey("0f1e2d3c4b5a6978", TIME, Bytes.utf8("wrapped")),
                        new ServiceKeys.ServiceKey("1f1e2d3c4b5a6978", TIME.plusSeconds(1), Bytes.utf8("newer")))),
                TIME.plusSeconds(2),
                settings,
                directory);
    }

    private static GoldenRecord<Bucket> golden(String variant, Bucket bucket) {
        return new GoldenRecord<>(
                "bucket", variant, bucket, BucketRecord::write, record -> BucketRecord.read("frozen", record));
    }

    @Override
    public List<GoldenRecord<?>> records() {
        var settings = new BucketSettings(
                Versioning.ENABLED,
                new LockSettings(true, Optional.of(new LockSettings.DefaultRetention("GOVERNANCE", 30, 2))),
                Ownership.OBJECT_WRITER,
                Optional.of(new PublicAccessBlock(true, true, true, true)),
                true,
                true,
                Map.of(DocumentKind.POLICY, 17L, DocumentKind.INTELLIGENT_TIERING, 18L),
                Optional.of(new Acl(List.of(new Acl.AclGrant(Grantee.Group.ALL_USERS, Permission.READ)))));
        return List.of(
                golden(
                        "retired-service-key",
                        new Bucket(
                                "frozen",
                                "a1a2a3a4a5a6a7a8",
                                "111122223333",
                                "eu-central-1",
                                TIME,
                                new BucketEncryption(Algorithm.AWS_KMS, "alias/frozen", true, true, true),
                                new ServiceKeys(
                                        List.of(new ServiceKeys.ServiceKey(
                                                "1f1e2d3c4b5a6978", TIME.plusSeconds(1), Bytes.utf8("newer"))),
                                        Set.of("0f1e2d3c4b5a6978", "2f1e2d3c4b5a6978")),
                                TIME.plusSeconds(2),
                                settings,
                                Optional.empty())),
                golden("general-purpose", bucket(settings, Optional.empty())),
                golden(
                        "directory",
                        bucket(
                                BucketSettings.NEW,
                                Optional.of(new DirectoryBucket(
                                        new Zone("euc1-az1", Zone.Type.LOCAL_ZONE), "arn:aws:kms:key")))),
                GoldenRecord.of("bucket-owner", TIME, Buckets::ownedSince, BucketGoldenTest::since));
    }

    /// That the row is there is all that the product asks.
    private static Instant since(Bytes record) {
        var in = new sealstead.custody.RecordReader(record);
        var since = Instant.EPOCH;
        while (in.next()) {
            since = Instant.ofEpochMilli(in.number());
        }
        return since;
    }
}
