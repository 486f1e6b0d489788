package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;

/// Grants and the lock-out check of key policies, through the AWS SDK.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@FarStore.AnyEngine
@FarStore.Quick
final class KmsGrantsTest {
    private static final SdkBytes TEXT = SdkBytes.fromUtf8String("x");

    @Server
    private static LocalServer server;

    private static People people;

    @Client
    private static KmsClient kms;

    private static Person grantee;
    private static KmsClient granted;

    @BeforeAll
    static void start() throws IOException {
        people = new People(server);
        grantee = people.user(LocalServer.ACCOUNT, "grantee", "");
        granted = grantee.kms();
    }

    @AfterAll
    static void stop() throws IOException {
        granted.close();
    }

    static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KmsException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertRefused("AccessDeniedException", call);
    }

    private static String key() {
        return kms.createKey().keyMetadata().arn();
    }

    private static String grant(String key, GrantOperation... operations) {
        return kms.createGrant(b -> b.keyId(key).granteePrincipal(grantee.arn()).operations(operations))
                .grantId();
    }

    @Test
    void a_grant_allows_its_operations_only_until_it_is_revoked() {
        var key = key();
        assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT)));
        var id = grant(key, GrantOperation.ENCRYPT);
        var sealed = granted.encrypt(b -> b.keyId(key).plaintext(TEXT)).ciphertextBlob();
        assertDenied(() -> granted.decrypt(b -> b.ciphertextBlob(sealed)));
        assertThat(kms.listGrants(b -> b.keyId(key)).grants()).singleElement().satisfies(listed -> {
            assertThat(listed.grantId()).isEqualTo(id);
            assertThat(listed.granteePrincipal()).isEqualTo(grantee.arn());
            assertThat(listed.operations()).containsExactly(GrantOperation.ENCRYPT);
        });
        kms.revokeGrant(b -> b.keyId(key).grantId(id));
        assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT)));
        assertThat(kms.listGrants(b -> b.keyId(key)).grants()).isEmpty();
        assertRefused(
                "NotFoundException", () -> kms.revokeGrant(b -> b.keyId(key).grantId(id)));
    }

    @Test
    void constraints_hold_for_the_whole_context_or_a_part_of_it() {
        var exact = key();
        kms.createGrant(b -> b.keyId(exact)
                .granteePrincipal(grantee.arn())
                .operations(GrantOperation.ENCRYPT)
                .constraints(c -> c.encryptionContextEquals(Map.of("a", "1"))));
        var part = key();
        kms.createGrant(b -> b.keyId(part)
                .granteePrincipal(grantee.arn())
                .operations(GrantOperation.ENCRYPT)
                .constraints(c -> c.encryptionContextSubset(Map.of("a", "1"))));
        for (var key : new String[] {exact, part}) {
            granted.encrypt(b -> b.keyId(key).plaintext(TEXT).encryptionContext(Map.of("a", "1")));
            assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT)));
            assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT).encryptionContext(Map.of("a", "2"))));
        }
        var more = Map.of("a", "1", "b", "2");
        granted.encrypt(b -> b.keyId(part).plaintext(TEXT).encryptionContext(more));
        assertDenied(() -> granted.encrypt(b -> b.keyId(exact).plaintext(TEXT).encryptionContext(more)));
    }

    @Test
    void the_same_grant_of_one_name_is_made_once() {
        var key = key();
        var first = kms.createGrant(
                b -> b.keyId(key).name("n").granteePrincipal(grantee.arn()).operations(GrantOperation.ENCRYPT));
        var again = kms.createGrant(
                b -> b.keyId(key).name("n").granteePrincipal(grantee.arn()).operations(GrantOperation.ENCRYPT));
        var other = kms.createGrant(
                b -> b.keyId(key).name("n").granteePrincipal(grantee.arn()).operations(GrantOperation.DECRYPT));
        assertThat(again.grantId()).isEqualTo(first.grantId());
        assertThat(other.grantId()).isNotEqualTo(first.grantId());
        assertThat(grant(key, GrantOperation.ENCRYPT)).isNotEqualTo(grant(key, GrantOperation.ENCRYPT));
    }

    @Test
    void who_may_retire_a_grant_does_so_by_its_token_or_its_id() throws IOException {
        var key = key();
        var retirer = people.user(LocalServer.ACCOUNT, "retirer", "");
        try (var retiring = retirer.kms()) {
            for (var byToken : new boolean[] {true, false}) {
                var made = kms.createGrant(b -> b.keyId(key)
                        .granteePrincipal(grantee.arn())
                        .retiringPrincipal(retirer.arn())
                        .operations(GrantOperation.ENCRYPT));
                assertThat(kms.listRetirableGrants(b -> b.retiringPrincipal(retirer.arn()))
                                .grants())
                        .singleElement()
                        .satisfies(listed -> assertThat(listed.grantId()).isEqualTo(made.grantId()));
                assertDenied(() -> granted.retireGrant(b -> b.grantToken(made.grantToken())));
                assertDenied(() -> granted.retireGrant(b -> b.keyId(key).grantId(made.grantId())));
                if (byToken) {
                    retiring.retireGrant(b -> b.grantToken(made.grantToken()));
                } else {
                    retiring.retireGrant(b -> b.keyId(key).grantId(made.grantId()));
                }
                assertThat(kms.listGrants(b -> b.keyId(key)).grants()).isEmpty();
                assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT)));
            }
        }
    }

    @Test
    void a_grantee_retires_its_grant_if_the_grant_says_so() {
        var key = key();
        var id = grant(key, GrantOperation.ENCRYPT, GrantOperation.RETIRE_GRANT);
        granted.retireGrant(b -> b.keyId(key).grantId(id));
        assertThat(kms.listGrants(b -> b.keyId(key)).grants()).isEmpty();
    }

    @Test
    void a_token_goes_with_a_call_and_a_wrong_one_is_refused() {
        var key = key();
        var made = kms.createGrant(
                b -> b.keyId(key).granteePrincipal(grantee.arn()).operations(GrantOperation.ENCRYPT));
        granted.encrypt(b -> b.keyId(key).plaintext(TEXT).grantTokens(made.grantToken()));
        assertRefused(
                "InvalidGrantTokenException",
                () -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT).grantTokens("AQpAM2RhZ")));
    }

    @Test
    void a_grant_to_make_grants_passes_on_no_more_than_it_gives() throws IOException {
        var key = key();
        var next = people.user(LocalServer.ACCOUNT, "next", "");
        grant(key, GrantOperation.CREATE_GRANT, GrantOperation.DECRYPT);
        granted.createGrant(b -> b.keyId(key).granteePrincipal(next.arn()).operations(GrantOperation.DECRYPT));
        assertDenied(() -> granted.createGrant(
                b -> b.keyId(key).granteePrincipal(next.arn()).operations(GrantOperation.ENCRYPT)));
    }

    @Test
    void a_deny_in_the_key_policy_beats_a_grant() {
        var key = key();
        grant(key, GrantOperation.ENCRYPT);
        granted.encrypt(b -> b.keyId(key).plaintext(TEXT));
        kms.putKeyPolicy(b -> b.keyId(key)
                .policy(policy(resource("Allow", people.owner().arn(), "kms:*", "*", "{}") + ","
                        + resource("Deny", grantee.arn(), "kms:Encrypt", "*", "{}"))));
        assertDenied(() -> granted.encrypt(b -> b.keyId(key).plaintext(TEXT)));
    }

    @Test
    void nobody_locks_himself_out_unless_he_insists() {
        var key = key();
        var closed = policy(resource("Allow", grantee.arn(), "kms:*", "*", "{}"));
        assertRefused(
                "MalformedPolicyDocumentException",
                () -> kms.putKeyPolicy(b -> b.keyId(key).policy(closed)));
        assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().arn()).isEqualTo(key);
        kms.putKeyPolicy(b -> b.keyId(key).policy(closed).bypassPolicyLockoutSafetyCheck(true));
        assertDenied(() -> kms.describeKey(b -> b.keyId(key)));
        assertThat(granted.describeKey(b -> b.keyId(key)).keyMetadata().arn()).isEqualTo(key);
    }

    @Test
    void a_policy_keeps_re_encryption_on_the_key_that_it_was_under() throws IOException {
        var mine = key();
        var other = key();
        var same = "{\"Bool\":{\"kms:ReEncryptOnSameKey\":\"true\"}}";
        var user = people.user(
                LocalServer.ACCOUNT,
                "re-encrypter",
                allow("kms:Encrypt", "*") + "," + allow("kms:ReEncrypt*", "*", same));
        try (var client = user.kms()) {
            var sealed = client.encrypt(b -> b.keyId(mine).plaintext(TEXT)).ciphertextBlob();
            client.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId(mine));
            assertDenied(() -> client.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId(other)));
            // With one key named by its id and one by its alias it is still the same key.
            kms.createAlias(b -> b.aliasName("alias/same").targetKeyId(mine.substring(mine.indexOf('/') + 1)));
            client.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId("alias/same"));

            people.permit(
                    user,
                    allow("kms:ReEncryptFrom", "*") + ","
                            + allow("kms:ReEncryptTo", "*", same.replace("true", "false")));
            client.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId(other));
            assertDenied(() -> client.reEncrypt(b -> b.ciphertextBlob(sealed).destinationKeyId(mine)));
        }
    }

    @Test
    void identity_policies_count_where_the_key_policy_delegates() throws IOException {
        var key = key();
        var user = people.user(LocalServer.ACCOUNT, "delegated", allow("kms:Encrypt", key));
        try (var client = user.kms()) {
            client.encrypt(b -> b.keyId(key).plaintext(TEXT));
            kms.putKeyPolicy(b -> b.keyId(key)
                    .bypassPolicyLockoutSafetyCheck(true)
                    .policy(policy(resource("Allow", grantee.arn(), "kms:*", "*", "{}"))));
            assertDenied(() -> client.encrypt(b -> b.keyId(key).plaintext(TEXT)));
        }
    }
}
