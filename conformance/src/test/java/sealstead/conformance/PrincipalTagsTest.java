package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sealstead.conformance.CrossAccountTest.equal;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;

import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// The tags of users and roles decide about what is done to them, and those that a request brings about the request.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class PrincipalTagsTest {
    @Server
    private static LocalServer server;

    private static People people;
    private static IamClient root;
    private static int count;

    @BeforeAll
    static void start() {
        people = new People(server);
        root = iam(people.owner());
    }

    @AfterAll
    static void stop() throws IOException {
        root.close();
    }

    private static IamClient iam(Person person) {
        return IamClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.AWS_GLOBAL)
                .credentialsProvider(person.credentials())
                .build();
    }

    private static StsClient sts(Person person) {
        return StsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(person.credentials())
                .build();
    }

    private static Person user(String statements) throws IOException {
        return people.user(LocalServer.ACCOUNT, "tag-user-" + ++count, statements);
    }

    private static String name(Person person) {
        return person.arn().substring(person.arn().lastIndexOf('/') + 1);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static software.amazon.awssdk.services.sts.model.Tag sessionTag(String key, String value) {
        return software.amazon.awssdk.services.sts.model.Tag.builder()
                .key(key)
                .value(value)
                .build();
    }

    private static void denied(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, refused -> {
            assertThat(refused.awsErrorDetails().errorCode())
                    .as(refused.getMessage())
                    .isEqualTo("AccessDenied");
            assertThat(refused.statusCode()).isEqualTo(403);
        });
    }

    private static String role(String condition) {
        var role = "tag-role-" + ++count;
        root.createRole(b -> b.roleName(role)
                .assumeRolePolicyDocument(policy("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + LocalServer.ACCOUNT
                        + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"],\"Condition\":" + condition + "}")));
        return role;
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws:ResourceTag/team", "iam:ResourceTag/team"})
    void the_tags_of_a_user_or_role_decide_about_what_is_done_to_it(String key) throws IOException {
        var target = name(user(""));
        var role = role("{}");
        var access = root.createAccessKey(b -> b.userName(target)).accessKey();
        try (var client = iam(user(allow("iam:*", "*", equal(key, "red"))))) {
            List<ThrowingCallable> calls = List.of(
                    () -> client.getUser(b -> b.userName(target)),
                    () -> client.listAccessKeys(b -> b.userName(target)),
                    () -> client.getAccessKeyLastUsed(b -> b.accessKeyId(access.accessKeyId())),
                    () -> client.putUserPolicy(
                            b -> b.userName(target).policyName("p").policyDocument(policy(allow("s3:GetObject", "*")))),
                    () -> client.updateUser(b -> b.userName(target).newPath("/other/")),
                    () -> client.updateUser(b -> b.userName(target).newPath("/")),
                    () -> client.tagUser(b -> b.userName(target).tags(tag("stage", "test"))),
                    () -> client.simulatePrincipalPolicy(
                            b -> b.policySourceArn("arn:aws:iam::" + LocalServer.ACCOUNT + ":user/" + target)
                                    .actionNames("s3:GetObject")),
                    () -> client.getRole(b -> b.roleName(role)),
                    () -> client.updateRole(b -> b.roleName(role).description("new")),
                    () -> client.untagRole(b -> b.roleName(role).tagKeys("stage")));
            calls.forEach(PrincipalTagsTest::denied);
            root.tagUser(b -> b.userName(target).tags(tag("team", "red")));
            root.tagRole(b -> b.roleName(role).tags(tag("team", "red")));
            calls.forEach(call -> assertThatCode(call).doesNotThrowAnyException());
            root.tagUser(b -> b.userName(target).tags(tag("team", "blue")));
            root.untagRole(b -> b.roleName(role).tagKeys("team"));
            calls.forEach(PrincipalTagsTest::denied);
        }
    }

    @Test
    void who_names_no_user_is_decided_by_the_callers_own_tags() throws IOException {
        var person = user(allow("iam:*", "*", equal("aws:ResourceTag/team", "red")));
        try (var client = iam(person)) {
            denied(client::getUser);
            root.tagUser(b -> b.userName(name(person)).tags(tag("team", "red")));
            assertThatCode(client::getUser).doesNotThrowAnyException();
            assertThatCode(client::listAccessKeys).doesNotThrowAnyException();
        }
    }

    @Test
    void tagging_is_decided_by_the_tags_that_come_and_go() throws IOException {
        var target = name(user(""));
        try (var client = iam(user(allow(
                "iam:TagUser,iam:UntagUser",
                "*",
                "{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"stage\",\"team\"]},"
                        + "\"StringEqualsIfExists\":{\"aws:RequestTag/stage\":\"test\"}}")))) {
            client.tagUser(b -> b.userName(target).tags(tag("stage", "test"), tag("team", "any")));
            denied(() -> client.tagUser(b -> b.userName(target).tags(tag("stage", "live"))));
            denied(() -> client.tagUser(b -> b.userName(target).tags(tag("boss", "me"))));
            denied(() -> client.untagUser(b -> b.userName(target).tagKeys("boss")));
            client.untagUser(b -> b.userName(target).tagKeys("team"));
        }
        assertThat(root.listUserTags(b -> b.userName(target)).tags()).containsExactly(tag("stage", "test"));
    }

    @Test
    void what_is_born_with_tags_needs_the_action_that_tags_as_well() throws IOException {
        var red = equal("aws:RequestTag/team", "red");
        var trust = policy("{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + LocalServer.ACCOUNT
                + "\"},\"Action\":\"sts:AssumeRole\"}");
        var rights = policy(allow("s3:GetObject", "*"));
        var made = "born-" + ++count;
        var creating = "iam:CreateUser,iam:CreateRole,iam:CreatePolicy,iam:CreateOpenIDConnectProvider";
        var tagging = "iam:TagUser,iam:TagRole,iam:TagPolicy,iam:TagOpenIDConnectProvider";
        try (var untagging = iam(user(allow(creating, "*")));
                var client = iam(user(allow(creating + "," + tagging, "*", red)))) {
            denied(() -> untagging.createUser(b -> b.userName(made).tags(tag("team", "red"))));
            denied(() -> untagging.createRole(
                    b -> b.roleName(made).assumeRolePolicyDocument(trust).tags(tag("team", "red"))));
            denied(() -> untagging.createPolicy(
                    b -> b.policyName(made).policyDocument(rights).tags(tag("team", "red"))));
            denied(() -> untagging.createOpenIDConnectProvider(
                    b -> b.url("https://" + made + ".test").tags(tag("team", "red"))));
            denied(() -> client.createUser(b -> b.userName(made)));
            denied(() -> client.createUser(b -> b.userName(made).tags(tag("team", "blue"))));
            denied(() -> client.createRole(
                    b -> b.roleName(made).assumeRolePolicyDocument(trust).tags(tag("team", "blue"))));
            client.createUser(b -> b.userName(made).tags(tag("team", "red")));
            client.createRole(
                    b -> b.roleName(made).assumeRolePolicyDocument(trust).tags(tag("team", "red")));
            client.createPolicy(b -> b.policyName(made).policyDocument(rights).tags(tag("team", "red")));
            client.createOpenIDConnectProvider(
                    b -> b.url("https://" + made + ".test").tags(tag("team", "red")));
        }
    }

    @Test
    void a_role_is_assumed_as_its_tags_allow() throws IOException {
        var role = role("{}");
        var arn = "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/" + role;
        try (var client = sts(user(allow("sts:AssumeRole", "*", equal("aws:ResourceTag/team", "red"))))) {
            ThrowingCallable assume =
                    () -> client.assumeRole(b -> b.roleArn(arn).roleSessionName("session"));
            denied(assume);
            root.tagRole(b -> b.roleName(role).tags(tag("team", "red")));
            assertThatCode(assume).doesNotThrowAnyException();
            root.tagRole(b -> b.roleName(role).tags(tag("team", "blue")));
            denied(assume);
        }
    }

    @Test
    void session_tags_are_decided_by_their_keys_and_values() throws IOException {
        var role = role("{\"StringEquals\":{\"aws:RequestTag/team\":\"red\"},"
                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\"]}}");
        var arn = "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/" + role;
        try (var client = sts(user(allow("sts:*", "*")))) {
            denied(() -> client.assumeRole(b -> b.roleArn(arn).roleSessionName("none")));
            denied(() -> client.assumeRole(
                    b -> b.roleArn(arn).roleSessionName("blue").tags(sessionTag("team", "blue"))));
            denied(() -> client.assumeRole(b ->
                    b.roleArn(arn).roleSessionName("more").tags(sessionTag("team", "red"), sessionTag("boss", "me"))));
            client.assumeRole(b -> b.roleArn(arn).roleSessionName("red").tags(sessionTag("team", "red")));
        }
    }

    @Test
    void a_federated_user_gets_tags_from_who_may_tag_sessions() throws IOException {
        try (var untagging = sts(user(allow("sts:GetFederationToken", "*")));
                var client = sts(user(
                        allow("sts:GetFederationToken,sts:TagSession", "*", equal("aws:RequestTag/team", "red"))))) {
            assertThatCode(() -> untagging.getFederationToken(b -> b.name("plain")))
                    .doesNotThrowAnyException();
            denied(() -> untagging.getFederationToken(b -> b.name("red").tags(sessionTag("team", "red"))));
            denied(() -> client.getFederationToken(b -> b.name("blue").tags(sessionTag("team", "blue"))));
            client.getFederationToken(b -> b.name("red").tags(sessionTag("team", "red")));
        }
    }

    @Test
    void no_header_and_no_foreign_parameter_sets_a_tag() throws IOException {
        var target = name(user(""));
        root.tagUser(b -> b.userName(target).tags(tag("team", "blue")));
        var person = user(allow("iam:GetUser", "*", equal("aws:ResourceTag/team", "red")) + ","
                + allow("iam:GetUser", "*", equal("aws:RequestTag/team", "red")));
        for (var more :
                List.of("", "&aws%3AResourceTag%2Fteam=red", "&Tags.member.1.Key=team&Tags.member.1.Value=red")) {
            var reply = person.sign(Raw.request(server.endpoint(), "POST", "/")
                            .service("iam")
                            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
                            .header("aws-ResourceTag-team", "red")
                            .body("Action=GetUser&Version=2010-05-08&UserName=" + target + more))
                    .send();
            assertThat(reply.status()).as(more).isEqualTo(403);
            assertThat(reply.code()).as(more).isEqualTo("AccessDenied");
        }
    }

    @Test
    void a_simulation_takes_tags_from_its_context_and_tells_which_it_missed() throws IOException {
        var person = user(allow("s3:GetObject", "*", equal("s3:BucketTag/team", "red")));
        var missing = root.simulatePrincipalPolicy(
                        b -> b.policySourceArn(person.arn()).actionNames("s3:GetObject"))
                .evaluationResults()
                .getFirst();
        assertThat(missing.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(missing.missingContextValues()).containsExactly("s3:buckettag/team");
        for (var color : List.of("red", "blue")) {
            var given = root.simulatePrincipalPolicy(b -> b.policySourceArn(person.arn())
                            .actionNames("s3:GetObject")
                            .contextEntries(c -> c.contextKeyName("s3:BucketTag/team")
                                    .contextKeyType("string")
                                    .contextKeyValues(color)))
                    .evaluationResults()
                    .getFirst();
            assertThat(given.evalDecision())
                    .isEqualTo(
                            color.equals("red")
                                    ? PolicyEvaluationDecisionType.ALLOWED
                                    : PolicyEvaluationDecisionType.IMPLICIT_DENY);
            assertThat(given.missingContextValues()).isEmpty();
        }
    }
}
