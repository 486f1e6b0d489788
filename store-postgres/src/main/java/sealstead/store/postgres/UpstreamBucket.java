package sealstead.store.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.EngineDriver;
import sealstead.store.StoreUnavailableException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The bucket of another S3 endpoint that the blobs are in. It gets random names and ciphertext, with their
/// MD5, which every endpoint checks.
final class UpstreamBucket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamBucket.class);
    /// More than requests that can be under way, each of which reads one blob at a time.
    private static final int MAX_CONNECTIONS = 1100;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int AGAIN_MILLIS = 1000;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final EngineDriver.Hearing hearing;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile boolean closed;

    UpstreamBucket(PostgresSettings settings, EngineDriver.Hearing hearing) {
        this.bucket = settings.s3Bucket();
        this.prefix = settings.s3Prefix();
        this.hearing = hearing;
        var builder = S3Client.builder()
                .region(Region.of(settings.s3Region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(settings.s3AccessKeyId(), settings.s3SecretAccessKey())))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(MAX_CONNECTIONS)
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(CONNECT)
                        .socketTimeout(SILENCE));
        settings.s3Endpoint()
                .ifPresent(endpoint -> builder.endpointOverride(endpoint).forcePathStyle(true));
        this.client = builder.build();
    }

    String bucket() {
        return bucket;
    }

    String prefix() {
        return prefix;
    }

    /// Calls the endpoint.
    @FunctionalInterface
    interface Call<T> {
        T on(S3Client client) throws IOException;
    }

    <T> T ask(String what, Call<T> call) throws IOException {
        return find(what, call)
                .orElseThrow(
                        () -> new StoreUnavailableException("the bucket of the blobs has lost what it had: " + what));
    }

    /// The same for what need not be there.
    ///
    /// @return absent if the endpoint says that it is not
    <T> Optional<T> find(String what, Call<T> call) throws IOException {
        try {
            var answer = Optional.of(call.on(client));
            well();
            return answer;
        } catch (S3Exception refused) {
            if (refused.statusCode() == NOT_FOUND && !isBucketMissing(refused)) {
                return Optional.empty();
            }
            throw told(what, refused);
        } catch (SdkException failed) {
            throw told(what, failed);
        }
    }

    private static boolean isBucketMissing(S3Exception refused) {
        return refused.awsErrorDetails() != null
                && "NoSuchBucket".equals(refused.awsErrorDetails().errorCode());
    }

    /// Whatever it is, it is the endpoint's or the operator's, and passes: nothing of it is wrong with the
    /// request.
    IOException told(String what, SdkException failed) {
        if (away.compareAndSet(false, true)) {
            Thread.ofVirtual().name("blobs-away").start(this::lookAgain);
        }
        hearing.failed("the bucket of the blobs (" + what + "): " + failed.getMessage());
        return new StoreUnavailableException("cannot " + what + " in the bucket of the blobs", failed);
    }

    /// Who hears that it is away sends nothing any more that would show that it is back.
    private void lookAgain() {
        while (away.get() && !closed) {
            try {
                Thread.sleep(AGAIN_MILLIS);
                client.headBucket(b -> b.bucket(bucket));
                well();
            } catch (SdkException still) {
                LOG.debug("the bucket of the blobs is away still", still);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void well() {
        if (away.get() && away.compareAndSet(true, false)) {
            hearing.well();
        }
    }

    /// @throws IOException if it cannot be used, or keeps what is deleted
    void check() throws IOException {
        try {
            client.headBucket(b -> b.bucket(bucket));
        } catch (SdkException unusable) {
            throw new IOException(
                    "the bucket " + bucket + " of store.s3.bucket cannot be used: " + unusable.getMessage(), unusable);
        }
        var versioning = says(
                "versioning",
                () -> client.getBucketVersioning(b -> b.bucket(bucket)).status());
        if (versioning.isPresent() && versioning.get() != BucketVersioningStatus.UNKNOWN_TO_SDK_VERSION) {
            throw new IOException("the bucket " + bucket + " of store.s3.bucket has versioning " + versioning.get()
                    + ": it would keep what is deleted. Use a bucket that never had it");
        }
        var lock = says(
                "object lock",
                () -> client.getObjectLockConfiguration(b -> b.bucket(bucket)).objectLockConfiguration());
        if (lock.isPresent()) {
            throw new IOException("the bucket " + bucket
                    + " of store.s3.bucket has object lock: it would keep what is deleted. Use a bucket without");
        }
    }

    /// Asks for a configuration.
    @FunctionalInterface
    private interface Question<T> {
        @org.jspecify.annotations.Nullable
        T ask();
    }

    private <T> Optional<T> says(String what, Question<T> question) throws IOException {
        try {
            return Optional.ofNullable(question.ask());
        } catch (S3Exception refused) {
            int status = refused.statusCode();
            if (status == NOT_FOUND) {
                return Optional.empty();
            }
            if (status == NOT_ALLOWED || status == NOT_IMPLEMENTED) {
                LOG.warn(
                        "the endpoint of the blobs knows no {}: nobody can say whether it keeps what is deleted", what);
                return Optional.empty();
            }
            throw new IOException(
                    "whether the bucket " + bucket + " has " + what + " cannot be asked: " + refused.getMessage(),
                    refused);
        } catch (SdkException failed) {
            throw new IOException(
                    "whether the bucket " + bucket + " has " + what + " cannot be asked: " + failed.getMessage(),
                    failed);
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
