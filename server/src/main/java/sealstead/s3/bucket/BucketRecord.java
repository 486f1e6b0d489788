package sealstead.s3.bucket;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclRecord;
import sealstead.store.Bytes;

/// How a bucket stands in its record. Tags are never used again for anything else.
final class BucketRecord {
    private BucketRecord() {}

    static Bytes write(Bucket bucket) {
        var encryption = bucket.encryption();
        var out = new RecordWriter()
                .text(1, bucket.id())
                .text(2, bucket.owner())
                .text(3, bucket.region())
                .number(4, bucket.created().toEpochMilli())
                .record(
                        5,
                        new RecordWriter()
                                .text(1, encryption.algorithm().wireName())
                                .text(2, encryption.keyId())
                                .flag(3, encryption.bucketKeyEnabled())
                                .flag(4, encryption.customerKeysBlocked())
                                .flag(5, encryption.configured()))
                .number(7, bucket.deletingSince().toEpochMilli());
        for (var key : bucket.serviceKeys().keys()) {
            out.record(
                    6,
                    new RecordWriter()
                            .text(1, key.id())
                            .number(2, key.created().toEpochMilli())
                            .bytes(3, key.wrapped()));
        }
        bucket.serviceKeys().unerased().stream().sorted().forEach(id -> out.text(10, id));
        bucket.directory()
                .ifPresent(directory -> out.record(
                        9,
                        new RecordWriter()
                                .text(1, directory.zone().id())
                                .text(2, directory.zone().type().name())
                                .text(3, directory.lifetimeKey())));
        return out.record(8, write(bucket.settings())).toBytes();
    }

    private static RecordWriter write(BucketSettings settings) {
        var out = new RecordWriter()
                .text(1, settings.versioning().name())
                .flag(2, settings.lock().enabled())
                .text(4, settings.ownership().name())
                .flag(7, settings.requesterPays())
                .flag(8, settings.tagsDecide());
        settings.publicAccess()
                .ifPresent(block -> out.record(
                        6,
                        new RecordWriter()
                                .flag(1, block.blockPublicAcls())
                                .flag(2, block.ignorePublicAcls())
                                .flag(3, block.blockPublicPolicy())
                                .flag(4, block.restrictPublicBuckets())));
        settings.lock()
                .byDefault()
                .ifPresent(retention -> out.record(
                        3,
                        new RecordWriter()
                                .text(1, retention.mode())
                                .number(2, retention.days())
                                .number(3, retention.years())));
        settings.documents()
                .forEach((kind, revision) -> out.record(
                        5, new RecordWriter().number(1, kind.number()).number(2, revision)));
        settings.acl().ifPresent(acl -> out.record(9, AclRecord.write(acl)));
        return out;
    }

    static Bucket read(String name, Bytes record) {
        var in = new RecordReader(record);
        var id = "";
        var owner = "";
        var region = "";
        var created = Instant.EPOCH;
        var encryption = BucketEncryption.base();
        var keys = new ArrayList<ServiceKeys.ServiceKey>();
        var unerased = new HashSet<String>();
        var deletingSince = Instant.EPOCH;
        var settings = BucketSettings.NEW;
        Optional<DirectoryBucket> directory = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> owner = in.text();
                case 3 -> region = in.text();
                case 4 -> created = Instant.ofEpochMilli(in.number());
                case 5 -> encryption = readEncryption(in.record());
                case 6 -> keys.add(readKey(in.record()));
                case 7 -> deletingSince = Instant.ofEpochMilli(in.number());
                case 8 -> settings = readSettings(in.record());
                case 9 -> directory = Optional.of(readDirectory(in.record()));
                case 10 -> unerased.add(in.text());
                default -> {}
            }
        }
        return new Bucket(
                name,
                id,
                owner,
                region,
                created,
                encryption,
                new ServiceKeys(keys, unerased),
                deletingSince,
                settings,
                directory);
    }

    private static DirectoryBucket readDirectory(RecordReader in) {
        var zoneId = "";
        var type = Zone.Type.AVAILABILITY_ZONE;
        var lifetimeKey = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> zoneId = in.text();
                case 2 -> type = Zone.Type.valueOf(in.text());
                case 3 -> lifetimeKey = in.text();
                default -> {}
            }
        }
        return new DirectoryBucket(new Zone(zoneId, type), lifetimeKey);
    }

    private static BucketSettings readSettings(RecordReader in) {
        var versioning = Versioning.UNVERSIONED;
        boolean lock = false;
        Optional<LockSettings.DefaultRetention> byDefault = Optional.empty();
        var ownership = Ownership.BUCKET_OWNER_ENFORCED;
        Optional<PublicAccessBlock> publicAccess = Optional.empty();
        boolean requesterPays = false;
        boolean tagsDecide = false;
        var documents = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        Optional<Acl> acl = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> versioning = Versioning.valueOf(in.text());
                case 2 -> lock = in.flag();
                case 3 -> byDefault = Optional.of(readRetention(in.record()));
                case 4 -> ownership = Ownership.valueOf(in.text());
                case 5 -> readDocument(in.record(), documents);
                case 6 -> publicAccess = Optional.of(readPublicAccess(in.record()));
                case 7 -> requesterPays = in.flag();
                case 8 -> tagsDecide = in.flag();
                case 9 -> acl = Optional.of(AclRecord.read(in.record()));
                default -> {}
            }
        }
        return new BucketSettings(
                versioning,
                new LockSettings(lock, byDefault),
                ownership,
                publicAccess,
                requesterPays,
                tagsDecide,
                documents,
                acl);
    }

    private static PublicAccessBlock readPublicAccess(RecordReader in) {
        var flags = new boolean[5];
        while (in.next()) {
            switch (in.tag()) {
                case 1, 2, 3, 4 -> flags[in.tag()] = in.flag();
                default -> {}
            }
        }
        return new PublicAccessBlock(flags[1], flags[2], flags[3], flags[4]);
    }

    private static LockSettings.DefaultRetention readRetention(RecordReader in) {
        var mode = "";
        int days = 0;
        int years = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> mode = in.text();
                case 2 -> days = (int) in.number();
                case 3 -> years = (int) in.number();
                default -> {}
            }
        }
        return new LockSettings.DefaultRetention(mode, days, years);
    }

    private static void readDocument(RecordReader in, Map<DocumentKind, Long> documents) {
        long kind = 0;
        long revision = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> kind = in.number();
                case 2 -> revision = in.number();
                default -> {}
            }
        }
        documents.put(DocumentKind.numbered(kind), revision);
    }

    private static BucketEncryption readEncryption(RecordReader in) {
        var algorithm = "";
        var keyId = "";
        boolean bucketKey = false;
        boolean blocked = false;
        boolean configured = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> algorithm = in.text();
                case 2 -> keyId = in.text();
                case 3 -> bucketKey = in.flag();
                case 4 -> blocked = in.flag();
                case 5 -> configured = in.flag();
                default -> {}
            }
        }
        var known = Algorithm.named(algorithm);
        if (known.isEmpty()) {
            throw new IllegalStateException("a bucket encrypted with " + algorithm);
        }
        return new BucketEncryption(known.get(), keyId, bucketKey, blocked, configured);
    }

    private static ServiceKeys.ServiceKey readKey(RecordReader in) {
        var id = "";
        var created = Instant.EPOCH;
        var wrapped = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> created = Instant.ofEpochMilli(in.number());
                case 3 -> wrapped = in.bytes();
                default -> {}
            }
        }
        return new ServiceKeys.ServiceKey(id, created, wrapped);
    }
}
