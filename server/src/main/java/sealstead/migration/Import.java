package sealstead.migration;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Copies all objects below a prefix of another endpoint, several at a time.
public final class Import implements AutoCloseable {
    private final S3Client source;
    private final S3Client destination;
    private final Place from;
    private final Place to;
    private final ObjectImport one;
    private final int atOnce;

    /// Who is told how it goes. Called by many threads.
    public interface Watcher {
        /// What there is to do, before anything is done.
        void planned(long objects, long bytes);

        void copied(String key, long bytes);

        void skipped(String key, long bytes);

        void failed(String key, String why);
    }

    /// An endpoint and how to sign for it.
    public record Side(URI endpoint, String region, String accessKeyId, String secret, String sessionToken) {
        S3Client client() {
            return builder().build();
        }

        /// For who comes again by himself, and so tries once.
        S3Client impatientClient() {
            return builder()
                    .overrideConfiguration(c -> c.retryStrategy(retries -> retries.maxAttempts(1))
                            .apiCallAttemptTimeout(Duration.ofMinutes(5)))
                    .build();
        }

        private S3ClientBuilder builder() {
            AwsCredentials credentials = sessionToken.isEmpty()
                    ? AwsBasicCredentials.create(accessKeyId, secret)
                    : AwsSessionCredentials.create(accessKeyId, secret, sessionToken);
            return S3Client.builder()
                    .endpointOverride(endpoint)
                    .region(Region.of(region))
                    .forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
                    .credentialsProvider(StaticCredentialsProvider.create(credentials));
        }

        @Override
        public String toString() {
            return endpoint + " as " + accessKeyId;
        }
    }

    public Import(Side source, Side destination, Place from, Place to, Wish wish, int atOnce) {
        this.source = source.client();
        this.destination = destination.client();
        this.from = from;
        this.to = to;
        this.one = new ObjectImport(this.source, this.destination, from, to, wish);
        this.atOnce = atOnce;
    }

    /// What came of it.
    public record Outcome(long copied, long skipped, long failed, long bytes) {}

    /// Copies what the report does not have yet. One object's failure does not stop the others.
    public Outcome run(ImportReport report, Watcher watcher) throws IOException, InterruptedException {
        destination.headBucket(b -> b.bucket(to.bucket()));
        plan(watcher);
        var copied = new AtomicLong();
        long skipped = 0;
        var failed = new AtomicLong();
        var bytes = new AtomicLong();
        var slots = new Semaphore(atOnce);
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var pages =
                    source.listObjectsV2Paginator(b -> b.bucket(from.bucket()).prefix(from.prefix()));
            for (var object : pages.contents()) {
                if (report.isCopied(object.key(), object.eTag())) {
                    skipped++;
                    watcher.skipped(object.key(), object.size());
                    continue;
                }
                slots.acquire();
                workers.execute(() -> {
                    try {
                        var line = one.copy(object.key());
                        report.add(line);
                        copied.incrementAndGet();
                        bytes.addAndGet(line.bytes());
                        watcher.copied(object.key(), line.bytes());
                    } catch (IOException | SdkException problem) {
                        failed.incrementAndGet();
                        watcher.failed(object.key(), String.valueOf(problem.getMessage()));
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        return new Outcome(copied.get(), skipped, failed.get(), bytes.get());
    }

    private Iterable<S3Object> listing() {
        return source.listObjectsV2Paginator(b -> b.bucket(from.bucket()).prefix(from.prefix()))
                .contents();
    }

    /// Listing twice costs little beside the copies, and tells how much there is to do.
    private void plan(Watcher watcher) {
        long objects = 0;
        long bytes = 0;
        for (var object : listing()) {
            objects++;
            bytes += object.size();
        }
        watcher.planned(objects, bytes);
    }

    @Override
    public void close() {
        source.close();
        destination.close();
    }
}
