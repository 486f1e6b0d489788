package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// The walks of docs/architecture.md, followed by real requests: their files are what runs, in their order, and no file
/// knows one above it.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class WalkTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern STEP =
            Pattern.compile("(?m)^\\d+\\. \\[[^]]+]\\(\\.\\./server/src/main/java/([^)]+)\\.java\\)");
    private static final int MAX_STEPS = 8;
    private static final String ACCESS_KEY_ID = "AKIDTESTTESTTEST0001";
    private static final String SECRET = "test-secret/with+characters0123456789abc";

    @TempDir
    private Path folder;

    private SealsteadServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        var settings = Map.of(
                Setting.DATA,
                folder.resolve("data").toString(),
                Setting.LISTEN,
                "127.0.0.1:0",
                Setting.ROOT_ACCESS_KEY_ID,
                ACCESS_KEY_ID,
                Setting.ROOT_SECRET_ACCESS_KEY,
                SECRET,
                Setting.ACCOUNT_ID,
                "111122223333");
        server = SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
        s3 = S3Client.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET)))
                .forcePathStyle(true)
                .build();
        s3.createBucket(b -> b.bucket("walk"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        server.close();
    }

    /// The classes of a section's steps, from the top.
    private static List<String> steps(String title) throws IOException {
        var page = Files.readString(ROOT.resolve("docs/architecture.md"));
        var section = page.substring(page.indexOf("\n## " + title + "\n") + 4);
        var steps = STEP.matcher(section.substring(0, section.indexOf("\n## ")))
                .results()
                .map(step -> step.group(1).replace('/', '.'))
                .toList();
        assertThat(steps).as(title).hasSizeBetween(4, MAX_STEPS);
        return steps;
    }

    /// A method that was entered.
    ///
    /// @param type whose it is
    /// @param callers the steps of the walk that wait for it
    private record Entry(String type, Set<String> callers) {}

    /// What was entered of the classes of a walk while a request was answered, in order.
    private List<Entry> entered(List<String> steps, Runnable request) throws IOException {
        var file = folder.resolve("walk.jfr");
        try (var recording = new Recording()) {
            recording.enable("jdk.MethodTrace").with("filter", String.join(";", steps));
            recording.start();
            request.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.MethodTrace"))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .map(event -> new Entry(
                        event.<RecordedMethod>getValue("method").getType().getName(),
                        event.getStackTrace().getFrames().stream()
                                .map(frame -> frame.getMethod().getType().getName())
                                .filter(steps::contains)
                                .collect(Collectors.toSet())))
                .toList();
    }

    private static void isFollowed(List<String> steps, List<Entry> entered) throws IOException {
        var types = entered.stream().map(Entry::type).toList();
        int at = 0;
        for (var step : steps) {
            int found = types.subList(at, types.size()).indexOf(step);
            assertThat(found)
                    .as("%s after what is above it, in %s", step, types)
                    .isNotNegative();
            at += found + 1;
        }
        for (var entry : entered) {
            var source = Files.readString(Path.of("src/main/java", entry.type().replace('.', '/') + ".java"));
            for (var caller : entry.callers()) {
                if (!caller.equals(entry.type())) {
                    assertThat(source.contains("import " + caller + ";"))
                            .as("%s knows its caller %s", entry.type(), caller)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void putting_a_buckets_encryption_goes_down_its_files() throws IOException {
        var steps = steps("PutBucketEncryption, file by file");
        isFollowed(
                steps,
                entered(
                        steps,
                        () -> s3.putBucketEncryption(b -> b.bucket("walk")
                                .serverSideEncryptionConfiguration(
                                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(
                                                d -> d.sseAlgorithm(ServerSideEncryption.AES256)))))));
    }

    @Test
    void putting_an_object_goes_down_its_files() throws IOException {
        var steps = new ArrayList<>(steps("PutBucketEncryption, file by file").subList(0, 5));
        assertThat(steps.getLast()).endsWith(".Authorizer");
        steps.addAll(steps("PutObject, file by file"));
        isFollowed(
                steps,
                entered(
                        steps,
                        () -> s3.putObject(b -> b.bucket("walk").key("key"), RequestBody.fromString("content"))));
    }
}
