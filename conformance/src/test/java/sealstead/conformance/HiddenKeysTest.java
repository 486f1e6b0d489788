package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.Tag;

/// Who may not use a key of another account does not learn whether it is there.
@SuppressWarnings("NullAway.Init")
final class HiddenKeysTest {
    private static final String OTHER = "444455556666";
    private static final SdkBytes TEXT = SdkBytes.fromUtf8String("x");

    @Server
    private LocalServer server;

    private People people;

    @Client
    private KmsClient kms;

    private KmsClient strange;
    private String strangerArn = "";

    @BeforeEach
    void start() throws IOException {
        people = new People(server);
        var stranger = people.account(OTHER);
        strangerArn = stranger.arn();
        strange = stranger.kms();
    }

    @AfterEach
    void stop() throws IOException {
        strange.close();
    }

    private static String denied(Runnable call) {
        try {
            call.run();
            return "done";
        } catch (AwsServiceException refused) {
            return refused.statusCode() + " " + refused.awsErrorDetails().errorCode() + " "
                    + refused.awsErrorDetails().errorMessage();
        }
    }

    /// Everything that one can ask of a key, by the name of the operation.
    private static Map<String, Runnable> calls(KmsClient as, String key, SdkBytes own) {
        var all = new LinkedHashMap<String, Runnable>();
        all.put("DescribeKey", () -> as.describeKey(b -> b.keyId(key)));
        all.put("Encrypt", () -> as.encrypt(b -> b.keyId(key).plaintext(TEXT)));
        all.put("GenerateDataKey", () -> as.generateDataKey(b -> b.keyId(key).keySpec(DataKeySpec.AES_256)));
        all.put("Decrypt", () -> as.decrypt(b -> b.keyId(key).ciphertextBlob(own)));
        if (key.contains(":key/")) {
            all.put("GetKeyPolicy", () -> as.getKeyPolicy(b -> b.keyId(key)));
            all.put("ListKeyPolicies", () -> as.listKeyPolicies(b -> b.keyId(key)));
            all.put(
                    "PutKeyPolicy",
                    () -> as.putKeyPolicy(
                            b -> b.keyId(key).policyName("default").policy("{}")));
            all.put("ListGrants", () -> as.listGrants(b -> b.keyId(key)));
            all.put("ListAliases", () -> as.listAliases(b -> b.keyId(key)));
            all.put("ListResourceTags", () -> as.listResourceTags(b -> b.keyId(key)));
            all.put("ListKeyRotations", () -> as.listKeyRotations(b -> b.keyId(key)));
            all.put("GetKeyRotationStatus", () -> as.getKeyRotationStatus(b -> b.keyId(key)));
            all.put("RetireGrant", () -> as.retireGrant(b -> b.keyId(key).grantId("0".repeat(64))));
            all.put("RevokeGrant", () -> as.revokeGrant(b -> b.keyId(key).grantId("0".repeat(64))));
            all.put(
                    "CreateGrant",
                    () -> as.createGrant(b -> b.keyId(key)
                            .granteePrincipal("arn:aws:iam::" + OTHER + ":user/nobody")
                            .operations(GrantOperation.ENCRYPT)));
            all.put(
                    "TagResource",
                    () -> as.tagResource(b -> b.keyId(key)
                            .tags(Tag.builder().tagKey("a").tagValue("b").build())));
            all.put("UntagResource", () -> as.untagResource(b -> b.keyId(key).tagKeys("a")));
            all.put("DisableKey", () -> as.disableKey(b -> b.keyId(key)));
            all.put("EnableKey", () -> as.enableKey(b -> b.keyId(key)));
            all.put("EnableKeyRotation", () -> as.enableKeyRotation(b -> b.keyId(key)));
            all.put("RotateKeyOnDemand", () -> as.rotateKeyOnDemand(b -> b.keyId(key)));
            all.put("ScheduleKeyDeletion", () -> as.scheduleKeyDeletion(b -> b.keyId(key)));
            all.put("CancelKeyDeletion", () -> as.cancelKeyDeletion(b -> b.keyId(key)));
            all.put(
                    "UpdateKeyDescription",
                    () -> as.updateKeyDescription(b -> b.keyId(key).description("x")));
            all.put(
                    "CreateAlias",
                    () -> as.createAlias(b -> b.aliasName("alias/x").targetKeyId(key)));
        }
        all.put("ReEncryptTo", () -> as.reEncrypt(b -> b.destinationKeyId(key).ciphertextBlob(own)));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "denies", "disabled", "pending", "aliased", "granted"})
    void what_is_there_and_what_is_not_are_refused_alike(String state) {
        var id = kms.createKey().keyMetadata().keyId();
        var prefix = "arn:aws:kms:us-east-1:" + LocalServer.ACCOUNT + ":";
        var there = prefix + "key/" + id;
        var missing = prefix + "key/" + UUID.randomUUID();
        switch (state) {
            case "denies" ->
                kms.putKeyPolicy(b -> b.keyId(id)
                        .policyName("default")
                        .policy(policy(
                                resource("Allow", "arn:aws:iam::" + LocalServer.ACCOUNT + ":root", "kms:*", "*", "{}")
                                        + "," + resource("Deny", strangerArn, "kms:*", "*", "{}"))));
            case "disabled" -> kms.disableKey(b -> b.keyId(id));
            case "pending" -> kms.scheduleKeyDeletion(b -> b.keyId(id));
            case "aliased" -> {
                kms.createAlias(b -> b.aliasName("alias/there").targetKeyId(id));
                there = prefix + "alias/there";
                missing = prefix + "alias/missing";
            }
            case "granted" ->
                kms.createGrant(b -> b.keyId(id)
                        .granteePrincipal("arn:aws:iam::" + LocalServer.ACCOUNT + ":root")
                        .operations(GrantOperation.ENCRYPT));
            default -> {}
        }
        var ownKey = strange.createKey().keyMetadata().keyId();
        var own = strange.encrypt(b -> b.keyId(ownKey).plaintext(TEXT)).ciphertextBlob();
        var toThere = calls(strange, there, own);
        var toMissing = calls(strange, missing, own);
        for (var name : toThere.keySet()) {
            var answer = denied(toThere.getOrDefault(name, () -> {}));
            assertThat(answer.replace(there, "KEY"))
                    .as(name)
                    .isEqualTo(denied(toMissing.getOrDefault(name, () -> {})).replace(missing, "KEY"))
                    .isEqualTo("400 AccessDeniedException User: " + strangerArn + " is not authorized to perform: kms:"
                            + name + " on resource: KEY because no resource-based policy allows the kms:" + name
                            + " action");
        }
    }

    @Test
    void a_ciphertext_of_another_account_tells_nothing() throws IOException {
        var key = kms.createKey().keyMetadata().arn();
        var sealed = kms.encrypt(b -> b.keyId(key).plaintext(TEXT)).ciphertextBlob();
        var ofNone = sealed.asByteArray();
        ofNone[20] = (byte) (ofNone[20] == '0' ? '1' : '0');
        var ownKey = strange.createKey().keyMetadata().keyId();
        for (var named : new String[] {"", ownKey}) {
            var answer = denied(() ->
                    strange.decrypt(b -> b.keyId(named.isEmpty() ? null : named).ciphertextBlob(sealed)));
            assertThat(answer)
                    .isEqualTo(denied(() -> strange.decrypt(b ->
                            b.keyId(named.isEmpty() ? null : named).ciphertextBlob(SdkBytes.fromByteArray(ofNone)))))
                    .contains("or you are not allowed to access.");
        }
        assertThat(denied(
                        () -> strange.reEncrypt(b -> b.destinationKeyId(ownKey).ciphertextBlob(sealed))))
                .isEqualTo(denied(() -> strange.reEncrypt(
                        b -> b.destinationKeyId(ownKey).ciphertextBlob(SdkBytes.fromByteArray(ofNone)))));
    }

    /// Whom the key lets in but his own account does not is told so.
    @Test
    void who_is_allowed_by_the_key_is_told_what_he_lacks() throws IOException {
        var user = people.user(OTHER, "lacking", "");
        var key = kms.createKey(b -> b.policy(
                        policy(resource("Allow", "arn:aws:iam::" + LocalServer.ACCOUNT + ":root", "kms:*", "*", "{}")
                                + "," + resource("Allow", user.arn(), "kms:DescribeKey", "*", "{}"))))
                .keyMetadata()
                .arn();
        try (var as = user.kms()) {
            assertThat(denied(() -> as.describeKey(b -> b.keyId(key)))).contains("no identity-based policy allows");
            people.permit(user, People.allow("kms:*", "*"));
            assertThat(denied(() -> as.describeKey(b -> b.keyId(key)))).isEqualTo("done");
            assertThat(denied(
                            () -> as.createAlias(b -> b.aliasName("alias/mine").targetKeyId(key))))
                    .startsWith("400 AccessDeniedException");
        }
        assertThat(denied(() -> kms.describeKey(b -> b.keyId(UUID.randomUUID().toString()))))
                .startsWith("400 NotFoundException");
    }

    @Test
    void grants_of_another_accounts_keys_are_not_listed() {
        var retiring = strangerArn;
        var theirs = kms.createKey().keyMetadata().keyId();
        kms.createGrant(b -> b.keyId(theirs)
                .granteePrincipal(retiring)
                .retiringPrincipal(retiring)
                .operations(GrantOperation.ENCRYPT));
        var own = strange.createKey().keyMetadata().keyId();
        var id = strange.createGrant(b -> b.keyId(own)
                        .granteePrincipal(retiring)
                        .retiringPrincipal(retiring)
                        .operations(GrantOperation.ENCRYPT))
                .grantId();
        assertThat(strange.listRetirableGrants(b -> b.retiringPrincipal(retiring))
                        .grants())
                .singleElement()
                .satisfies(grant -> assertThat(grant.grantId()).isEqualTo(id));
        try (var elsewhere = people.owner().kms("us-east-1")) {
            assertThat(elsewhere
                            .listRetirableGrants(b -> b.retiringPrincipal(retiring))
                            .grants())
                    .hasSize(1);
        }
    }
}
