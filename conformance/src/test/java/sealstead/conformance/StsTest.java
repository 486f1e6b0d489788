package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.IamWorld.ALLOW_ALL;
import static sealstead.conformance.IamWorld.ROOT;
import static sealstead.conformance.IamWorld.allow;
import static sealstead.conformance.IamWorld.credentials;
import static sealstead.conformance.IamWorld.refused;
import static sealstead.conformance.IamWorld.trust;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.Tag;

/// STS through the SDK of AWS: who becomes whom, for how long, and with which rights.
@Inside("an account whose identities are the test's")
final class StsTest {
    private static final LocalServer SERVER = new LocalServer();
    private static final IamWorld WORLD = new IamWorld(SERVER);
    private static final String ACCOUNT = LocalServer.ACCOUNT;
    private static final String OWN_ACCOUNT = "{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}";

    @AfterAll
    static void stop() throws IOException {
        SERVER.close();
    }

    private static String role(String name, String trust, String policy) {
        try (var iam = WORLD.iam(ROOT)) {
            var arn = iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust))
                    .role()
                    .arn();
            iam.putRolePolicy(
                    request -> request.roleName(name).policyName("inline").policyDocument(policy));
            return arn;
        }
    }

    private static String notAuthorized(String user, String role) {
        return "User: arn:aws:iam::" + ACCOUNT + ":user/" + user
                + " is not authorized to perform: sts:AssumeRole on resource: " + role;
    }

    @Test
    void a_role_is_assumed_with_the_external_id_and_never_does_more_than_the_session_policy() {
        var caller = WORLD.user("assumer", allow("sts:AssumeRole", "*"));
        var arn = role(
                "partner",
                trust(OWN_ACCOUNT, ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"secret-42\"}}"),
                ALLOW_ALL);
        try (var sts = WORLD.sts(caller)) {
            refused(
                    403,
                    "AccessDenied",
                    notAuthorized("assumer", arn),
                    () -> sts.assumeRole(request -> request.roleArn(arn).roleSessionName("one")));
            var answer = sts.assumeRole(request -> request.roleArn(arn)
                    .roleSessionName("one")
                    .externalId("secret-42")
                    .policy(allow("iam:ListUsers", "*")));
            assertThat(answer.assumedRoleUser().arn())
                    .isEqualTo("arn:aws:sts::" + ACCOUNT + ":assumed-role/partner/one");
            assertThat(answer.assumedRoleUser().assumedRoleId()).matches("AROA[A-Z2-7]{17}:one");
            assertThat(answer.credentials().accessKeyId()).startsWith("ASIA");
            try (var session = WORLD.sts(credentials(answer.credentials()));
                    var iam = WORLD.iam(credentials(answer.credentials()))) {
                var identity = session.getCallerIdentity();
                assertThat(identity.arn()).isEqualTo(answer.assumedRoleUser().arn());
                assertThat(identity.userId()).isEqualTo(answer.assumedRoleUser().assumedRoleId());
                assertThat(iam.listUsers().users()).isNotEmpty();
                assertThat(refused(() -> iam.listRoles()).awsErrorDetails().errorMessage())
                        .endsWith("because no session policy allows the iam:ListRoles action");
            }
        }
    }

    @Test
    void whether_a_role_exists_is_not_told_to_who_may_not_assume_it() {
        var nobody = WORLD.user("nobody", "");
        var arn = role("exists", trust(OWN_ACCOUNT, ""), ALLOW_ALL);
        var other = "arn:aws:iam::" + ACCOUNT + ":role/does-not-exist";
        try (var sts = WORLD.sts(nobody)) {
            for (var role : new String[] {arn, other}) {
                refused(
                        403,
                        "AccessDenied",
                        notAuthorized("nobody", role),
                        () -> sts.assumeRole(request -> request.roleArn(role).roleSessionName("one")));
            }
        }
        try (var sts = WORLD.sts(ROOT)) {
            refused(
                    403,
                    "AccessDenied",
                    "Roles may not be assumed by root accounts.",
                    () -> sts.assumeRole(request -> request.roleArn(arn).roleSessionName("one")));
        }
    }

    @Test
    void a_trust_policy_that_names_the_user_needs_nothing_else() {
        var trusted = WORLD.user("trusted", "");
        var arn = role("direct", trust("{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":user/trusted\"}", ""), ALLOW_ALL);
        try (var sts = WORLD.sts(trusted)) {
            assertThat(sts.assumeRole(request -> request.roleArn(arn).roleSessionName("one"))
                            .credentials())
                    .isNotNull();
        }
    }

    @Test
    void durations_keep_to_the_role_and_to_an_hour_in_a_chain() {
        var caller = WORLD.user("durations", allow("sts:AssumeRole", "*"));
        var first = role("first", trust(OWN_ACCOUNT, ""), ALLOW_ALL);
        var second = role("second", trust(OWN_ACCOUNT, ""), ALLOW_ALL);
        try (var iam = WORLD.iam(ROOT)) {
            iam.updateRole(request -> request.roleName("second").maxSessionDuration(7200));
        }
        try (var sts = WORLD.sts(caller)) {
            refused(
                    400,
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                    () -> sts.assumeRole(request ->
                            request.roleArn(first).roleSessionName("one").durationSeconds(3601)));
            assertThat(refused(() -> sts.assumeRole(request -> request.roleArn(first)
                                    .roleSessionName("one")
                                    .durationSeconds(899)))
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("ValidationError");
            var one = sts.assumeRole(request -> request.roleArn(first).roleSessionName("one"))
                    .credentials();
            try (var chained = WORLD.sts(credentials(one))) {
                refused(
                        400,
                        "ValidationError",
                        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                                + " chaining",
                        () -> chained.assumeRole(request ->
                                request.roleArn(second).roleSessionName("two").durationSeconds(7200)));
                assertThat(chained.assumeRole(request -> request.roleArn(second).roleSessionName("two"))
                                .assumedRoleUser()
                                .arn())
                        .endsWith(":assumed-role/second/two");
            }
        }
    }

    @Test
    void tags_and_source_identity_go_down_a_chain() {
        var caller = WORLD.user(
                "tagger",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:*\",\"Resource\":\"*\"}]}");
        var first = role("tag-first", trust(OWN_ACCOUNT, ""), allow("sts:*", "*"));
        var second = role(
                "tag-second",
                trust(OWN_ACCOUNT, ""),
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iam:ListUsers\","
                        + "\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"aws:PrincipalTag/team\":\"blue\","
                        + "\"aws:SourceIdentity\":\"anna\"}}}]}");
        var team = Tag.builder().key("team").value("blue").build();
        try (var sts = WORLD.sts(caller)) {
            for (boolean transitive : new boolean[] {true, false}) {
                var one = sts.assumeRole(request -> request.roleArn(first)
                                .roleSessionName("one")
                                .tags(team)
                                .transitiveTagKeys(transitive ? java.util.List.of("team") : java.util.List.of())
                                .sourceIdentity("anna"))
                        .credentials();
                try (var chained = WORLD.sts(credentials(one))) {
                    var two = chained.assumeRole(
                                    request -> request.roleArn(second).roleSessionName("two"))
                            .credentials();
                    try (var iam = WORLD.iam(credentials(two))) {
                        if (transitive) {
                            assertThat(iam.listUsers().users()).isNotEmpty();
                        } else {
                            assertThat(refused(() -> iam.listUsers()).statusCode())
                                    .isEqualTo(403);
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_session_ends_with_its_time_and_with_its_role() throws IOException {
        try (var server = new LocalServer()) {
            var world = new IamWorld(server);
            var user = world.user("ends", allow("sts:AssumeRole", "*"));
            try (var iam = world.iam(ROOT);
                    var sts = world.sts(user)) {
                var arn = iam.createRole(
                                request -> request.roleName("ends").assumeRolePolicyDocument(trust(OWN_ACCOUNT, "")))
                        .role()
                        .arn();
                var kept = sts.assumeRole(request -> request.roleArn(arn).roleSessionName("one"))
                        .credentials();
                iam.deleteRole(request -> request.roleName("ends"));
                iam.createRole(request -> request.roleName("ends").assumeRolePolicyDocument(trust(OWN_ACCOUNT, "")));
                assertInvalid(world, credentials(kept));
                server.clock().move(Duration.ofMinutes(-10));
                var own = sts.getSessionToken(request -> request.durationSeconds(900))
                        .credentials();
                try (var session = world.sts(credentials(own));
                        var s3 = world.s3(credentials(own))) {
                    assertThat(session.getCallerIdentity().arn()).endsWith(":user/ends");
                    server.clock().move(Duration.ofMinutes(16));
                    refused(
                            403,
                            "ExpiredToken",
                            "The security token included in the request is expired",
                            () -> session.getCallerIdentity());
                    refused(400, "ExpiredToken", "The provided token has expired.", () -> s3.listBuckets());
                }
            }
        }
    }

    private static void assertInvalid(IamWorld world, AwsCredentials credentials) {
        try (var sts = world.sts(credentials)) {
            refused(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                    () -> sts.getCallerIdentity());
        }
    }

    @Test
    void sessions_of_a_deleted_user_stop() {
        var user = WORLD.user("leaving", "");
        Credentials session;
        try (var sts = WORLD.sts(user)) {
            session = sts.getSessionToken().credentials();
        }
        try (var iam = WORLD.iam(ROOT)) {
            iam.deleteAccessKey(request -> request.userName("leaving").accessKeyId(user.accessKeyId()));
            iam.deleteUser(request -> request.userName("leaving"));
            iam.createUser(request -> request.userName("leaving"));
        }
        assertInvalid(WORLD, credentials(session));
    }

    @Test
    void a_token_changed_by_one_character_or_used_with_another_key_is_refused() {
        Credentials one;
        Credentials other;
        try (var sts = WORLD.sts(ROOT)) {
            one = sts.getSessionToken().credentials();
            other = sts.getSessionToken().credentials();
        }
        var token = one.sessionToken();
        for (int at = 0; at < token.length(); at += 7) {
            char changed = token.charAt(at) == 'A' ? 'B' : 'A';
            assertInvalid(
                    WORLD,
                    AwsSessionCredentials.create(
                            one.accessKeyId(),
                            one.secretAccessKey(),
                            token.substring(0, at) + changed + token.substring(at + 1)));
        }
        char last = token.charAt(token.length() - 1);
        for (char changed : new char[] {(char) (last + 1), (char) (last - 1)}) {
            if (Character.isLetterOrDigit(changed)) {
                assertInvalid(
                        WORLD,
                        AwsSessionCredentials.create(
                                one.accessKeyId(),
                                one.secretAccessKey(),
                                token.substring(0, token.length() - 1) + changed));
            }
        }
        assertInvalid(
                WORLD, AwsSessionCredentials.create(one.accessKeyId(), one.secretAccessKey(), other.sessionToken()));
        assertInvalid(WORLD, AwsBasicCredentials.create(one.accessKeyId(), one.secretAccessKey()));
        assertInvalid(
                WORLD, AwsSessionCredentials.create(LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, one.sessionToken()));
        var s3 = WORLD.s3(AwsSessionCredentials.create(
                one.accessKeyId(), one.secretAccessKey(), "A" + token.substring(1, 9) + token.substring(9)));
        try (s3) {
            if (token.charAt(0) != 'A') {
                refused(
                        400,
                        "InvalidToken",
                        "The provided token is malformed or otherwise invalid.",
                        () -> s3.listBuckets());
            }
        }
    }

    @Test
    void own_sessions_cannot_open_iam_and_sessions_make_no_sessions() {
        var user = WORLD.user("own", ALLOW_ALL);
        try (var sts = WORLD.sts(user)) {
            var session = credentials(sts.getSessionToken().credentials());
            try (var iam = WORLD.iam(session);
                    var again = WORLD.sts(session);
                    var s3 = WORLD.s3(session)) {
                assertThat(refused(() -> iam.listUsers()).awsErrorDetails().errorCode())
                        .isEqualTo("InvalidClientTokenId");
                refused(
                        403,
                        "AccessDenied",
                        "Cannot call GetSessionToken with session credentials",
                        () -> again.getSessionToken());
                assertThat(s3.listBuckets().owner()).isNotNull();
            }
        }
    }

    @Test
    void a_federated_user_may_what_the_issuer_may_and_the_passed_policy_says() {
        var issuer = WORLD.user(
                "issuer",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"sts:*\","
                        + "\"s3:ListAllMyBuckets\"],\"Resource\":\"*\"}]}");
        try (var sts = WORLD.sts(issuer)) {
            var with = sts.getFederationToken(request -> request.name("guest").policy(ALLOW_ALL));
            assertThat(with.federatedUser().arn()).isEqualTo("arn:aws:sts::" + ACCOUNT + ":federated-user/guest");
            assertThat(with.federatedUser().federatedUserId()).isEqualTo(ACCOUNT + ":guest");
            try (var s3 = WORLD.s3(credentials(with.credentials()))) {
                assertThat(s3.listBuckets().owner()).isNotNull();
                assertThat(refused(() -> s3.createBucket(request -> request.bucket("not-allowed-here")))
                                .statusCode())
                        .isEqualTo(403);
            }
            var narrow = sts.getFederationToken(
                    request -> request.name("guest").policy(IamWorld.allow("s3:GetObject", "*")));
            try (var s3 = WORLD.s3(credentials(narrow.credentials()))) {
                assertThat(refused(() -> s3.listBuckets()).awsErrorDetails().errorMessage())
                        .contains("federated-user/guest")
                        .endsWith("because no session policy allows the s3:ListAllMyBuckets action");
            }
            var without = sts.getFederationToken(request -> request.name("guest"));
            try (var s3 = WORLD.s3(credentials(without.credentials()))) {
                assertThat(refused(() -> s3.listBuckets()).statusCode()).isEqualTo(403);
            }
        }
    }

    @Test
    void sessions_survive_a_restart() throws IOException {
        try (var server = new LocalServer()) {
            var world = new IamWorld(server);
            Credentials session;
            try (var sts = world.sts(ROOT)) {
                session = sts.getSessionToken().credentials();
            }
            server.restart();
            try (var sts = world.sts(credentials(session))) {
                assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":root");
            }
        }
    }

    @Test
    void account_ids_are_keys_only_where_that_is_set() throws IOException {
        var emulated = AwsBasicCredentials.create("999988887777", "emulator-secret");
        assertInvalid(WORLD, emulated);
        try (var server = new LocalServer(Map.of(Setting.ACCOUNT_ID_KEYS, "emulator-secret"))) {
            var world = new IamWorld(server);
            try (var wrong = world.sts(AwsBasicCredentials.create("999988887777", "another-secret"))) {
                assertThat(refused(() -> wrong.getCallerIdentity())
                                .awsErrorDetails()
                                .errorCode())
                        .isEqualTo("SignatureDoesNotMatch");
            }
            assertThat(server.server().accounts().find("999988887777")).isEmpty();
            try (var sts = world.sts(emulated)) {
                assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::999988887777:root");
            }
            assertThat(server.server().accounts().find("999988887777")).isPresent();
        }
    }

    @Test
    void what_nobody_signed_is_refused_and_what_is_not_supported_answers_by_name() throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(SERVER.endpoint())
                .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("Action=GetCallerIdentity&Version=2011-06-15"))
                .build();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("<Type>Sender</Type><Code>MissingAuthenticationToken</Code>"
                            + "<Message>Request is missing Authentication Token</Message>");
        }
        try (var sts = WORLD.sts(ROOT)) {
            refused(
                    501,
                    "NotImplemented",
                    "The operation DecodeAuthorizationMessage is not implemented.",
                    () -> sts.decodeAuthorizationMessage(message -> message.encodedMessage("abc")));
            assertThat(sts.getAccessKeyInfo(info -> info.accessKeyId(LocalServer.ACCESS_KEY_ID))
                            .account())
                    .isEqualTo(ACCOUNT);
        }
    }
}
