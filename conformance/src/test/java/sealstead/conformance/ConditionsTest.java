package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Conditions on reading, writing, copying, completing and deleting, each alone, together and in a race.
@Overlay.Defaults
@Overlay.CustomerKeys
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class ConditionsTest {
    private static final int WRITERS = 16;
    private static final String WRONG = "\"0123456789abcdef0123456789abcdef\"";

    @Client
    private static S3Client s3;

    private static String etag;
    private static Instant modified;

    @BeforeAll
    static void start() {
        s3.createBucket(b -> b.bucket(own("conditions")));
        s3.createBucket(b -> b.bucket(own("versions")));
        s3.putBucketVersioning(b -> b.bucket(own("versions")).versioningConfiguration(v -> v.status("Enabled")));
        etag = put(own("conditions"), "there");
        modified = s3.headObject(b -> b.bucket(own("conditions")).key("there")).lastModified();
    }

    private static String put(String bucket, String key) {
        return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString("text of " + key))
                .eTag();
    }

    /// What a reader may ask for: each condition holds, does not, or is not there.
    record Asked(
            @Nullable Boolean match,
            @Nullable Boolean noneMatch,
            @Nullable Boolean modifiedSince,
            @Nullable Boolean unmodifiedSince) {
        @Nullable
        String ifMatch() {
            return match == null ? null : match ? etag : WRONG;
        }

        @Nullable
        String ifNoneMatch() {
            return noneMatch == null ? null : noneMatch ? WRONG : etag;
        }

        @Nullable
        Instant ifModifiedSince() {
            return modifiedSince == null ? null : modifiedSince ? modified.minus(Duration.ofHours(1)) : modified;
        }

        @Nullable
        Instant ifUnmodifiedSince() {
            return unmodifiedSince == null ? null : unmodifiedSince ? modified : modified.minus(Duration.ofHours(1));
        }

        /// RFC 9110 section 13.2.2: tags beat dates, and what is asked of the object's presence comes before what
        /// a cache asks.
        int status() {
            boolean stands = match != null ? match : unmodifiedSince == null || unmodifiedSince;
            if (!stands) {
                return 412;
            }
            boolean fresh = noneMatch != null ? noneMatch : modifiedSince == null || modifiedSince;
            return fresh ? 200 : 304;
        }
    }

    static List<Asked> everyCombination() {
        var all = new ArrayList<Asked>();
        Boolean[] states = {null, true, false};
        for (var match : states) {
            for (var noneMatch : states) {
                for (var modifiedSince : states) {
                    for (var unmodifiedSince : states) {
                        all.add(new Asked(match, noneMatch, modifiedSince, unmodifiedSince));
                    }
                }
            }
        }
        return all;
    }

    private static int status(Runnable call) {
        try {
            call.run();
            return 200;
        } catch (S3Exception refused) {
            return refused.statusCode();
        }
    }

    @ParameterizedTest
    @MethodSource("everyCombination")
    void a_reader_gets_what_the_combination_of_its_conditions_says(Asked asked) {
        assertThat(status(() -> s3.getObjectAsBytes(b -> b.bucket(own("conditions"))
                        .key("there")
                        .ifMatch(asked.ifMatch())
                        .ifNoneMatch(asked.ifNoneMatch())
                        .ifModifiedSince(asked.ifModifiedSince())
                        .ifUnmodifiedSince(asked.ifUnmodifiedSince()))))
                .as("GET")
                .isEqualTo(asked.status());
        assertThat(status(() -> s3.headObject(b -> b.bucket(own("conditions"))
                        .key("there")
                        .ifMatch(asked.ifMatch())
                        .ifNoneMatch(asked.ifNoneMatch())
                        .ifModifiedSince(asked.ifModifiedSince())
                        .ifUnmodifiedSince(asked.ifUnmodifiedSince()))))
                .as("HEAD")
                .isEqualTo(asked.status());
        assertThat(status(() -> s3.copyObject(b -> b.sourceBucket(own("conditions"))
                        .sourceKey("there")
                        .destinationBucket(own("conditions"))
                        .destinationKey("copy")
                        .copySourceIfMatch(asked.ifMatch())
                        .copySourceIfNoneMatch(asked.ifNoneMatch())
                        .copySourceIfModifiedSince(asked.ifModifiedSince())
                        .copySourceIfUnmodifiedSince(asked.ifUnmodifiedSince()))))
                .as("a copy, which knows no 304")
                .isEqualTo(asked.status() == 200 ? 200 : 412);
    }

    @Test
    void a_part_copy_has_the_conditions_of_a_copy() {
        var id = s3.createMultipartUpload(b -> b.bucket(own("conditions")).key("part"))
                .uploadId();
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.uploadPartCopy(b -> b.sourceBucket(own("conditions"))
                        .sourceKey("there")
                        .destinationBucket(own("conditions"))
                        .destinationKey("part")
                        .uploadId(id)
                        .partNumber(1)
                        .copySourceIfMatch(WRONG)));
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.uploadPartCopy(b -> b.sourceBucket(own("conditions"))
                        .sourceKey("there")
                        .destinationBucket(own("conditions"))
                        .destinationKey("part")
                        .uploadId(id)
                        .partNumber(1)
                        .copySourceIfNoneMatch(etag)));
    }

    @Test
    void a_writer_may_ask_that_the_key_is_absent_or_has_an_etag() {
        assertRefused(412, "PreconditionFailed", () -> putIf("there", "*", null));
        assertRefused(412, "PreconditionFailed", () -> putIf("there", null, WRONG));
        assertRefused(404, "NoSuchKey", () -> putIf("absent", null, WRONG));
        assertRefused(501, "NotImplemented", () -> putIf("there", WRONG, null));
        copyIf("copied", "*", null);
        assertRefused(412, "PreconditionFailed", () -> copyIf("copied", "*", null));
        assertRefused(412, "PreconditionFailed", () -> copyIf("copied", null, WRONG));
        assertRefused(404, "NoSuchKey", () -> copyIf("absent", null, WRONG));
        var now = s3.headObject(b -> b.bucket(own("conditions")).key("copied")).eTag();
        copyIf("copied", null, now);
        putIf(
                "copied",
                null,
                s3.headObject(b -> b.bucket(own("conditions")).key("copied")).eTag());
    }

    private static void putIf(String key, @Nullable String noneMatch, @Nullable String match) {
        s3.putObject(
                b -> b.bucket(own("conditions")).key(key).ifNoneMatch(noneMatch).ifMatch(match),
                RequestBody.fromString("new"));
    }

    private static void copyIf(String key, @Nullable String noneMatch, @Nullable String match) {
        s3.copyObject(b -> b.sourceBucket(own("conditions"))
                .sourceKey("there")
                .destinationBucket(own("conditions"))
                .destinationKey(key)
                .ifNoneMatch(noneMatch)
                .ifMatch(match));
    }

    @Test
    void a_key_behind_a_delete_marker_counts_as_absent() {
        put(own("versions"), "hidden");
        s3.deleteObject(b -> b.bucket(own("versions")).key("hidden"));
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.putObject(
                        b -> b.bucket(own("versions")).key("hidden").ifMatch(WRONG), RequestBody.fromString("x")));
        s3.putObject(b -> b.bucket(own("versions")).key("hidden").ifNoneMatch("*"), RequestBody.fromString("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"conditions", "versions"})
    void a_delete_may_ask_for_an_etag(String name) {
        var bucket = own(name);
        var tag = put(bucket, "doomed");
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.deleteObject(b -> b.bucket(bucket).key("doomed").ifMatch(WRONG)));
        var many = s3.deleteObjects(b -> b.bucket(bucket)
                .delete(d -> d.objects(
                        ObjectIdentifier.builder().key("doomed").eTag(WRONG).build())));
        assertThat(many.errors()).hasSize(1).allMatch(error -> error.code().equals("PreconditionFailed"));
        s3.headObject(b -> b.bucket(bucket).key("doomed"));
        s3.deleteObject(b -> b.bucket(bucket).key("doomed").ifMatch(tag));
        assertThat(status(() -> s3.headObject(b -> b.bucket(bucket).key("doomed"))))
                .isEqualTo(404);
        put(bucket, "doomed");
        s3.deleteObject(b -> b.bucket(bucket).key("doomed").ifMatch("*"));
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.deleteObject(b -> b.bucket(bucket).key("doomed").ifMatch("*")));
    }

    /// Lets all writers go at once.
    ///
    /// @return the numbers of those that succeeded; all others were refused with 412
    private static List<Integer> race(IntConsumer writer) throws Exception {
        var start = new CyclicBarrier(WRITERS);
        var outcomes = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                int number = i;
                outcomes.add(threads.submit(() -> {
                    start.await();
                    return status(() -> writer.accept(number));
                }));
            }
        }
        var winners = new ArrayList<Integer>();
        for (int i = 0; i < WRITERS; i++) {
            int status = outcomes.get(i).get();
            assertThat(status).isIn(200, 412);
            if (status == 200) {
                winners.add(i);
            }
        }
        return winners;
    }

    private static String text(String bucket, String key) {
        return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    }

    @ParameterizedTest
    @ValueSource(strings = {"conditions", "versions"})
    void exactly_one_of_many_puts_that_want_the_key_absent_wins(String name) throws Exception {
        var bucket = own(name);
        for (int round = 0; round < 5; round++) {
            var key = "race-put-" + round;
            var winners = race(i -> s3.putObject(
                    b -> b.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("writer " + i)));
            assertThat(winners).hasSize(1);
            assertThat(text(bucket, key)).isEqualTo("writer " + winners.getFirst());
        }
    }

    @Test
    void exactly_one_of_many_puts_that_replace_the_same_object_wins() throws Exception {
        for (int round = 0; round < 5; round++) {
            var key = "race-replace-" + round;
            var first = put(own("conditions"), key);
            var winners = race(i -> s3.putObject(
                    b -> b.bucket(own("conditions")).key(key).ifMatch(first), RequestBody.fromString("writer " + i)));
            assertThat(winners).hasSize(1);
            assertThat(text(own("conditions"), key)).isEqualTo("writer " + winners.getFirst());
        }
    }

    @Test
    void exactly_one_of_many_completes_that_want_the_key_absent_wins() throws Exception {
        var ids = new ArrayList<String>();
        var parts = new ArrayList<CompletedPart>();
        for (int i = 0; i < WRITERS; i++) {
            var id = s3.createMultipartUpload(b -> b.bucket(own("conditions")).key("race-complete"))
                    .uploadId();
            var part = s3.uploadPart(
                    b -> b.bucket(own("conditions"))
                            .key("race-complete")
                            .uploadId(id)
                            .partNumber(1),
                    RequestBody.fromString("writer " + i));
            ids.add(id);
            parts.add(CompletedPart.builder().partNumber(1).eTag(part.eTag()).build());
        }
        var winners = race(i -> s3.completeMultipartUpload(b -> b.bucket(own("conditions"))
                .key("race-complete")
                .uploadId(ids.get(i))
                .ifNoneMatch("*")
                .multipartUpload(u -> u.parts(parts.get(i)))));
        assertThat(winners).hasSize(1);
        assertThat(text(own("conditions"), "race-complete")).isEqualTo("writer " + winners.getFirst());
        assertThat(s3.listMultipartUploads(b -> b.bucket(own("conditions")).prefix("race-complete"))
                        .uploads())
                .as("those that lost are open still")
                .hasSize(WRITERS - 1);
    }

    @Test
    void exactly_one_of_many_copies_that_want_the_key_absent_wins() throws Exception {
        for (int i = 0; i < WRITERS; i++) {
            put(own("conditions"), "source-" + i);
        }
        var winners = race(i -> s3.copyObject(b -> b.sourceBucket(own("conditions"))
                .sourceKey("source-" + i)
                .destinationBucket(own("conditions"))
                .destinationKey("race-copy")
                .ifNoneMatch("*")));
        assertThat(winners).hasSize(1);
        assertThat(text(own("conditions"), "race-copy")).isEqualTo("text of source-" + winners.getFirst());
    }
}
