package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.Endpoint.own;
import static sealstead.conformance.Refusals.assertRefused;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.EncryptionType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/// Copies in every combination: what protects source and destination, what becomes of metadata and tags, which version.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class CopyTest {
    private static final String BUCKET = own("copies");
    private static final Map<Kind, String> OLD = new EnumMap<>(Kind.class);

    @Client
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static String key;

    @BeforeAll
    static void start() {
        key = kms.createKey().keyMetadata().arn();
        bucket(BUCKET);
        s3.putBucketVersioning(b -> b.bucket(BUCKET).versioningConfiguration(v -> v.status("Enabled")));
        bucket(own("plain"));
        for (var kind : Kind.values()) {
            OLD.put(kind, put(BUCKET, kind, kind.name(), "old " + kind));
            put(BUCKET, kind, kind.name(), "new " + kind);
        }
    }

    private static void bucket(String bucket) {
        s3.createBucket(b -> b.bucket(bucket));
        s3.putBucketEncryption(b -> b.bucket(bucket)
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.blockedEncryptionTypes(t -> t.encryptionType(EncryptionType.NONE)))));
    }

    private static String put(String bucket, Kind kind, String name, String text) {
        var put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(name)
                .contentType("text/old")
                .cacheControl("old")
                .metadata(Map.of("of", "source"))
                .tagging("of=source");
        var made = s3.putObject(kind.on(put, key).build(), RequestBody.fromString(text));
        return made.versionId() == null ? "" : made.versionId();
    }

    /// @param replaceMetadata the directive; COPY otherwise
    /// @param version whether an older version of the source is named
    record Case(Kind from, Kind to, boolean replaceMetadata, boolean replaceTags, boolean version) {}

    static List<Case> everyCase() {
        var all = new ArrayList<Case>();
        for (var from : Kind.values()) {
            for (var to : Kind.values()) {
                for (int bits = 0; bits < 8; bits++) {
                    all.add(new Case(from, to, (bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void every_combination_gives_the_bytes_and_what_the_directives_say(Case one) {
        var name = "to/" + one.from() + "/" + one.to() + "/" + one.hashCode();
        var request = CopyObjectRequest.builder()
                .sourceBucket(BUCKET)
                .sourceKey(one.from().name())
                .sourceVersionId(one.version() ? OLD.get(one.from()) : null)
                .destinationBucket(own("plain"))
                .destinationKey(name)
                .contentType("text/new")
                .metadata(Map.of("of", "request"))
                .metadataDirective(one.replaceMetadata() ? MetadataDirective.REPLACE : MetadataDirective.COPY)
                .taggingDirective(one.replaceTags() ? TaggingDirective.REPLACE : TaggingDirective.COPY)
                .tagging(one.replaceTags() ? "of=request" : null);
        one.from().from(request);
        var copied = s3.copyObject(one.to().to(request, key).build());
        if (one.version()) {
            assertThat(copied.copySourceVersionId()).isEqualTo(OLD.get(one.from()));
        }
        var got = s3.getObjectAsBytes(one.to()
                .on(GetObjectRequest.builder().bucket(own("plain")).key(name))
                .build());
        assertThat(got.asUtf8String()).isEqualTo((one.version() ? "old " : "new ") + one.from());
        var head = s3.headObject(one.to()
                .on(HeadObjectRequest.builder().bucket(own("plain")).key(name))
                .build());
        assertThat(head.contentType()).isEqualTo(one.replaceMetadata() ? "text/new" : "text/old");
        assertThat(head.cacheControl()).isEqualTo(one.replaceMetadata() ? null : "old");
        assertThat(head.metadata()).isEqualTo(Map.of("of", one.replaceMetadata() ? "request" : "source"));
        assertThat(head.serverSideEncryptionAsString()).isEqualTo(copied.serverSideEncryptionAsString());
        assertThat(head.bucketKeyEnabled())
                .as("bucket key")
                .isEqualTo(one.to() == Kind.SSE_KMS_BUCKET_KEY ? true : null);
        assertThat(s3.getObjectTagging(b -> b.bucket(own("plain")).key(name)).tagSet())
                .containsExactly(Tag.builder()
                        .key("of")
                        .value(one.replaceTags() ? "request" : "source")
                        .build());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothing_of_the_sources_encryption_is_inherited(Kind from) {
        var name = "inherits-nothing/" + from;
        s3.copyObject(from.from(CopyObjectRequest.builder()
                        .sourceBucket(BUCKET)
                        .sourceKey(from.name())
                        .destinationBucket(own("plain"))
                        .destinationKey(name))
                .build());
        var head = s3.headObject(b -> b.bucket(own("plain")).key(name));
        assertThat(head.serverSideEncryptionAsString()).isEqualTo("AES256");
        assertThat(head.ssekmsKeyId()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void an_object_changes_its_encryption_by_a_copy_onto_itself(Kind to) {
        for (var from : Kind.values()) {
            var name = "itself/" + from + "/" + to;
            put(own("plain"), from, name, "stays " + name);
            var request = CopyObjectRequest.builder()
                    .sourceBucket(own("plain"))
                    .sourceKey(name)
                    .destinationBucket(own("plain"))
                    .destinationKey(name);
            s3.copyObject(to.to(from.from(request), key).build());
            var got = s3.getObjectAsBytes(
                    to.on(GetObjectRequest.builder().bucket(own("plain")).key(name))
                            .build());
            assertThat(got.asUtf8String()).isEqualTo("stays " + name);
            assertThat(got.response().metadata()).containsEntry("of", "source");
        }
    }

    private static CopyObjectRequest.Builder self() {
        return CopyObjectRequest.builder()
                .sourceBucket(own("plain"))
                .sourceKey("self")
                .destinationBucket(own("plain"))
                .destinationKey("self");
    }

    @Test
    void a_copy_onto_itself_must_change_something() {
        s3.createBucket(b -> b.bucket(own("untouched")));
        s3.putObject(b -> b.bucket(own("untouched")).key("self"), RequestBody.fromString("x"));
        var untouched = self().sourceBucket(own("untouched")).destinationBucket(own("untouched"));
        assertRefused(400, "InvalidRequest", () -> s3.copyObject(untouched.build()));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(untouched
                        .copy()
                        .metadata(Map.of("a", "ignored without REPLACE"))
                        .build()));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(untouched
                        .copy()
                        .taggingDirective(TaggingDirective.REPLACE)
                        .tagging("a=b")
                        .build()));
        s3.copyObject(untouched
                .copy()
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("a", "b"))
                .build());
        s3.copyObject(untouched.copy().serverSideEncryption("AES256").build());
        s3.copyObject(untouched.copy().storageClass("STANDARD").build());
        s3.copyObject(untouched.copy().websiteRedirectLocation("/elsewhere").build());
        assertThat(s3.headObject(b -> b.bucket(own("untouched")).key("self")).websiteRedirectLocation())
                .isEqualTo("/elsewhere");
    }

    @Test
    void the_sources_key_must_be_right_and_needed() {
        var without = self().sourceBucket(BUCKET).sourceKey("SSE_C");
        assertRefused(400, "InvalidRequest", () -> s3.copyObject(without.build()));
        assertRefused(
                400,
                "InvalidRequest",
                () -> s3.copyObject(Kind.SSE_C
                        .from(self().sourceBucket(BUCKET).sourceKey("SSE_KMS"))
                        .build()));
    }

    @Test
    void what_cannot_be_copied_is_refused_and_makes_nothing() {
        assertRefused(
                404,
                "NoSuchKey",
                () -> s3.copyObject(
                        self().sourceKey("never").destinationKey("made").build()));
        assertRefused(
                404,
                "NoSuchBucket",
                () -> s3.copyObject(self().sourceBucket(own("no-such-bucket"))
                        .destinationKey("made")
                        .build()));
        assertRefused(
                404,
                "NoSuchVersion",
                () -> s3.copyObject(self().sourceBucket(BUCKET)
                        .sourceKey("SSE_S3")
                        .sourceVersionId("00000000000000000000000000000000")
                        .destinationKey("made")
                        .build()));
        assertRefused(
                400,
                "InvalidArgument",
                () -> s3.copyObject(self().metadataDirective("SOMETIMES")
                        .destinationKey("made")
                        .build()));
        assertThat(s3.listObjectsV2(b -> b.bucket(own("plain")).prefix("made")).contents())
                .isEmpty();
    }
}
