package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.OptionalObjectAttributes;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tier;

/// Storage classes are labels that everything shows; archives must be restored before they are read.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class StorageClassTest {
    private static final String BUCKET = "classes";
    /// Short, so that signatures stay valid when days pass.
    private static final long DAY = 120;

    private LocalServer server;
    private S3Client s3;

    @BeforeEach
    void start() {
        start(Map.of());
    }

    private void start(Map<Setting, String> more) {
        var settings = new java.util.EnumMap<Setting, String>(Setting.class);
        settings.put(Setting.MAINTENANCE_EVERY, "PT24H");
        settings.put(Setting.LIFECYCLE_DAY, "PT2M");
        settings.putAll(more);
        server = new LocalServer(settings);
        s3 = server.s3();
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        server.close();
    }

    private void put(String key, StorageClass storageClass) {
        s3.putObject(b -> b.bucket(BUCKET).key(key).storageClass(storageClass), RequestBody.fromString("content"));
    }

    private static void refused(ThrowingCallable call, int status, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(status);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    private static final String ARCHIVED = "The operation is not valid for the object's storage class";

    private void notReadable(String key) {
        refused(() -> s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key)), 403, "InvalidObjectState", ARCHIVED);
    }

    @ParameterizedTest
    @EnumSource(
            value = StorageClass.class,
            names = {
                "REDUCED_REDUNDANCY",
                "STANDARD_IA",
                "ONEZONE_IA",
                "INTELLIGENT_TIERING",
                "GLACIER",
                "DEEP_ARCHIVE",
                "GLACIER_IR",
                "STANDARD"
            })
    void every_class_is_kept_and_shown_everywhere(StorageClass storageClass) throws IOException {
        var name = storageClass.toString();
        put("put", storageClass);
        s3.putObject(b -> b.bucket(BUCKET).key("plain"), RequestBody.fromString("content"));
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("plain")
                .destinationBucket(BUCKET)
                .destinationKey("copy")
                .storageClass(storageClass));
        var upload = s3.createMultipartUpload(b -> b.bucket(BUCKET).key("parts").storageClass(storageClass))
                .uploadId();
        var part = s3.uploadPart(
                b -> b.bucket(BUCKET).key("parts").uploadId(upload).partNumber(1), RequestBody.fromString("part"));
        assertThat(s3.listParts(b -> b.bucket(BUCKET).key("parts").uploadId(upload))
                        .storageClassAsString())
                .isEqualTo(name);
        assertThat(s3.listMultipartUploads(b -> b.bucket(BUCKET))
                        .uploads()
                        .getFirst()
                        .storageClassAsString())
                .isEqualTo(name);
        server.restart();
        s3.close();
        s3 = server.s3();
        s3.completeMultipartUpload(b -> b.bucket(BUCKET)
                .key("parts")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(
                        CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())));
        for (var key : List.of("put", "copy", "parts")) {
            var shown = s3.headObject(b -> b.bucket(BUCKET).key(key)).storageClassAsString();
            assertThat(shown).as(key).isEqualTo(storageClass == StorageClass.STANDARD ? null : name);
            assertThat(s3.getObjectAttributes(
                                    b -> b.bucket(BUCKET).key(key).objectAttributes(ObjectAttributes.STORAGE_CLASS))
                            .storageClassAsString())
                    .isEqualTo(name);
        }
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents())
                .filteredOn(object -> !object.key().equals("plain"))
                .isNotEmpty()
                .allMatch(object -> object.storageClassAsString().equals(name));
        assertThat(s3.listObjects(b -> b.bucket(BUCKET).prefix("put")).contents())
                .isNotEmpty()
                .allMatch(object -> object.storageClassAsString().equals(name));
        assertThat(s3.listObjectVersions(b -> b.bucket(BUCKET).prefix("put")).versions())
                .isNotEmpty()
                .allMatch(version -> version.storageClassAsString().equals(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "FSX_ONTAP", "GLACIAL", "standard"})
    void other_classes_are_refused_and_nothing_is_stored(String name) {
        refused(
                () -> s3.putObject(
                        b -> b.bucket(BUCKET).key("key").storageClass(name), RequestBody.fromString("content")),
                400,
                "InvalidStorageClass",
                "The storage class you specified is not valid");
        refused(
                () -> s3.createMultipartUpload(b -> b.bucket(BUCKET).key("key").storageClass(name)),
                400,
                "InvalidStorageClass",
                "The storage class you specified is not valid");
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).isEmpty();
    }

    @Test
    void a_copy_has_the_class_that_it_asks_for_and_else_the_standard_one() {
        put("cold", StorageClass.STANDARD_IA);
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("cold")
                .destinationBucket(BUCKET)
                .destinationKey("copy"));
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("copy")).storageClassAsString())
                .isNull();
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("cold")
                .destinationBucket(BUCKET)
                .destinationKey("cold")
                .storageClass(StorageClass.STANDARD_IA));
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("cold")
                .destinationBucket(BUCKET)
                .destinationKey("cold")
                .storageClass(StorageClass.STANDARD));
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("cold")).storageClassAsString())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = StorageClass.class,
            names = {"GLACIER", "DEEP_ARCHIVE"})
    void an_archived_object_is_read_only_while_it_is_restored(StorageClass storageClass) throws IOException {
        put("key", storageClass);
        notReadable("key");
        refused(
                () -> s3.copyObject(b -> b.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy")),
                403,
                "InvalidObjectState",
                "Operation is not valid for the source object's storage class");
        var upload =
                s3.createMultipartUpload(b -> b.bucket(BUCKET).key("parts")).uploadId();
        refused(
                () -> s3.uploadPartCopy(b -> b.sourceBucket(BUCKET)
                        .sourceKey("key")
                        .destinationBucket(BUCKET)
                        .destinationKey("parts")
                        .uploadId(upload)
                        .partNumber(1)),
                403,
                "InvalidObjectState",
                "Operation is not valid for the source object's storage class");
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("key")).restore()).isNull();

        assertThat(restore("key", 2).sdkHttpResponse().statusCode()).isEqualTo(202);
        var now = server.clock().instant().getEpochSecond();
        long expiry = Math.ceilDiv(now, DAY) * DAY + 2 * DAY;
        var head = s3.headObject(b -> b.bucket(BUCKET).key("key"));
        assertThat(head.restore()).matches("ongoing-request=\"false\", expiry-date=\".* [0-9:]{8} GMT\"");
        assertThat(head.storageClassAsString()).isEqualTo(storageClass.toString());
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asUtf8String())
                .isEqualTo("content");
        var listed = s3.listObjectsV2(
                b -> b.bucket(BUCKET).optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS));
        assertThat(listed.contents().getFirst().restoreStatus().isRestoreInProgress())
                .isFalse();
        assertThat(listed.contents()
                        .getFirst()
                        .restoreStatus()
                        .restoreExpiryDate()
                        .getEpochSecond())
                .isEqualTo(expiry);
        assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents().getFirst().restoreStatus())
                .isNull();
        assertThat(restore("key", 5).sdkHttpResponse().statusCode()).isEqualTo(200);

        server.clock().move(Duration.ofSeconds(Math.ceilDiv(now, DAY) * DAY + 5 * DAY - now + 1));
        notReadable("key");
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("key")).restore()).isNull();
        server.server().maintainNow();
        notReadable("key");
        assertThat(restore("key", 1).sdkHttpResponse().statusCode()).isEqualTo(202);
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asUtf8String())
                .isEqualTo("content");
    }

    private software.amazon.awssdk.services.s3.model.RestoreObjectResponse restore(String key, int days) {
        return s3.restoreObject(b -> b.bucket(BUCKET).key(key).restoreRequest(r -> r.days(days)));
    }

    @Test
    void a_restoration_may_take_its_time() throws IOException {
        stop();
        start(Map.of(Setting.RESTORE_DELAY, "PT10M"));
        put("key", StorageClass.GLACIER);
        assertThat(restore("key", 1).sdkHttpResponse().statusCode()).isEqualTo(202);
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("key")).restore()).isEqualTo("ongoing-request=\"true\"");
        assertThat(s3.listObjectVersions(
                                b -> b.bucket(BUCKET).optionalObjectAttributes(OptionalObjectAttributes.RESTORE_STATUS))
                        .versions()
                        .getFirst()
                        .restoreStatus()
                        .isRestoreInProgress())
                .isTrue();
        notReadable("key");
        refused(() -> restore("key", 1), 409, "RestoreAlreadyInProgress", "Object restore is already in progress");
        var faster = s3.restoreObject(b -> b.bucket(BUCKET)
                .key("key")
                .restoreRequest(r -> r.days(1).glacierJobParameters(g -> g.tier(Tier.EXPEDITED))));
        assertThat(faster.sdkHttpResponse().statusCode()).isEqualTo(202);
        server.restart();
        s3.close();
        s3 = server.s3();
        server.clock().move(Duration.ofMinutes(10));
        server.server().maintainNow();
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asUtf8String())
                .isEqualTo("content");
    }

    @Test
    void what_cannot_be_restored_is_refused() {
        put("instant", StorageClass.GLACIER_IR);
        put("tiering", StorageClass.INTELLIGENT_TIERING);
        put("deep", StorageClass.DEEP_ARCHIVE);
        refused(
                () -> restore("instant", 1),
                403,
                "InvalidObjectState",
                "Restore is not allowed for the object's current storage class");
        refused(
                () -> restore("tiering", 1),
                400,
                "InvalidArgument",
                "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days when restoring this"
                        + " object");
        refused(
                () -> s3.restoreObject(b -> b.bucket(BUCKET)
                        .key("deep")
                        .restoreRequest(r -> r.days(1).glacierJobParameters(g -> g.tier(Tier.EXPEDITED)))),
                400,
                "InvalidArgument",
                "Retrieval option is not supported by this storage class");
        assertThatThrownBy(() -> s3.restoreObject(
                        b -> b.bucket(BUCKET).key("deep").restoreRequest(r -> r.description("no days"))))
                .hasMessageContaining("not well-formed");
        assertThatThrownBy(() -> s3.restoreObject(b -> b.bucket(BUCKET)
                        .key("deep")
                        .restoreRequest(r -> r.type("SELECT").tier(Tier.STANDARD))))
                .hasMessageContaining("Type is not implemented");
        assertThatThrownBy(() -> restore("deep", 0)).hasMessageContaining("'Days'");
        assertThatThrownBy(() -> restore("nothing", 1)).hasMessageContaining("key does not exist");
    }

    @Test
    void an_older_version_is_restored_by_its_id() {
        s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
        put("key", StorageClass.GLACIER);
        var id = s3.headObject(b -> b.bucket(BUCKET).key("key")).versionId();
        s3.putObject(b -> b.bucket(BUCKET).key("key"), RequestBody.fromString("newer"));
        s3.restoreObject(b -> b.bucket(BUCKET).key("key").versionId(id).restoreRequest(r -> r.days(1)));
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key").versionId(id))
                        .asUtf8String())
                .isEqualTo("content");
        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key("key")).asUtf8String())
                .isEqualTo("newer");
    }

    @Test
    void a_form_can_ask_for_the_class() throws IOException {
        var owner = new People(server).owner();
        var cold = PostedForm.to(server.endpoint(), owner, BUCKET, Map.of("x-amz-storage-class", "ONEZONE_IA"));
        assertThat(cold.send().status()).isEqualTo(204);
        assertThat(s3.headObject(b -> b.bucket(BUCKET).key("posted")).storageClassAsString())
                .isEqualTo("ONEZONE_IA");
        var wrong = PostedForm.to(server.endpoint(), owner, BUCKET, Map.of("x-amz-storage-class", "SNOW"));
        assertThat(wrong.send().code()).isEqualTo("InvalidStorageClass");
    }

    @Test
    void what_is_restored_can_be_copied_and_what_replaces_it_has_a_class_of_its_own() {
        put("key", StorageClass.DEEP_ARCHIVE);
        restore("key", 1);
        s3.copyObject(b -> b.sourceBucket(BUCKET)
                .sourceKey("key")
                .destinationBucket(BUCKET)
                .destinationKey("key")
                .storageClass(StorageClass.STANDARD));
        var head = s3.headObject(b -> b.bucket(BUCKET).key("key"));
        assertThat(head.storageClassAsString()).isNull();
        assertThat(head.restore()).isNull();
    }

    @Test
    void policies_can_ask_for_the_class() {
        var answers = new java.util.ArrayList<String>();
        s3.putBucketPolicy(b -> b.bucket(BUCKET).policy("""
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
                 "Resource": "arn:aws:s3:::classes/*",
                 "Condition": {"StringNotEquals": {"s3:x-amz-storage-class": "STANDARD_IA"}}}]}
                """));
        for (var storageClass : List.of(StorageClass.STANDARD_IA, StorageClass.GLACIER)) {
            try {
                put("key", storageClass);
                answers.add("made");
            } catch (S3Exception refused) {
                answers.add(refused.awsErrorDetails().errorCode());
            }
        }
        assertThat(answers).containsExactly("made", "AccessDenied");
    }
}
