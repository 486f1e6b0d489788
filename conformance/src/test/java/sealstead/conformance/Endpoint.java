package sealstead.conformance;

import static sealstead.conformance.Endpoint.own;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.opentest4j.TestAbortedException;
import sealstead.server.Setting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyResponse;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Whom the tests ask. By default each class has a server of its own in this process ([LocalServer]). With
/// `-Dsealstead.endpoint=URL` all of them ask that one, whoever made it: AWS, a peer, or Sealstead in another process.
/// `-Dsealstead.access-key`, `-Dsealstead.secret-key`, `-Dsealstead.account` and `-Dsealstead.region` (the regions it
/// has, its own first) tell of its owner; `-Dsealstead.kms-endpoint` is for where KMS has an address of its own.
///
/// A test that then needs what can only be had from a server in this process (settings, its clock, its data folder, its
/// counters, a restart) is left out as soon as it asks [LocalServer] for that: what it needs follows from what it does,
/// and is written nowhere else. What cannot be seen so is said by [Inside].
final class Endpoint {
    static final String PROPERTY = "sealstead.endpoint";
    static final List<String> REGIONS =
            List.of(System.getProperty("sealstead.region", "us-east-1").split(","));

    private static final Optional<URI> GIVEN =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(URI::create);
    private static final String RUN = run();
    private static final Map<String, Integer> CLASSES = new HashMap<>();
    private static final Map<String, Set<String>> OWN = new HashMap<>();
    private static final Deque<Runnable> AFTERWARDS = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger SERVERS = new AtomicInteger();
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static volatile String running = "";

    private Endpoint() {}

    static boolean isGiven() {
        return GIVEN.isPresent();
    }

    static URI given() {
        ASKED.incrementAndGet();
        return GIVEN.orElseThrow();
    }

    static URI kms() {
        return Optional.ofNullable(System.getProperty("sealstead.kms-endpoint"))
                .map(URI::create)
                .orElseGet(Endpoint::given);
    }

    /// How often a test wanted to know where the given endpoint is.
    static int asked() {
        return ASKED.get();
    }

    /// Ends a test that needs what a server has only in this process, if it asks another.
    ///
    /// @param what what it needs, as a noun
    static void inside(String what) {
        if (isGiven()) {
            throw new TestAbortedException(what);
        }
    }

    /// Ends a test that wants settings which the given endpoint does not have: of those of a server in another process
    /// only its regions are known.
    static void inside(Map<Setting, String> settings) {
        for (var setting : settings.entrySet()) {
            boolean has = setting.getKey() == Setting.REGION
                    && REGIONS.containsAll(List.of(setting.getValue().split(",")));
            if (!has) {
                inside("a server with settings of its own");
            }
        }
    }

    /// A test class has one server, which is the given one: what wants a second wants it untouched.
    static void enter() {
        if (isGiven() && SERVERS.getAndIncrement() > 0) {
            SERVERS.decrementAndGet();
            inside("a second server");
        }
    }

    static int servers() {
        return SERVERS.get();
    }

    static void setServers(int open) {
        SERVERS.set(open);
    }

    /// A bucket's name (or an alias), that nobody else has where others have buckets too; the name itself on a server
    /// of the test's
    /// own. A class gets the same name for the same name.
    static String own(String name) {
        if (!isGiven()) {
            return name;
        }
        synchronized (OWN) {
            var test = testClass();
            var own = name + "-" + RUN + CLASSES.computeIfAbsent(test, any -> CLASSES.size());
            if (!own.contains("/")) { // as an alias of a key has
                OWN.computeIfAbsent(test, any -> new HashSet<>()).add(own);
            }
            return own;
        }
    }

    /// Ends a test that makes a bucket whose name does not come from [#own].
    static void making(String bucket) {
        if (!isGiven()) {
            return;
        }
        if (!bucket.contains("-" + RUN)) {
            inside("a bucket with a name that others may have");
        }
        synchronized (OWN) {
            OWN.computeIfAbsent(testClass(), any -> new HashSet<>()).add(bucket);
        }
    }

    /// What takes away something else that a test made at a given endpoint.
    static void afterwards(Runnable work) {
        AFTERWARDS.addFirst(work);
    }

    /// What clients are made with, so that no bucket is made that others may have, and no key is left that costs.
    static List<ExecutionInterceptor> interceptors() {
        return isGiven() ? List.of(new Guard()) : List.of();
    }

    private static final class Guard implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof CreateBucketRequest created) {
                making(created.bucket());
            }
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            if (context.response() instanceof CreateKeyResponse created) {
                afterwards(() -> delete(created.keyMetadata().keyId()));
            } else if (context.request() instanceof CreateAliasRequest created) {
                afterwards(() -> deleteAlias(created.aliasName()));
            }
        }
    }

    private static KmsClient kmsClient() {
        return KmsClient.builder()
                .endpointOverride(kms())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    private static void delete(String key) {
        try (var kms = kmsClient()) {
            kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
        } catch (KmsInvalidStateException deletedByItsTest) {
            // as it should be
        } catch (KmsException gone) {
            System.err.println("key " + key + ": " + gone.getMessage());
        }
    }

    private static void deleteAlias(String alias) {
        try (var kms = kmsClient()) {
            kms.deleteAlias(b -> b.aliasName(alias));
        } catch (NotFoundException deletedByItsTest) {
            // as it should be
        } catch (KmsException gone) {
            System.err.println(alias + ": " + gone.getMessage());
        }
    }

    private static String testClass() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                        .filter(name -> name.startsWith("sealstead.conformance."))
                        .map(name -> name.split("\\$", 2)[0])
                        .filter(name -> name.endsWith("Test"))
                        .findFirst()
                        .orElse(running));
    }

    /// The class whose tests are run now, for what [ServerExtension] does for it.
    static void setRunning(Class<?> test) {
        running = test.getName().split("\\$", 2)[0];
    }

    private static String run() {
        var digits = "abcdefghijklmnopqrstuvwxyz0123456789";
        var random = new SecureRandom();
        var run = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            run.append(digits.charAt(random.nextInt(digits.length())));
        }
        return run.toString();
    }

    /// Takes the class's buckets away, as far as they can be: what is locked stays, and is told.
    static void leave(S3Client s3, S3Client directory) {
        SERVERS.decrementAndGet();
        Set<String> own;
        synchronized (OWN) {
            own = Set.copyOf(OWN.getOrDefault(testClass(), Set.of()));
        }
        for (var name : own) {
            remove(s3, name);
            remove(directory, Express.inZone(name));
        }
        for (var work = AFTERWARDS.poll(); work != null; work = AFTERWARDS.poll()) {
            work.run();
        }
    }

    private static void remove(S3Client s3, String bucket) {
        try {
            s3.listMultipartUploadsPaginator(b -> b.bucket(bucket).encodingType(EncodingType.URL))
                    .uploads()
                    .forEach(upload -> s3.abortMultipartUpload(
                            b -> b.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
            if (bucket.endsWith("--x-s3")) {
                s3.listObjectsV2Paginator(b -> b.bucket(bucket))
                        .contents()
                        .forEach(object -> s3.deleteObject(b -> b.bucket(bucket).key(object.key())));
            } else {
                for (var page :
                        s3.listObjectVersionsPaginator(b -> b.bucket(bucket).encodingType(EncodingType.URL))) {
                    page.versions().forEach(version -> remove(s3, bucket, version.key(), version.versionId()));
                    page.deleteMarkers().forEach(marker -> remove(s3, bucket, marker.key(), marker.versionId()));
                }
            }
            s3.deleteBucket(b -> b.bucket(bucket));
        } catch (SdkException refused) {
            if (!(refused instanceof S3Exception absent) || absent.statusCode() != 404) {
                System.err.println("bucket " + bucket + " stays: " + refused.getMessage());
            }
        }
    }

    private static void remove(S3Client s3, String bucket, String key, String version) {
        try {
            s3.deleteObject(b -> b.bucket(bucket).key(key).versionId(version));
        } catch (S3Exception locked) {
            s3.deleteObject(b -> b.bucket(bucket).key(key).versionId(version).bypassGovernanceRetention(true));
        }
    }
}
