package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// Two accounts that share a bucket and a key, and stop sharing them.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class CrossAccountTest {
    private static final String OTHER = "444455556666";
    private static final String OBJECTS = "arn:aws:s3:::shared/*";

    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    @Client
    private static KmsClient kms;

    private static Person reader;
    private static S3Client reading;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        people.account(OTHER);
        reader = people.user(OTHER, "reader", allow("s3:*,kms:*", "*"));
        reading = reader.s3();
        s3.createBucket(b -> b.bucket("shared"));
        s3.putBucketPolicy(b -> b.bucket("shared")
                .policy(policy(resource("Allow", reader.arn(), "s3:GetObject,s3:PutObject", OBJECTS, "{}"))));
    }

    @AfterAll
    static void stop() throws IOException {
        reading.close();
    }

    private static String root() {
        return resource("Allow", people.owner().arn(), "kms:*", "*", "{}");
    }

    private static String key() {
        return kms.createKey().keyMetadata().arn();
    }

    private static void put(String name, String key, boolean bucketKey) {
        s3.putObject(
                b -> b.bucket("shared")
                        .key(name)
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(key)
                        .bucketKeyEnabled(bucketKey),
                RequestBody.fromString("secret"));
    }

    private static String get(String name) {
        return reading.getObjectAsBytes(b -> b.bucket("shared").key(name)).asUtf8String();
    }

    private static void assertDenied(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertRefused(403, "AccessDenied", call);
    }

    private static void share(String key, String statement) {
        kms.putKeyPolicy(b -> b.keyId(key).policyName("default").policy(policy(root() + "," + statement)));
    }

    @Test
    void a_key_shared_by_its_policy_opens_until_the_policy_changes() {
        var key = key();
        put("by-policy", key, false);
        assertDenied(() -> get("by-policy"));
        share(key, resource("Allow", reader.arn(), "kms:Decrypt", "*", "{}"));
        assertThat(get("by-policy")).isEqualTo("secret");
        kms.putKeyPolicy(b -> b.keyId(key).policyName("default").policy(policy(root())));
        assertDenied(() -> get("by-policy"));
    }

    @Test
    void a_key_shared_by_a_grant_opens_until_the_grant_is_revoked() {
        var key = key();
        put("by-grant", key, false);
        assertDenied(() -> get("by-grant"));
        var grant = kms.createGrant(
                        b -> b.keyId(key).granteePrincipal(reader.arn()).operations(GrantOperation.DECRYPT))
                .grantId();
        assertThat(get("by-grant")).isEqualTo("secret");
        kms.revokeGrant(b -> b.keyId(key).grantId(grant));
        assertDenied(() -> get("by-grant"));
    }

    @Test
    void with_a_bucket_key_the_end_of_a_grant_is_felt_within_its_window() {
        var key = key();
        put("by-bucket-key", key, true);
        var grant = kms.createGrant(
                        b -> b.keyId(key).granteePrincipal(reader.arn()).operations(GrantOperation.DECRYPT))
                .grantId();
        assertThat(get("by-bucket-key")).isEqualTo("secret");
        kms.revokeGrant(b -> b.keyId(key).grantId(grant));
        server.clock().move(Duration.ofMinutes(6));
        try {
            assertDenied(() -> get("by-bucket-key"));
        } finally {
            server.clock().move(Duration.ofMinutes(-6));
        }
    }

    @Test
    void another_account_needs_its_own_rights_as_well() throws IOException {
        var key = key();
        put("both-sides", key, false);
        var guest = people.user(OTHER, "guest", "");
        s3.putBucketPolicy(b -> b.bucket("shared")
                .policy(policy(resource("Allow", reader.arn(), "s3:GetObject,s3:PutObject", OBJECTS, "{}") + ","
                        + resource("Allow", guest.arn(), "s3:GetObject", OBJECTS, "{}"))));
        share(key, resource("Allow", guest.arn(), "kms:Decrypt", "*", "{}"));
        try (var client = guest.s3()) {
            for (var rights : new String[] {"", allow("s3:GetObject", OBJECTS), allow("kms:Decrypt", key)}) {
                people.permit(guest, rights);
                assertDenied(
                        () -> client.getObjectAsBytes(b -> b.bucket("shared").key("both-sides")));
            }
            people.permit(guest, allow("s3:GetObject", OBJECTS) + "," + allow("kms:Decrypt", key));
            assertThat(client.getObjectAsBytes(b -> b.bucket("shared").key("both-sides"))
                            .asUtf8String())
                    .isEqualTo("secret");
        }
    }

    @Test
    void the_managed_key_of_s3_serves_its_own_account_only() {
        s3.putObject(
                b -> b.bucket("shared").key("managed").serverSideEncryption(ServerSideEncryption.AWS_KMS),
                RequestBody.fromString("secret"));
        assertDenied(() -> get("managed"));
    }

    /// rustfs: a caller with PutObject alone could encrypt under any key (pain 54).
    @Test
    void who_may_only_put_objects_cannot_use_a_key() throws IOException {
        var key = key();
        var writer = people.user(LocalServer.ACCOUNT, "writer", allow("s3:PutObject", OBJECTS));
        try (var client = writer.s3()) {
            assertDenied(() -> client.putObject(
                    b -> b.bucket("shared")
                            .key("w")
                            .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                            .ssekmsKeyId(key),
                    RequestBody.fromString("x")));
            client.putObject(b -> b.bucket("shared").key("w"), RequestBody.fromString("x"));
        }
        assertThat(s3.headObject(b -> b.bucket("shared").key("w")).serverSideEncryption())
                .isEqualTo(ServerSideEncryption.AES256);
    }

    @Test
    void a_key_may_be_tied_to_s3_to_an_account_and_to_an_object() throws IOException {
        var key = key();
        put("tied", key, false);
        for (var tie : Map.of(
                        "kms:ViaService", "s3.us-east-1.amazonaws.com",
                        "kms:CallerAccount", OTHER,
                        "kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::shared/tied")
                .entrySet()) {
            share(key, resource("Allow", reader.arn(), "kms:Decrypt", "*", equal(tie.getKey(), tie.getValue())));
            assertThat(get("tied")).as(tie.getKey()).isEqualTo("secret");
            share(key, resource("Allow", reader.arn(), "kms:Decrypt", "*", equal(tie.getKey(), tie.getValue() + "x")));
            assertDenied(() -> get("tied"));
        }
        share(
                key,
                resource(
                        "Allow",
                        reader.arn(),
                        "kms:Encrypt",
                        "*",
                        equal("kms:ViaService", "s3.us-east-1.amazonaws.com")));
        try (var direct = reader.kms()) {
            assertThatThrownBy(() -> direct.encrypt(
                            b -> b.keyId(key).plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x"))))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("AccessDeniedException"));
        }
    }

    static String equal(String name, String value) {
        return "{\"StringEquals\":{\"" + name + "\":\"" + value + "\"}}";
    }

    /// GHSA-mx42-j6wv-px98, GHSA-wfxj: a copy missed the authorization of its source.
    @Test
    void a_copy_needs_the_source_the_destination_and_both_keys() throws IOException {
        var from = key();
        var to = key();
        put("copy/source", from, false);
        var rights = new String[] {
            allow("s3:GetObject", "arn:aws:s3:::shared/copy/source"),
            allow("s3:PutObject", "arn:aws:s3:::shared/copy/target"),
            allow("kms:Decrypt", from),
            // A part is encrypted under the key of its upload, which is opened with Decrypt.
            allow("kms:GenerateDataKey,kms:Decrypt", to)
        };
        var copier = people.user(LocalServer.ACCOUNT, "copier", "");
        var upload = s3.createMultipartUpload(b -> b.bucket("shared")
                        .key("copy/target")
                        .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                        .ssekmsKeyId(to))
                .uploadId();
        try (var client = copier.s3()) {
            for (int missing = 0; missing <= rights.length; missing++) {
                var given = new java.util.ArrayList<>(java.util.List.of(rights));
                if (missing < rights.length) {
                    given.remove(missing);
                }
                people.permit(copier, String.join(",", given));
                org.assertj.core.api.ThrowableAssert.ThrowingCallable copy =
                        () -> client.copyObject(b -> b.sourceBucket("shared")
                                .sourceKey("copy/source")
                                .destinationBucket("shared")
                                .destinationKey("copy/target")
                                .serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                .ssekmsKeyId(to));
                org.assertj.core.api.ThrowableAssert.ThrowingCallable part =
                        () -> client.uploadPartCopy(b -> b.sourceBucket("shared")
                                .sourceKey("copy/source")
                                .destinationBucket("shared")
                                .destinationKey("copy/target")
                                .uploadId(upload)
                                .partNumber(1));
                if (missing < rights.length) {
                    assertDenied(copy);
                    assertDenied(part);
                    assertThat(s3.listObjectsV2(b -> b.bucket("shared").prefix("copy/target"))
                                    .keyCount())
                            .isZero();
                } else {
                    assertThat(copy).satisfies(org.assertj.core.api.ThrowableAssert.ThrowingCallable::call);
                    assertThat(part).satisfies(org.assertj.core.api.ThrowableAssert.ThrowingCallable::call);
                }
            }
        }
    }
}
