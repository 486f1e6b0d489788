package sealstead.s3.operation.listing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectHead;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.ObjectRecord;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;

/// An object's record, written and read, and a page of a thousand of them out of a real store.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ListingBenchmark {
    private static final String BUCKET_ID = "0123456789abcdef";
    private static final Bucket BUCKET = new Bucket(
            "bench",
            BUCKET_ID,
            "000000000000",
            "us-east-1",
            Instant.EPOCH,
            BucketEncryption.base(),
            new ServiceKeys(List.of()),
            Instant.EPOCH,
            BucketSettings.NEW,
            Optional.empty());
    private static final int KEYS = 3000;

    private final SecureRandom random = new SecureRandom();
    private final StoredObject object = object();
    private final Bytes record = ObjectRecord.write(new ObjectHead(object, 0, false));
    private final Path folder = folder();
    private final DataFolder data = open();
    private final SealedStore sealed =
            new SealedStore(data.records(), new HeldRootKey(SecretBytes.random(random, 32)), random);
    private final WitnessedTime time =
            new WitnessedTime(Clock.systemUTC(), System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
    private final Intents intents = new Intents(
            data.records(),
            time.clock(),
            time::passed,
            new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(1)));
    private final Objects objects =
            new Objects(sealed, data.blobs(), intents, new Uploads(sealed, intents, random, time), random, time);

    private static Path folder() {
        try {
            return Files.createTempDirectory("listing-benchmark");
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private DataFolder open() {
        try {
            return DataFolder.open(folder, random);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static StoredObject object() {
        var envelope = new Envelope(
                "00112233445566778899aabbccddeeff",
                BUCKET_ID,
                4096,
                4152,
                new ObjectKeys.ServiceKey("0011223344556677", Bytes.wrap(new byte[89])));
        return new StoredObject(
                VersionName.unversioned(1),
                Instant.EPOCH,
                "d41d8cd98f00b204e9800998ecf8427e",
                new Attributes(Map.of("content-type", "text/plain"), Map.of("owner", "bench")),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.of(new StoredChecksum(ChecksumAlgorithm.CRC64NVME, 0, false, Bytes.wrap(new byte[8]))),
                envelope,
                new Placement.Inline(),
                "",
                Storage.STANDARD);
    }

    @Setup
    public void fill() throws IOException {
        for (int i = 0; i < KEYS; i++) {
            var key = "%06d".formatted(i);
            var none = objects.find(BUCKET_ID, key);
            var event = ObjectEvents.Event.ofServer(ObjectEvents.Type.CREATED_PUT);
            objects.put(BUCKET, key, none, object, new Objects.Content.Stored(), event);
        }
    }

    @TearDown
    public void close() throws IOException {
        data.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public Bytes encodeRecord() {
        return ObjectRecord.write(new ObjectHead(object, 0, false));
    }

    @Benchmark
    public Object decodeRecord() {
        return ObjectRecord.read(record);
    }

    @Benchmark
    public Object page() throws IOException {
        return Listing.page(objects, BUCKET_ID, new ListingQuery("", "", 1000, false), "001000");
    }
}
