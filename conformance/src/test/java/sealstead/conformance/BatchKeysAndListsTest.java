package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// Jobs that put objects under KMS keys where they lie, and jobs that give them access control lists.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BatchKeysAndListsTest {
    @Server(@Server.With(setting = Setting.AUDIT_EVENTS, value = "all"))
    private static LocalServer server;

    private static BatchWorld world;
    private static String keyArn;

    @BeforeAll
    static void start() {
        world = new BatchWorld(server);
        try (var kms = server.kms()) {
            keyArn = kms.createKey().keyMetadata().arn();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        world.close();
    }

    private static JobOperation rewrap(String arn, boolean bucketKey) {
        return JobOperation.builder()
                .s3UpdateObjectEncryption(u ->
                        u.objectEncryption(e -> e.ssekms(k -> k.kmsKeyArn(arn).bucketKeyEnabled(bucketKey))))
                .build();
    }

    @Test
    void objects_are_put_under_a_kms_key_where_they_lie_and_what_cannot_be_fails_alone() throws Exception {
        world.s3.createBucket(b -> b.bucket("rewrapped"));
        for (var kind : new Kind[] {Kind.SSE_S3, Kind.SSE_KMS, Kind.DSSE_KMS}) {
            world.s3.putObject(
                    b -> kind.on(b.bucket("rewrapped").key(kind.name()), keyArn), RequestBody.fromString("body"));
        }
        String other;
        try (var kms = server.kms()) {
            other = kms.createKey().keyMetadata().arn();
        }
        var before = world.s3.headObject(b -> b.bucket("rewrapped").key("SSE_S3"));
        for (boolean bucketKey : new boolean[] {false, true}) {
            var id = world.create(
                    rewrap(other, bucketKey),
                    world.csv("rewrapped,SSE_S3", "rewrapped,SSE_KMS", "rewrapped,DSSE_KMS", "rewrapped,none"));
            var progress = world.ended(id).progressSummary();
            assertThat(progress.numberOfTasksSucceeded()).isEqualTo(2);
            assertThat(progress.numberOfTasksFailed()).isEqualTo(2);
            assertThat(world.report(id).subList(2, 4))
                    .anySatisfy(line -> assertThat(line).startsWith("rewrapped,DSSE_KMS,,failed,InvalidRequest,400,"))
                    .anySatisfy(line -> assertThat(line).startsWith("rewrapped,none,,failed,NoSuchKey,404,"));
            for (var key : new String[] {"SSE_S3", "SSE_KMS"}) {
                var head = world.s3.headObject(b -> b.bucket("rewrapped").key(key));
                assertThat(head.serverSideEncryption()).isEqualTo(ServerSideEncryption.AWS_KMS);
                assertThat(head.ssekmsKeyId()).isEqualTo(other);
                assertThat(Boolean.TRUE.equals(head.bucketKeyEnabled())).isEqualTo(bucketKey);
                assertThat(world.s3
                                .getObjectAsBytes(b -> b.bucket("rewrapped").key(key))
                                .asString(StandardCharsets.UTF_8))
                        .isEqualTo("body");
            }
        }
        var after = world.s3.headObject(b -> b.bucket("rewrapped").key("SSE_S3"));
        assertThat(after.eTag()).isEqualTo(before.eTag());
        assertThat(after.lastModified()).isEqualTo(before.lastModified());
    }

    @Test
    void the_job_describes_what_it_puts_objects_under_and_a_role_needs_the_right() throws Exception {
        world.s3.createBucket(b -> b.bucket("denied"));
        world.put("denied", "k", "x");
        world.s3.putBucketPolicy(b -> b.bucket("denied")
                .policy(People.policy(People.resource(
                        "Deny", BatchWorld.ROLE, "s3:UpdateObjectEncryption", "arn:aws:s3:::denied/*", "{}"))));
        var id = world.create(rewrap(keyArn, true), world.csv("denied,k"));
        var described = world.ended(id)
                .operation()
                .s3UpdateObjectEncryption()
                .objectEncryption()
                .ssekms();
        assertThat(described.kmsKeyArn()).isEqualTo(keyArn);
        assertThat(described.bucketKeyEnabled()).isTrue();
        assertThat(world.report(id)).singleElement().asString().startsWith("denied,k,,failed,AccessDenied,403,");
    }

    /// What an ACL does is S3's to say, of each object by itself.
    @Test
    void objects_get_lists_where_their_bucket_has_any() throws Exception {
        for (var ownership : new String[] {"BucketOwnerPreferred", "BucketOwnerEnforced"}) {
            var bucket = "acl-" + ownership.toLowerCase(java.util.Locale.ROOT);
            world.s3.createBucket(b -> b.bucket(bucket).objectOwnership(ownership));
            world.put(bucket, "k", "x");
            var owner = world.s3.listBuckets().owner().id();
            var acl = JobOperation.builder()
                    .s3PutObjectAcl(a -> a.accessControlPolicy(p -> p.accessControlList(l -> l.owner(o -> o.id(owner))
                            .grants(g -> g.permission("READ")
                                    .grantee(w -> w.typeIdentifier("id").identifier(owner))))))
                    .build();
            var id = world.create(acl, world.csv(bucket + ",k"));
            assertThat(world.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
            if (ownership.equals("BucketOwnerEnforced")) {
                assertThat(world.report(id))
                        .singleElement()
                        .asString()
                        .startsWith(bucket + ",k,,failed,AccessControlListNotSupported,400,");
            } else {
                assertThat(world.report(id)).containsExactly(bucket + ",k,,succeeded,,200,Successful");
                assertThat(world.s3.getObjectAcl(b -> b.bucket(bucket).key("k")).grants())
                        .singleElement()
                        .satisfies(
                                grant -> assertThat(grant.permissionAsString()).isEqualTo("READ"));
            }
        }
    }
}
