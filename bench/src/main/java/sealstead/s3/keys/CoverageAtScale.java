package sealstead.s3.keys;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import sealstead.crypto.SecretBytes;
import sealstead.custody.HeldRootKey;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ServiceKeyRing;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.Tags;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketSettings;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;
import sealstead.store.Intents;
import sealstead.store.local.DataFolder;
import sealstead.time.WitnessedTime;

/// How long it takes to say what is under which key, of how many versions: real records in a real store,
/// written through its commits; one look at all of it, several times.
public final class CoverageAtScale {
    private static final String BUCKET_ID = "0123456789abcdef";
    private static final int AT_ONCE = 512;
    private static final int LOOKS = 5;
    private static final int KEYS = 20;

    private CoverageAtScale() {}

    /// @param arguments the folder to write in, and how many versions
    public static void main(String[] arguments) throws Exception {
        var folder = Files.createDirectories(Path.of(arguments[0]));
        int versions = Integer.parseInt(arguments[1]);
        var random = new SecureRandom();
        var root = new HeldRootKey(SecretBytes.random(random, 32));
        try (var data = DataFolder.open(folder.resolve("data"), random)) {
            var sealed = new SealedStore(data.records(), root, random);
            var objects = objects(data, sealed, random);
            fill(objects, versions);
            var buckets = new Buckets(
                    sealed,
                    new ServiceKeyRing(root, random, Clock.systemUTC()),
                    random,
                    Clock.systemUTC(),
                    Duration.ZERO);
            look(new Coverage(sealed, buckets, (arn, material) -> Optional.empty(), Clock.systemUTC()), versions);
        }
    }

    private static void look(Coverage coverage, int versions) throws IOException {
        var seconds = new double[LOOKS];
        var cpu = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = cpu.getProcessCpuTime();
        for (int i = 0; i < LOOKS; i++) {
            long began = System.nanoTime();
            var report = coverage.of(Optional.empty());
            seconds[i] = (System.nanoTime() - began) / 1e9;
            long counted =
                    report.rows().stream().mapToLong(Coverage.Row::versions).sum();
            if (counted != versions || report.unlabelled() != 0) {
                throw new IllegalStateException(
                        counted + " versions counted, " + report.unlabelled() + " of them opened");
            }
        }
        double cpuEach = (cpu.getProcessCpuTime() - cpuBefore) / 1e9 / LOOKS;
        System.out.printf(Locale.ROOT, "first %.2f s, ", seconds[0]);
        Arrays.sort(seconds);
        System.out.printf(
                Locale.ROOT,
                "median %.2f s, longest %.2f s, %.2f s of CPU each for %,d versions%n",
                seconds[LOOKS / 2],
                seconds[LOOKS - 1],
                cpuEach,
                versions);
    }

    private static Objects objects(DataFolder data, SealedStore sealed, SecureRandom random) {
        var time =
                new WitnessedTime(Clock.systemUTC(), System::nanoTime, WitnessedTime.Limits.DEFAULT, Optional.empty());
        var graces = new Intents.Graces(Duration.ofHours(24), Duration.ofMinutes(1));
        var intents = new Intents(data.records(), time.clock(), time::passed, graces);
        return new Objects(sealed, data.blobs(), intents, new Uploads(sealed, intents, random, time), random, time);
    }

    private static void fill(Objects objects, int versions) throws InterruptedException {
        var bucket = new Bucket(
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
        var free = new Semaphore(AT_ONCE);
        var failures = new ConcurrentLinkedQueue<IOException>();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < versions; i++) {
                int number = i;
                free.acquire();
                writers.execute(() -> {
                    try {
                        var key = "folder/%09d".formatted(number);
                        var none = objects.find(BUCKET_ID, key);
                        var event = ObjectEvents.Event.ofServer(ObjectEvents.Type.CREATED_PUT);
                        objects.put(bucket, key, none, object(number), new Objects.Content.Stored(), event);
                    } catch (IOException failed) {
                        failures.add(failed);
                    } finally {
                        free.release();
                    }
                });
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.peek());
        }
    }

    private static StoredObject object(int number) {
        var arn = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-%012d".formatted(number % KEYS);
        var kms = new ObjectKeys.KmsDataKey(arn, "%064x".formatted(number % 3), Bytes.wrap(new byte[180]), Map.of());
        var envelope = number % 2 == 0
                ? new Envelope(
                        "%032x".formatted(number),
                        BUCKET_ID,
                        4096,
                        4152,
                        new ObjectKeys.ServiceKey("0011223344556677", Bytes.wrap(new byte[89])))
                : new Envelope("%032x".formatted(number), BUCKET_ID, 4096, 4152, kms);
        return new StoredObject(
                VersionName.unversioned(1),
                Instant.EPOCH,
                "d41d8cd98f00b204e9800998ecf8427e",
                new Attributes(Map.of("content-type", "text/plain"), Map.of("owner", "bench")),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.empty(),
                envelope,
                new Placement.Inline(),
                "",
                Storage.STANDARD);
    }
}
