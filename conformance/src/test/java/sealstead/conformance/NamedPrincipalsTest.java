package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.IamWorld.ROOT;
import static sealstead.conformance.IamWorld.trust;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.s3.S3Client;

/// Policies and grants name somebody, not a name: nobody who does not exist, and nobody who comes later under the name
/// of one that is gone.
@SuppressWarnings("NullAway.Init")
final class NamedPrincipalsTest {
    private static final String ACCOUNT = LocalServer.ACCOUNT;
    private static final String BUCKET = "named";
    private static final SdkBytes TEXT = SdkBytes.fromUtf8String("x");

    @Server
    private LocalServer server;

    private IamWorld world;
    private IamClient iam;
    private S3Client s3;
    private KmsClient kms;

    @BeforeEach
    void start() {
        connect();
        s3.createBucket(b -> b.bucket(BUCKET));
        s3.putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString("x"));
    }

    private void connect() {
        world = new IamWorld(server);
        iam = world.iam(ROOT);
        s3 = server.s3();
        kms = server.kms();
    }

    private void disconnect() {
        iam.close();
        s3.close();
        kms.close();
    }

    @AfterEach
    void stop() throws IOException {
        disconnect();
    }

    private static String arn(String rest) {
        return "arn:aws:iam::" + ACCOUNT + ":" + rest;
    }

    private static void assertRefused(String code, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refused.awsErrorDetails().errorMessage()).isEqualTo(message);
        });
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isIn("AccessDenied", "AccessDeniedException"));
    }

    private void putBucketPolicy(String effect, String principal) {
        s3.putBucketPolicy(b -> b.bucket(BUCKET)
                .policy(policy(resource(effect, principal, "s3:GetObject", "arn:aws:s3:::" + BUCKET + "/*", "{}"))));
    }

    private static String keyPolicy(String principal) {
        return policy(resource("Allow", arn("root"), "kms:*", "*", "{}") + ","
                + resource("Allow", principal, "kms:Encrypt", "*", "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111122223333:user/nobody",
                "arn:aws:iam::111122223333:role/nobody",
                "arn:aws:iam::111122223333:user/wrong/path/somebody",
                "arn:aws:iam::111122223333:user/SOMEBODY",
                "arn:aws:iam::111122223333:role/somebody",
                "arn:aws:sts::111122223333:assumed-role/nobody/session",
                "arn:aws:sts::111122223333:assumed-role/somebody/session",
                "arn:aws:sts::111122223333:assumed-role/somebody",
                "arn:aws:sts::999988887777:assumed-role/only-a-name",
                "arn:aws:iam::999988887777:group/g",
                "arn:aws-cn:iam::999988887777:user/u",
                "arn:aws-us-gov:iam::999988887777:root",
                "arn:aws:iam::999988887777:user/",
                "AIDAAAAAAAAAAAAAAAAAA",
                "AROAAAAAAAAAAAAAAAAAA"
            })
    void nobody_is_named_who_does_not_exist(String principal) {
        world.user("somebody", "");
        iam.createRole(b -> b.roleName("trusting")
                .assumeRolePolicyDocument(trust("{\"AWS\":\"" + arn("user/somebody") + "\"}", "")));
        var key = kms.createKey().keyMetadata().arn();
        for (var effect : new String[] {"Allow", "Deny"}) {
            assertRefused("MalformedPolicy", "Invalid principal in policy", () -> putBucketPolicy(effect, principal));
        }
        var both = "{\"AWS\":[\"" + arn("user/somebody") + "\",\"" + principal + "\"]}";
        assertRefused(
                "MalformedPolicy",
                "Invalid principal in policy",
                () -> s3.putBucketPolicy(b -> b.bucket(BUCKET)
                        .policy(policy("{\"Effect\":\"Deny\",\"NotPrincipal\":" + both
                                + ",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::" + BUCKET + "/*\"}"))));
        var words = "Policy contains a statement with one or more invalid principals.";
        assertRefused(
                "MalformedPolicyDocumentException", words, () -> kms.createKey(b -> b.policy(keyPolicy(principal))));
        assertRefused(
                "MalformedPolicyDocumentException",
                words,
                () -> kms.putKeyPolicy(b -> b.keyId(key).policyName("default").policy(keyPolicy(principal))));
        var inIam = "Invalid principal in policy: \"AWS\":\"" + principal + "\"";
        assertRefused(
                "MalformedPolicyDocument",
                inIam,
                () -> iam.createRole(b -> b.roleName("trusts-nobody").assumeRolePolicyDocument(trust(both, ""))));
        assertRefused(
                "MalformedPolicyDocument",
                inIam,
                () -> iam.updateAssumeRolePolicy(b -> b.roleName("trusting").policyDocument(trust(both, ""))));
        if (principal.startsWith("arn:")) {
            var invalid = "ARN does not refer to a valid principal: " + principal;
            assertRefused(
                    "InvalidArnException",
                    invalid,
                    () -> kms.createGrant(
                            b -> b.keyId(key).granteePrincipal(principal).operations(GrantOperation.ENCRYPT)));
            assertRefused(
                    "InvalidArnException",
                    invalid,
                    () -> kms.createGrant(b -> b.keyId(key)
                            .granteePrincipal(arn("user/somebody"))
                            .retiringPrincipal(principal)
                            .operations(GrantOperation.ENCRYPT)));
        }
        assertThat(kms.listGrants(b -> b.keyId(key)).grants()).isEmpty();
    }

    /// Of other servers' accounts nothing is known here.
    @Test
    void principals_of_accounts_that_are_not_here_are_taken() {
        putBucketPolicy("Allow", "arn:aws:iam::999988887777:role/theirs");
        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).contains("999988887777:role/theirs");
    }

    @Test
    void who_comes_later_under_a_name_gets_nothing_of_who_had_it() throws IOException {
        world.user("ann", "");
        var ann = arn("user/ann");
        var id = iam.getUser(b -> b.userName("ann")).user().userId();
        putBucketPolicy("Allow", ann);
        var byPolicy =
                kms.createKey(b -> b.policy(keyPolicy(ann))).keyMetadata().arn();
        var byGrant = kms.createKey().keyMetadata().arn();
        kms.createGrant(b ->
                b.keyId(byGrant).granteePrincipal(ann).retiringPrincipal(ann).operations(GrantOperation.ENCRYPT));
        iam.createRole(b -> b.roleName("anns").assumeRolePolicyDocument(trust("{\"AWS\":\"" + ann + "\"}", "")));
        var before = accessKey("ann");
        assertThat(mayDo(before, byPolicy, byGrant)).isEqualTo("get policy grant assume");

        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy())
                .contains(ann)
                .doesNotContain(id);
        assertThat(kms.getKeyPolicy(b -> b.keyId(byPolicy)).policy()).isEqualTo(keyPolicy(ann));
        assertThat(trustOf("anns")).contains(ann);

        iam.updateUser(b -> b.userName("ann").newUserName("anna").newPath("/p/"));
        assertThat(mayDo(before, byPolicy, byGrant)).as("who is renamed").isEqualTo("get policy grant assume");
        assertThat(trustOf("anns")).contains("user/p/anna");
        iam.updateUser(b -> b.userName("anna").newUserName("ann").newPath("/"));

        deleteUser("ann");
        disconnect();
        server.restart();
        connect();
        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy())
                .contains("\"" + id + "\"")
                .doesNotContain(ann);
        assertThat(kms.getKeyPolicy(b -> b.keyId(byPolicy)).policy()).isEqualTo(keyPolicy(id));
        assertThat(trustOf("anns")).contains("\"" + id + "\"");
        world.user("ann", "");
        var later = accessKey("ann");
        assertThat(mayDo(later, byPolicy, byGrant)).as("another of that name").isEmpty();
        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).doesNotContain(ann);
        assertThat(kms.listGrants(b -> b.keyId(byGrant)).grants())
                .singleElement()
                .satisfies(grant -> assertThat(grant.granteePrincipal()).isEqualTo(id));
        assertThat(kms.listGrants(b -> b.keyId(byGrant).granteePrincipal(ann)).grants())
                .isEmpty();
        try (var as = kmsAs(later)) {
            assertDenied(() -> as.retireGrant(b -> b.keyId(byGrant)
                    .grantId(kms.listGrants(g -> g.keyId(byGrant))
                            .grants()
                            .getFirst()
                            .grantId())));
        }
        assertRefused(
                "MalformedPolicy",
                "Invalid principal in policy",
                () -> s3.putBucketPolicy(b -> b.bucket(BUCKET)
                        .policy(s3.getBucketPolicy(g -> g.bucket(BUCKET)).policy())));
        putBucketPolicy("Allow", ann);
        assertThat(mayDo(later, byPolicy, byGrant)).isEqualTo("get");
    }

    @Test
    void a_role_that_is_made_again_is_another_role() {
        var anybody = trust("{\"AWS\":\"" + arn("root") + "\"}", "");
        var assumer = world.user("assumer", IamWorld.allow("sts:AssumeRole", "*"));
        for (var principal : new String[] {arn("role/r"), "arn:aws:sts::" + ACCOUNT + ":assumed-role/r/ses"}) {
            iam.createRole(b -> b.roleName("r").assumeRolePolicyDocument(anybody));
            putBucketPolicy("Allow", principal);
            assertThat(gets(assumer)).isTrue();
            assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).contains(principal);
            iam.deleteRole(b -> b.roleName("r"));
            iam.createRole(b -> b.roleName("r").assumeRolePolicyDocument(anybody));
            assertThat(gets(assumer)).isFalse();
            putBucketPolicy("Allow", iam.getRole(b -> b.roleName("r")).role().roleId());
            assertThat(gets(assumer)).as("named by its id").isTrue();
            assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).contains(arn("role/r"));
            iam.deleteRole(b -> b.roleName("r"));
        }
    }

    @Test
    void a_document_is_given_back_to_the_letter() {
        world.user("ann", "");
        var given =
                "{ \"Statement\" : [ {\"Sid\":\"\\u00e4\\n\\\"\", \"Effect\":\"Allow\" ,\n \"Principal\" :\t{\"AWS\": [ \""
                        + arn("user/ann") + "\" , \"" + ACCOUNT + "\"]}, \"Action\":\"s3:GetObject\","
                        + "\"Resource\":\"arn:aws:s3:::named/Principal/AWS/" + arn("user/ann")
                        + "\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalArn\":\"" + arn("user/ann")
                        + "\"}}} ] } ";
        s3.putBucketPolicy(b -> b.bucket(BUCKET).policy(given));
        assertThat(s3.getBucketPolicy(b -> b.bucket(BUCKET)).policy()).isEqualTo(given);
    }

    @Test
    void a_grant_has_one_constraint() {
        world.user("ann", "");
        var key = kms.createKey().keyMetadata().arn();
        assertRefused(
                "ValidationException",
                "Specify either EncryptionContextEquals or EncryptionContextSubset, not both.",
                () -> kms.createGrant(b -> b.keyId(key)
                        .granteePrincipal(arn("user/ann"))
                        .operations(GrantOperation.ENCRYPT)
                        .constraints(c -> c.encryptionContextEquals(Map.of("a", "1"))
                                .encryptionContextSubset(Map.of("a", "1")))));
        assertRefused(
                "InvalidArnException",
                "ARN does not refer to a valid principal: ann",
                () -> kms.listRetirableGrants(b -> b.retiringPrincipal("ann")));
        for (var name : new String[] {"a b", "ä", "a.b", "a\n"}) {
            assertThatThrownBy(() -> kms.createGrant(b -> b.keyId(key)
                            .name(name)
                            .granteePrincipal(arn("user/ann"))
                            .operations(GrantOperation.ENCRYPT)))
                    .hasMessageContaining("Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        assertThat(kms.listGrants(b -> b.keyId(key)).grants()).isEmpty();
    }

    private String trustOf(String role) {
        return URLDecoder.decode(
                iam.getRole(b -> b.roleName(role)).role().assumeRolePolicyDocument(), StandardCharsets.UTF_8);
    }

    private AwsCredentials accessKey(String user) {
        return IamWorld.credentials(iam.createAccessKey(b -> b.userName(user)).accessKey());
    }

    private void deleteUser(String user) {
        iam.listAccessKeys(b -> b.userName(user))
                .accessKeyMetadata()
                .forEach(key -> iam.deleteAccessKey(b -> b.userName(user).accessKeyId(key.accessKeyId())));
        iam.deleteUser(b -> b.userName(user));
    }

    private KmsClient kmsAs(AwsCredentials who) {
        return KmsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(who))
                .build();
    }

    /// What the four let somebody do.
    private String mayDo(AwsCredentials who, String byPolicy, String byGrant) {
        var done = new StringBuilder();
        try (var objects = world.s3(who);
                var keys = kmsAs(who);
                var sts = world.sts(who)) {
            tell(
                    done,
                    "get ",
                    () -> objects.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")));
            tell(done, "policy ", () -> keys.encrypt(b -> b.keyId(byPolicy).plaintext(TEXT)));
            tell(done, "grant ", () -> keys.encrypt(b -> b.keyId(byGrant).plaintext(TEXT)));
            tell(
                    done,
                    "assume ",
                    () -> sts.assumeRole(b -> b.roleArn(arn("role/anns")).roleSessionName("session")));
        }
        return done.toString().strip();
    }

    private static void tell(StringBuilder done, String what, Runnable work) {
        try {
            work.run();
            done.append(what);
        } catch (AwsServiceException refused) {
            assertThat(refused.statusCode()).isIn(400, 403);
        }
    }

    private boolean gets(AwsCredentials assumer) {
        try (var sts = world.sts(assumer);
                var as = world.s3(IamWorld.credentials(
                        sts.assumeRole(b -> b.roleArn(arn("role/r")).roleSessionName("ses"))
                                .credentials()))) {
            var done = new StringBuilder();
            tell(done, "get", () -> as.getObjectAsBytes(b -> b.bucket(BUCKET).key("k")));
            return !done.isEmpty();
        }
    }
}
