package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/// Users, roles and sessions as AWS's SDK makes them, and what they may then do with objects.
final class IdentitiesTest {
    private static final String ALL_OF_BUCKET = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],
            "Resource":"arn:aws:s3:::shared/*"}]}""";

    private static LocalServer server;

    @BeforeAll
    static void start() {
        server = new LocalServer();
        try (var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("shared"));
            s3.putObject(b -> b.bucket("shared").key("a"), RequestBody.fromString("hello"));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static IamClient iam(AwsCredentials as) {
        return IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    private static IamClient iam() {
        return iam(LocalServer.credentials().resolveCredentials());
    }

    private static StsClient sts(AwsCredentials as) {
        return StsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    private static S3Client s3(AwsCredentials as) {
        return S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(as))
                .build();
    }

    private static AwsCredentials user(IamClient iam, String name) {
        iam.createUser(b -> b.userName(name));
        var key = iam.createAccessKey(b -> b.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    private static AwsCredentials session(Credentials given) {
        return AwsSessionCredentials.create(given.accessKeyId(), given.secretAccessKey(), given.sessionToken());
    }

    private static String read(AwsCredentials as) {
        try (var s3 = s3(as)) {
            return s3.getObjectAsBytes(b -> b.bucket("shared").key("a")).asUtf8String();
        }
    }

    private static void assertRefused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo(code));
    }

    @Test
    void aUserMayDoWhatItsPoliciesAllowUntilTheyAreGone() {
        try (var iam = iam()) {
            var ann = user(iam, "ann");
            assertThatThrownBy(() -> read(ann))
                    .hasMessageContaining("User: arn:aws:iam::" + LocalServer.ACCOUNT
                            + ":user/ann is not authorized to perform: s3:GetObject on resource:"
                            + " \"arn:aws:s3:::shared/a\" because no identity-based policy allows the s3:GetObject"
                            + " action");
            var policy = iam.createPolicy(b -> b.policyName("reads").policyDocument(ALL_OF_BUCKET))
                    .policy()
                    .arn();
            iam.attachUserPolicy(b -> b.userName("ann").policyArn(policy));
            assertThat(read(ann)).isEqualTo("hello");
            iam.detachUserPolicy(b -> b.userName("ann").policyArn(policy));
            assertRefused("AccessDenied", () -> read(ann));
            iam.createGroup(b -> b.groupName("readers"));
            iam.putGroupPolicy(b -> b.groupName("readers").policyName("in").policyDocument(ALL_OF_BUCKET));
            iam.addUserToGroup(b -> b.groupName("readers").userName("ann"));
            assertThat(read(ann)).isEqualTo("hello");
            iam.putUserPermissionsBoundary(b ->
                    b.userName("ann").permissionsBoundary("arn:aws:iam::" + LocalServer.ACCOUNT + ":policy/reads"));
            assertThat(read(ann)).isEqualTo("hello");
            iam.removeUserFromGroup(b -> b.groupName("readers").userName("ann"));
            assertRefused("AccessDenied", () -> read(ann));
        }
    }

    @Test
    void anInactiveKeyAndADeletedUserAreNobodys() {
        try (var iam = iam()) {
            var bob = user(iam, "bob");
            iam.putUserPolicy(b -> b.userName("bob").policyName("in").policyDocument(ALL_OF_BUCKET));
            iam.createAccessKey(b -> b.userName("bob"));
            assertRefused("LimitExceeded", () -> iam.createAccessKey(b -> b.userName("bob")));
            assertThat(read(bob)).isEqualTo("hello");
            iam.updateAccessKey(
                    b -> b.userName("bob").accessKeyId(bob.accessKeyId()).status(StatusType.INACTIVE));
            assertRefused("InvalidAccessKeyId", () -> read(bob));
            assertRefused("DeleteConflict", () -> iam.deleteUser(b -> b.userName("bob")));
            for (var key : iam.listAccessKeys(b -> b.userName("bob")).accessKeyMetadata()) {
                iam.deleteAccessKey(b -> b.userName("bob").accessKeyId(key.accessKeyId()));
            }
            iam.deleteUserPolicy(b -> b.userName("bob").policyName("in"));
            iam.deleteUser(b -> b.userName("bob"));
            assertRefused("InvalidAccessKeyId", () -> read(bob));
            assertRefused("NoSuchEntity", () -> iam.getUser(b -> b.userName("bob")));
        }
    }

    @Test
    void aRoleIsAssumedWithItsExternalIdAndLimitedByASessionPolicyUntilItExpires() throws IOException {
        try (var iam = iam()) {
            var eve = user(iam, "eve");
            var trust = """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:user/eve"},
                    "Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"secret-42"}}}]}""".formatted(LocalServer.ACCOUNT);
            var role = iam.createRole(b -> b.roleName("reader").assumeRolePolicyDocument(trust))
                    .role()
                    .arn();
            iam.putRolePolicy(b -> b.roleName("reader").policyName("in").policyDocument(ALL_OF_BUCKET));
            try (var sts = sts(eve)) {
                assertThat(sts.getCallerIdentity().arn()).endsWith(":user/eve");
                assertRefused(
                        "AccessDenied",
                        () -> sts.assumeRole(b -> b.roleArn(role).roleSessionName("work")));
                assertRefused(
                        "AccessDenied",
                        () -> sts.assumeRole(b ->
                                b.roleArn(role + "x").roleSessionName("work").externalId("secret-42")));
                var full = session(sts.assumeRole(
                                b -> b.roleArn(role).roleSessionName("work").externalId("secret-42"))
                        .credentials());
                var none = session(sts.assumeRole(b -> b.roleArn(role)
                                .roleSessionName("work")
                                .externalId("secret-42")
                                .policy(ALL_OF_BUCKET.replace("s3:GetObject", "s3:DeleteObject")))
                        .credentials());
                try (var inSession = sts(full)) {
                    assertThat(inSession.getCallerIdentity().arn())
                            .isEqualTo("arn:aws:sts::" + LocalServer.ACCOUNT + ":assumed-role/reader/work");
                }
                assertThat(read(full)).isEqualTo("hello");
                assertRefused("AccessDenied", () -> read(none));
                var forged = AwsSessionCredentials.create(
                        full.accessKeyId(), full.secretAccessKey(), ((AwsSessionCredentials) none).sessionToken());
                assertThatThrownBy(() -> read(forged)).isInstanceOf(AwsServiceException.class);
                server.restart();
                assertThat(read(full)).isEqualTo("hello");
            }
        }
    }

    @Test
    void aUsersOwnSessionMayWhatTheUserMayButNotIam() {
        try (var iam = iam()) {
            var sam = user(iam, "sam");
            iam.putUserPolicy(b -> b.userName("sam")
                    .policyName("in")
                    .policyDocument(ALL_OF_BUCKET.replace("\"s3:PutObject\"", "\"iam:*\"")));
            try (var sts = sts(sam)) {
                var temporary = session(sts.getSessionToken().credentials());
                assertThat(read(temporary)).isEqualTo("hello");
                try (var inside = iam(temporary)) {
                    assertRefused("InvalidClientTokenId", () -> inside.getUser());
                }
                assertRefused("AccessDenied", () -> sts.getFederationToken(b -> b.name("guest")));
                assertRefused("NotImplemented", () -> sts.decodeAuthorizationMessage(b -> b.encodedMessage("x")));
            }
        }
    }

    @Test
    void listsComeInPagesAndSimulationTellsDecisions() {
        try (var iam = iam()) {
            for (int i = 0; i < 5; i++) {
                int number = i;
                iam.createUser(b -> b.userName("page" + number).path("/pages/"));
            }
            assertThat(iam.listUsersPaginator(b -> b.pathPrefix("/pages/").maxItems(2)).users().stream()
                            .map(user -> user.userName()))
                    .containsExactly("page0", "page1", "page2", "page3", "page4");
            var results = iam.simulateCustomPolicy(b -> b.policyInputList(ALL_OF_BUCKET)
                            .actionNames("s3:GetObject", "s3:DeleteObject")
                            .resourceArns("arn:aws:s3:::shared/a"))
                    .evaluationResults();
            assertThat(results.stream().map(result -> result.evalDecision()))
                    .containsExactly(PolicyEvaluationDecisionType.ALLOWED, PolicyEvaluationDecisionType.IMPLICIT_DENY);
        }
    }

    @Test
    void anAccountIdIsAKeyOnlyWhereTheOptionSaysSo() throws IOException {
        var plain = AwsBasicCredentials.create("444455556666", "let-me-in-please");
        try (var sts = sts(plain)) {
            assertRefused("InvalidClientTokenId", sts::getCallerIdentity);
        }
        try (var open = new LocalServer(Map.of(Setting.ACCOUNT_ID_KEYS, "let-me-in-please"));
                var sts = StsClient.builder()
                        .endpointOverride(open.endpoint())
                        .region(Region.of(LocalServer.REGION))
                        .credentialsProvider(StaticCredentialsProvider.create(plain))
                        .build()) {
            assertThat(sts.getCallerIdentity().account()).isEqualTo("444455556666");
        }
    }

    @Test
    void anExpiredSessionIsRefused() throws IOException {
        try (var own = new LocalServer()) {
            var keep = server;
            server = own;
            try (var iam = iam()) {
                // Neither request may be more than a quarter of an hour from the clock of the client.
                own.clock().move(Duration.ofMinutes(-14));
                var kim = user(iam, "kim");
                try (var sts = sts(kim)) {
                    var temporary = session(
                            sts.getSessionToken(b -> b.durationSeconds(900)).credentials());
                    own.clock().move(Duration.ofMinutes(16));
                    try (var late = sts(temporary)) {
                        assertRefused("ExpiredToken", late::getCallerIdentity);
                    }
                }
            } finally {
                server = keep;
            }
        }
    }
}
