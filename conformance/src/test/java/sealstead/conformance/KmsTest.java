package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.Endpoint.own;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sealstead.kms.KmsOperation;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KmsException;

/// The KMS through the AWS SDK: states, names, contexts, rotation, paging, and its words on the wire.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
final class KmsTest {
    private static final String ARN = "arn:aws:kms:us-east-1:" + LocalServer.ACCOUNT + ":";

    @Server
    private static LocalServer server;

    @Client
    private static KmsClient kms;

    private static SdkBytes bytes(String text) {
        return SdkBytes.fromUtf8String(text);
    }

    private static void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(KmsException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(e.statusCode()).isEqualTo(400);
        });
    }

    private static KeyMetadata key() {
        return kms.createKey().keyMetadata();
    }

    private static KeyMetadata keyIn(String state) {
        var key = key();
        switch (state) {
            case "Disabled" -> kms.disableKey(b -> b.keyId(key.keyId()));
            case "PendingDeletion" ->
                kms.scheduleKeyDeletion(b -> b.keyId(key.keyId()).pendingWindowInDays(7));
            default -> {}
        }
        return key;
    }

    /// One cell of the state matrix: `ok`, or the exception.
    static Stream<Arguments> stateMatrix() {
        record Op(String name, Consumer<KeyMetadata> call, String enabled, String disabled, String pending) {}
        var disabled = "DisabledException";
        var state = "KMSInvalidStateException";
        var ops = List.of(
                new Op("Encrypt", k -> kms.encrypt(b -> b.keyId(k.arn()).plaintext(bytes("x"))), "ok", disabled, state),
                new Op(
                        "GenerateDataKey",
                        k -> kms.generateDataKey(b -> b.keyId(k.arn()).keySpec("AES_256")),
                        "ok",
                        disabled,
                        state),
                new Op(
                        "GenerateDataKeyWithoutPlaintext",
                        k -> kms.generateDataKeyWithoutPlaintext(
                                b -> b.keyId(k.arn()).keySpec("AES_256")),
                        "ok",
                        disabled,
                        state),
                new Op("EnableKey", k -> kms.enableKey(b -> b.keyId(k.keyId())), "ok", "ok", state),
                new Op("DisableKey", k -> kms.disableKey(b -> b.keyId(k.keyId())), "ok", "ok", state),
                new Op("ScheduleKeyDeletion", k -> kms.scheduleKeyDeletion(b -> b.keyId(k.keyId())), "ok", "ok", state),
                new Op("CancelKeyDeletion", k -> kms.cancelKeyDeletion(b -> b.keyId(k.keyId())), state, state, "ok"),
                new Op("EnableKeyRotation", k -> kms.enableKeyRotation(b -> b.keyId(k.keyId())), "ok", disabled, state),
                new Op(
                        "DisableKeyRotation",
                        k -> kms.disableKeyRotation(b -> b.keyId(k.keyId())),
                        "ok",
                        disabled,
                        state),
                new Op("RotateKeyOnDemand", k -> kms.rotateKeyOnDemand(b -> b.keyId(k.keyId())), "ok", disabled, state),
                new Op(
                        "GetKeyRotationStatus",
                        k -> kms.getKeyRotationStatus(b -> b.keyId(k.keyId())),
                        "ok",
                        "ok",
                        "ok"),
                new Op(
                        "CreateAlias",
                        k -> kms.createAlias(
                                b -> b.aliasName("alias/m-" + k.keyId()).targetKeyId(k.keyId())),
                        "ok",
                        "ok",
                        state),
                new Op(
                        "TagResource",
                        k -> kms.tagResource(
                                b -> b.keyId(k.keyId()).tags(t -> t.tagKey("a").tagValue("b"))),
                        "ok",
                        "ok",
                        state),
                new Op(
                        "UntagResource",
                        k -> kms.untagResource(b -> b.keyId(k.keyId()).tagKeys("a")),
                        "ok",
                        "ok",
                        state),
                new Op(
                        "UpdateKeyDescription",
                        k -> kms.updateKeyDescription(b -> b.keyId(k.keyId()).description("d")),
                        "ok",
                        "ok",
                        state),
                new Op("DescribeKey", k -> kms.describeKey(b -> b.keyId(k.keyId())), "ok", "ok", "ok"),
                new Op("GetKeyPolicy", k -> kms.getKeyPolicy(b -> b.keyId(k.keyId())), "ok", "ok", "ok"),
                new Op("ListResourceTags", k -> kms.listResourceTags(b -> b.keyId(k.keyId())), "ok", "ok", "ok"));
        var rows = new ArrayList<Arguments>();
        for (var op : ops) {
            rows.add(Arguments.of(op.name(), "Enabled", op.call(), op.enabled()));
            rows.add(Arguments.of(op.name(), "Disabled", op.call(), op.disabled()));
            rows.add(Arguments.of(op.name(), "PendingDeletion", op.call(), op.pending()));
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0} on a key that is {1}: {3}")
    @MethodSource("stateMatrix")
    void a_state_allows_what_the_matrix_says(
            String operation, String state, Consumer<KeyMetadata> call, String expected) {
        var key = keyIn(state);
        if (expected.equals("ok")) {
            call.accept(key);
            return;
        }
        var message = switch (expected) {
            case "DisabledException" -> key.arn() + " is disabled.";
            default ->
                key.arn()
                        + (operation.equals("CancelKeyDeletion")
                                ? " is not pending deletion."
                                : " is pending deletion.");
        };
        assertRefused(() -> call.accept(key), expected, message);
    }

    @Test
    void a_key_is_found_by_every_form_of_its_name() {
        var key = key();
        kms.createAlias(b -> b.aliasName("alias/every-form").targetKeyId(key.keyId()));
        for (var name : List.of(key.keyId(), key.arn(), "alias/every-form", ARN + "alias/every-form")) {
            assertThat(kms.describeKey(b -> b.keyId(name)).keyMetadata().arn()).isEqualTo(key.arn());
            assertThat(kms.encrypt(b -> b.keyId(name).plaintext(bytes("x"))).keyId())
                    .isEqualTo(key.arn());
        }
        assertRefused(
                () -> kms.enableKey(b -> b.keyId("alias/every-form")),
                "NotFoundException",
                "Invalid keyId alias/every-form");
        assertRefused(
                () -> kms.describeKey(b -> b.keyId("fake-key-id")), "NotFoundException", "Invalid keyId 'fake-key-id'");
        assertRefused(
                () -> kms.describeKey(b -> b.keyId("arn:aws:kms:eu-west-1:" + LocalServer.ACCOUNT + ":key/x")),
                "NotFoundException",
                "Invalid arn eu-west-1");
    }

    @Test
    void a_context_must_be_the_same_and_its_order_does_not_matter() {
        var key = key();
        var sealed = kms.encrypt(b ->
                        b.keyId(key.keyId()).plaintext(bytes("secret")).encryptionContext(Map.of("a", "1", "b", "2")))
                .ciphertextBlob();
        assertThat(kms.decrypt(b -> b.ciphertextBlob(sealed).encryptionContext(Map.of("b", "2", "a", "1")))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("secret");
        for (var context : List.of(Map.<String, String>of(), Map.of("a", "1"), Map.of("A", "1", "b", "2"))) {
            assertThatThrownBy(() -> kms.decrypt(b -> b.ciphertextBlob(sealed).encryptionContext(context)))
                    .isInstanceOfSatisfying(KmsException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidCiphertextException");
                    });
        }
        var other = key();
        assertRefused(
                () -> kms.decrypt(b ->
                        b.ciphertextBlob(sealed).keyId(other.keyId()).encryptionContext(Map.of("a", "1", "b", "2"))),
                "IncorrectKeyException",
                "The key ID in the request does not identify a CMK that can perform this operation.");
    }

    @Test
    void a_changed_ciphertext_does_not_open() {
        var key = key();
        var sealed = kms.encrypt(b -> b.keyId(key.keyId()).plaintext(bytes("secret")))
                .ciphertextBlob()
                .asByteArray();
        for (int at = 0; at < sealed.length; at += 7) {
            var changed = sealed.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> kms.decrypt(b -> b.ciphertextBlob(SdkBytes.fromByteArray(changed))))
                    .isInstanceOf(KmsException.class);
        }
    }

    @Test
    void old_ciphertexts_open_after_twenty_five_rotations_and_the_next_is_refused() {
        var key = key();
        var sealed = new ArrayList<SdkBytes>();
        var materials = new HashSet<String>();
        for (int i = 0; i <= 25; i++) {
            var data = kms.generateDataKey(b -> b.keyId(key.keyId()).keySpec(DataKeySpec.AES_256));
            materials.add(data.keyMaterialId());
            sealed.add(data.ciphertextBlob());
            if (i < 25) {
                kms.rotateKeyOnDemand(b -> b.keyId(key.keyId()));
            }
        }
        assertThat(materials).hasSize(26).allMatch(id -> id.matches("[0-9a-f]{64}"));
        for (var blob : sealed) {
            assertThat(kms.decrypt(b -> b.ciphertextBlob(blob)).keyId()).isEqualTo(key.arn());
        }
        assertThatThrownBy(() -> kms.rotateKeyOnDemand(b -> b.keyId(key.keyId())))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("LimitExceededException"));
        assertThat(kms.listKeyRotations(b -> b.keyId(key.keyId())).rotations()).hasSize(25);
        assertThat(kms.describeKey(b -> b.keyId(key.keyId())).keyMetadata().currentKeyMaterialId())
                .isIn(materials);
    }

    @Test
    void automatic_rotation_comes_when_it_is_due() throws IOException {
        try (var own = new LocalServer();
                var client = own.kms()) {
            var key = client.createKey().keyMetadata();
            client.enableKeyRotation(b -> b.keyId(key.keyId()).rotationPeriodInDays(90));
            var before =
                    client.describeKey(b -> b.keyId(key.keyId())).keyMetadata().currentKeyMaterialId();
            var sealed = client.encrypt(b -> b.keyId(key.keyId()).plaintext(bytes("old")))
                    .ciphertextBlob();
            own.clock().move(Duration.ofDays(91));
            own.server().maintainNow();
            own.clock().move(Duration.ofDays(-91));
            assertThat(client.describeKey(b -> b.keyId(key.keyId()))
                            .keyMetadata()
                            .currentKeyMaterialId())
                    .isNotEqualTo(before);
            assertThat(client.decrypt(b -> b.ciphertextBlob(sealed)).plaintext().asUtf8String())
                    .isEqualTo("old");
        }
    }

    @Test
    void a_cancelled_deletion_leaves_the_key_disabled() {
        var key = key();
        var scheduled = kms.scheduleKeyDeletion(b -> b.keyId(key.keyId()));
        assertThat(scheduled.keyId()).isEqualTo(key.arn());
        assertThat(scheduled.pendingWindowInDays()).isEqualTo(30);
        assertThat(kms.describeKey(b -> b.keyId(key.keyId())).keyMetadata().deletionDate())
                .isNotNull();
        assertThat(kms.cancelKeyDeletion(b -> b.keyId(key.keyId())).keyId()).isEqualTo(key.arn());
        assertThat(kms.describeKey(b -> b.keyId(key.keyId())).keyMetadata().keyStateAsString())
                .isEqualTo("Disabled");
    }

    @Test
    void the_aws_managed_key_is_made_when_s3_needs_it_and_is_nobodys_to_change() throws IOException {
        try (var own = new LocalServer();
                var client = own.kms();
                var s3 = own.s3()) {
            assertThatThrownBy(() -> client.describeKey(b -> b.keyId("alias/aws/s3")))
                    .isInstanceOf(KmsException.class);
            s3.createBucket(b -> b.bucket(own("managed")));
            s3.putObject(
                    b -> b.bucket(own("managed")).key("x").serverSideEncryption("aws:kms"),
                    software.amazon.awssdk.core.sync.RequestBody.fromString("x"));
            var key = client.describeKey(b -> b.keyId("alias/aws/s3")).keyMetadata();
            assertThat(key.description())
                    .isEqualTo("Default key that protects my S3 objects when no other key is defined");
            assertThat(client.getKeyRotationStatus(b -> b.keyId(key.keyId())).keyRotationEnabled())
                    .isTrue();
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> client.disableKey(b -> b.keyId(key.keyId())),
                    () -> client.scheduleKeyDeletion(b -> b.keyId(key.keyId())),
                    () -> client.putKeyPolicy(b -> b.keyId(key.keyId()).policy("{}")),
                    () -> client.tagResource(
                            b -> b.keyId(key.keyId()).tags(t -> t.tagKey("a").tagValue("b"))),
                    () -> client.rotateKeyOnDemand(b -> b.keyId(key.keyId())),
                    () -> client.deleteAlias(b -> b.aliasName("alias/aws/s3")))) {
                assertThatThrownBy(call).isInstanceOf(KmsException.class);
            }
        }
    }

    @Test
    void lists_come_in_pages() throws IOException {
        try (var own = new LocalServer();
                var client = own.kms()) {
            var ids = new HashSet<String>();
            for (int i = 0; i < 7; i++) {
                var id = client.createKey().keyMetadata().keyId();
                ids.add(id);
                var name = "alias/page-" + i;
                client.createAlias(b -> b.aliasName(name).targetKeyId(id));
            }
            var seen = new HashSet<String>();
            client.listKeysPaginator(b -> b.limit(3)).keys().forEach(key -> seen.add(key.keyId()));
            assertThat(seen).isEqualTo(ids);
            var names = new ArrayList<String>();
            client.listAliasesPaginator(b -> b.limit(2)).aliases().forEach(alias -> names.add(alias.aliasName()));
            assertThat(names).hasSize(7).isSorted();
            assertThatThrownBy(() -> client.listKeys(b -> b.marker("***"))).isInstanceOf(KmsException.class);
        }
    }

    @Test
    void aliases_have_their_rules() {
        var key = key();
        assertRefused(
                () -> kms.createAlias(b -> b.aliasName("no-prefix").targetKeyId(key.keyId())),
                "ValidationException",
                "Alias must start with the prefix \"alias/\". Please see"
                        + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        kms.createAlias(b -> b.aliasName("alias/twice").targetKeyId(key.keyId()));
        assertRefused(
                () -> kms.createAlias(b -> b.aliasName("alias/twice").targetKeyId(key.keyId())),
                "AlreadyExistsException",
                "An alias with the name " + ARN + "alias/twice already exists");
        var other = key();
        kms.updateAlias(b -> b.aliasName("alias/twice").targetKeyId(other.keyId()));
        assertThat(kms.describeKey(b -> b.keyId("alias/twice")).keyMetadata().keyId())
                .isEqualTo(other.keyId());
        kms.deleteAlias(b -> b.aliasName("alias/twice"));
        assertRefused(
                () -> kms.describeKey(b -> b.keyId("alias/twice")),
                "NotFoundException",
                "Alias " + ARN + "alias/twice is not found.");
    }

    @Test
    void a_dry_run_that_would_succeed_says_so_as_an_error() {
        assertThatThrownBy(() -> kms.encrypt(
                        b -> b.keyId(key().keyId()).plaintext(bytes("x")).dryRun(true)))
                .isInstanceOfSatisfying(KmsException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DryRunOperationException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The request would have succeeded, but the DryRun option is set.");
                });
    }

    @Test
    void re_encrypt_moves_a_secret_to_another_key_and_context() {
        var from = key();
        var to = key();
        var sealed = kms.encrypt(b -> b.keyId(from.keyId()).plaintext(bytes("moved")))
                .ciphertextBlob();
        var moved = kms.reEncrypt(b -> b.ciphertextBlob(sealed)
                .destinationKeyId(to.keyId())
                .destinationEncryptionContext(Map.of("new", "context")));
        assertThat(moved.sourceKeyId()).isEqualTo(from.arn());
        assertThat(moved.keyId()).isEqualTo(to.arn());
        assertThat(kms.decrypt(b ->
                                b.ciphertextBlob(moved.ciphertextBlob()).encryptionContext(Map.of("new", "context")))
                        .plaintext()
                        .asUtf8String())
                .isEqualTo("moved");
    }

    @Test
    void policies_and_tags_are_kept_as_they_were_put() {
        var key = key();
        var policy = kms.getKeyPolicy(b -> b.keyId(key.keyId())).policy();
        assertThat(policy)
                .contains("arn:aws:iam::" + LocalServer.ACCOUNT + ":root")
                .contains("kms:*");
        var changed = policy.replace("key-default-1", "mine");
        kms.putKeyPolicy(b -> b.keyId(key.keyId()).policy(changed));
        assertThat(kms.getKeyPolicy(b -> b.keyId(key.keyId())).policy()).isEqualTo(changed);
        assertThat(kms.listKeyPolicies(b -> b.keyId(key.keyId())).policyNames()).containsExactly("default");
        assertThatThrownBy(
                        () -> kms.putKeyPolicy(
                                b -> b.keyId(key.keyId())
                                        .policy(
                                                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                                                        + "\"arn:aws:iam::999999999999:root\"},\"Action\":\"kms:*\",\"Resource\":\"*\"}]}")))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("MalformedPolicyDocumentException"));
        assertRefused(
                () -> kms.tagResource(b -> b.keyId(key.keyId())
                        .tags(
                                t -> t.tagKey("a").tagValue("1"),
                                t -> t.tagKey("a").tagValue("2"))),
                "TagException",
                "Duplicate tag keys");
        assertRefused(
                () -> kms.tagResource(
                        b -> b.keyId(key.keyId()).tags(t -> t.tagKey("aws:x").tagValue("1"))),
                "TagException",
                "Tags beginning with aws: are reserved");
    }

    @Test
    void what_is_not_supported_is_refused_and_never_ignored() {
        for (Consumer<software.amazon.awssdk.services.kms.model.CreateKeyRequest.Builder> asked :
                List.<Consumer<software.amazon.awssdk.services.kms.model.CreateKeyRequest.Builder>>of(
                        b -> b.keySpec("RSA_2048"),
                        b -> b.keyUsage("SIGN_VERIFY"),
                        b -> b.origin("EXTERNAL"),
                        b -> b.multiRegion(true),
                        b -> b.customKeyStoreId("cks-1"))) {
            assertThatThrownBy(() -> kms.createKey(asked))
                    .isInstanceOfSatisfying(
                            KmsException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("UnsupportedOperationException"));
        }
        assertThatThrownBy(() -> kms.encrypt(
                        b -> b.keyId(key().keyId()).plaintext(bytes("x")).grantTokens("token")))
                .isInstanceOfSatisfying(
                        KmsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidGrantTokenException"));
    }

    @ParameterizedTest
    @EnumSource(KmsOperation.class)
    void every_operation_of_the_model_is_known_by_its_name(KmsOperation operation) throws IOException {
        var reply = Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("x-amz-target", "TrentService." + operation.wireName())
                .header("content-type", "application/x-amz-json-1.1")
                .body("{}")
                .sign()
                .send();
        assertThat(reply.status()).isIn(200, 400);
        assertThat(reply.header("x-amzn-requestid")).isPresent();
        assertThat(reply.body().contains("UnsupportedOperationException")).isEqualTo(!operation.isSupported());
        assertThat(reply.body()).doesNotContain("UnknownOperation");
    }

    @Test
    void signatures_are_checked_in_the_words_of_kms() throws IOException {
        var wrong = Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("x-amz-target", "TrentService.ListKeys")
                .body("{}")
                .secret("wrong")
                .sign()
                .send();
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("InvalidSignatureException");
        var none = Raw.request(server.endpoint(), "POST", "/")
                .header("x-amz-target", "TrentService.ListKeys")
                .body("{}")
                .send();
        assertThat(none.body()).contains("MissingAuthenticationTokenException");
        var unknown = Raw.request(server.endpoint(), "POST", "/")
                .service("kms")
                .header("x-amz-target", "TrentService.MakeCoffee")
                .body("{}")
                .sign()
                .send();
        assertThat(unknown.body()).contains("UnknownOperationException");
    }
}
