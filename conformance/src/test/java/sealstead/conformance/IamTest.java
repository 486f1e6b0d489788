package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.IamWorld.ALLOW_ALL;
import static sealstead.conformance.IamWorld.ROOT;
import static sealstead.conformance.IamWorld.allow;
import static sealstead.conformance.IamWorld.credentials;
import static sealstead.conformance.IamWorld.refused;
import static sealstead.conformance.IamWorld.trust;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.User;

/// IAM through the SDK of AWS.
@FarStore.AnyEngine
@FarStore.Quick
@Inside("an account whose identities are the test's")
final class IamTest {
    private static final LocalServer SERVER = new LocalServer();
    private static final IamWorld WORLD = new IamWorld(SERVER);
    private static final String ACCOUNT = LocalServer.ACCOUNT;
    private static IamClient iam = WORLD.iam(ROOT);

    @BeforeAll
    static void connect() {
        iam = WORLD.iam(ROOT);
    }

    @AfterAll
    static void stop() throws IOException {
        iam.close();
        SERVER.close();
    }

    @Test
    void a_user_is_made_found_renamed_and_deleted() {
        var made = iam.createUser(request -> request.userName("Anna")
                        .path("/staff/")
                        .tags(Tag.builder().key("team").value("blue").build()))
                .user();
        assertThat(made.arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":user/staff/Anna");
        assertThat(made.userId()).matches("AIDA[A-Z2-7]{17}");
        refused(
                409,
                "EntityAlreadyExists",
                "User with name anna already exists.",
                () -> iam.createUser(request -> request.userName("anna")));
        assertThat(iam.getUser(request -> request.userName("Anna")).user()).isEqualTo(made);
        iam.updateUser(request -> request.userName("Anna").newUserName("Anne").newPath("/"));
        assertThat(iam.getUser(request -> request.userName("Anne")).user().userId())
                .isEqualTo(made.userId());
        refused(
                404,
                "NoSuchEntity",
                "The user with name Anna cannot be found.",
                () -> iam.getUser(request -> request.userName("Anna")));
        iam.tagUser(request -> request.userName("Anne")
                .tags(Tag.builder().key("Team").value("red").build()));
        assertThat(iam.listUserTags(request -> request.userName("Anne")).tags())
                .containsExactly(Tag.builder().key("Team").value("red").build());
        iam.untagUser(request -> request.userName("Anne").tagKeys("TEAM"));
        assertThat(iam.listUserTags(request -> request.userName("Anne")).tags()).isEmpty();
        iam.deleteUser(request -> request.userName("Anne"));
        refused(
                404,
                "NoSuchEntity",
                "The user with name Anne cannot be found.",
                () -> iam.deleteUser(request -> request.userName("Anne")));
        iam.createUser(request -> request.userName("Anna"));
        iam.deleteUser(request -> request.userName("Anna"));
    }

    @Test
    void a_user_has_two_access_keys_which_stop_working_at_once() {
        iam.createUser(request -> request.userName("keys"));
        var one = iam.createAccessKey(request -> request.userName("keys")).accessKey();
        var two = iam.createAccessKey(request -> request.userName("keys")).accessKey();
        refused(
                409,
                "LimitExceeded",
                "Cannot exceed quota for AccessKeysPerUser: 2",
                () -> iam.createAccessKey(request -> request.userName("keys")));
        try (var sts = WORLD.sts(credentials(one))) {
            assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::" + ACCOUNT + ":user/keys");
            iam.updateAccessKey(request ->
                    request.userName("keys").accessKeyId(one.accessKeyId()).status(StatusType.INACTIVE));
            refused(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                    () -> sts.getCallerIdentity());
            iam.updateAccessKey(request ->
                    request.userName("keys").accessKeyId(one.accessKeyId()).status(StatusType.ACTIVE));
            assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
        }
        var used = iam.getAccessKeyLastUsed(request -> request.accessKeyId(one.accessKeyId()));
        assertThat(used.userName()).isEqualTo("keys");
        assertThat(used.accessKeyLastUsed().serviceName()).isEqualTo("sts");
        assertThat(used.accessKeyLastUsed().region()).isEqualTo("us-east-1");
        assertThat(iam.getAccessKeyLastUsed(request -> request.accessKeyId(two.accessKeyId()))
                        .accessKeyLastUsed()
                        .serviceName())
                .isEqualTo("N/A");
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must delete access keys first.",
                () -> iam.deleteUser(request -> request.userName("keys")));
        iam.deleteAccessKey(request -> request.userName("keys").accessKeyId(one.accessKeyId()));
        try (var sts = WORLD.sts(credentials(one))) {
            refused(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                    () -> sts.getCallerIdentity());
        }
        refused(
                404,
                "NoSuchEntity",
                "The Access Key with id " + one.accessKeyId() + " cannot be found.",
                () -> iam.deleteAccessKey(request -> request.userName("keys").accessKeyId(one.accessKeyId())));
    }

    @Test
    void an_unknown_key_and_an_inactive_one_are_told_alike_and_a_wrong_secret_is_a_wrong_signature() {
        var unknown = software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                "AKIAAAAAAAAAAAAAAAAA", "x".repeat(40));
        try (var other = WORLD.iam(unknown)) {
            refused(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                    () -> other.listUsers());
        }
        var wrong = software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                LocalServer.ACCESS_KEY_ID, "x".repeat(40));
        try (var other = WORLD.iam(wrong)) {
            assertThat(refused(() -> other.listUsers()).awsErrorDetails().errorCode())
                    .isEqualTo("SignatureDoesNotMatch");
        }
    }

    @Test
    void policies_of_groups_count_and_stop_with_membership() {
        var ben = WORLD.user("ben", "");
        iam.createGroup(request -> request.groupName("readers"));
        iam.putGroupPolicy(
                request -> request.groupName("readers").policyName("list").policyDocument(allow("iam:ListUsers", "*")));
        try (var asBen = WORLD.iam(ben)) {
            refused(
                    403,
                    "AccessDenied",
                    "User: arn:aws:iam::" + ACCOUNT + ":user/ben is not authorized to perform: iam:ListUsers on"
                            + " resource: arn:aws:iam::" + ACCOUNT + ":user/ because no identity-based policy allows"
                            + " the iam:ListUsers action",
                    () -> asBen.listUsers());
            iam.addUserToGroup(request -> request.groupName("readers").userName("ben"));
            assertThat(asBen.listUsers().users()).extracting(User::userName).contains("ben");
            assertThat(iam.listGroupsForUser(request -> request.userName("ben")).groups())
                    .singleElement()
                    .satisfies(group -> assertThat(group.groupName()).isEqualTo("readers"));
            assertThat(iam.getGroup(request -> request.groupName("readers")).users())
                    .extracting(User::userName)
                    .containsExactly("ben");
            refused(
                    409,
                    "DeleteConflict",
                    "Cannot delete entity, must remove users from group first.",
                    () -> iam.deleteGroup(request -> request.groupName("readers")));
            iam.removeUserFromGroup(request -> request.groupName("readers").userName("ben"));
            assertThat(refused(() -> asBen.listUsers()).statusCode()).isEqualTo(403);
        }
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must delete policies first.",
                () -> iam.deleteGroup(request -> request.groupName("readers")));
    }

    @Test
    void who_may_not_learns_nothing_of_who_exists() {
        var nosy = WORLD.user("nosy", "");
        iam.createUser(request -> request.userName("hidden"));
        try (var asNosy = WORLD.iam(nosy)) {
            for (var name : new String[] {"hidden", "nowhere"}) {
                assertThat(refused(() -> asNosy.getUser(request -> request.userName(name)))
                                .awsErrorDetails()
                                .errorMessage()
                                .replace(name, "NAME"))
                        .isEqualTo("User: arn:aws:iam::" + ACCOUNT
                                + ":user/nosy is not authorized to perform: iam:GetUser on resource: arn:aws:iam::"
                                + ACCOUNT
                                + ":user/NAME because no identity-based policy allows the iam:GetUser action");
            }
        }
    }

    @Test
    void a_managed_policy_has_five_versions_and_the_default_one_is_in_force() {
        var arn = iam.createPolicy(request ->
                        request.policyName("versions").path("/team/").policyDocument(allow("iam:ListUsers", "*")))
                .policy()
                .arn();
        assertThat(arn).isEqualTo("arn:aws:iam::" + ACCOUNT + ":policy/team/versions");
        var carl = WORLD.user("carl", "");
        iam.attachUserPolicy(request -> request.userName("carl").policyArn(arn));
        try (var asCarl = WORLD.iam(carl)) {
            assertThat(asCarl.listUsers().users()).isNotEmpty();
            var two = iam.createPolicyVersion(request -> request.policyArn(arn)
                            .policyDocument(allow("iam:ListRoles", "*"))
                            .setAsDefault(true))
                    .policyVersion();
            assertThat(two.versionId()).isEqualTo("v2");
            assertThat(refused(() -> asCarl.listUsers()).statusCode()).isEqualTo(403);
            iam.setDefaultPolicyVersion(request -> request.policyArn(arn).versionId("v1"));
            assertThat(asCarl.listUsers().users()).isNotEmpty();
        }
        for (int i = 3; i <= 5; i++) {
            iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument(ALLOW_ALL));
        }
        refused(
                409,
                "LimitExceeded",
                "A managed policy can have up to 5 versions. Before you create a new version, you must delete an"
                        + " existing version.",
                () -> iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument(ALLOW_ALL)));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete the default version of a policy.",
                () -> iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v1")));
        var text = iam.getPolicyVersion(request -> request.policyArn(arn).versionId("v2"))
                .policyVersion()
                .document();
        assertThat(text).doesNotContain(" ").doesNotContain("{").contains("%7B");
        assertThat(URLDecoder.decode(text, StandardCharsets.UTF_8)).isEqualTo(allow("iam:ListRoles", "*"));
        assertThat(iam.getPolicy(request -> request.policyArn(arn)).policy().attachmentCount())
                .isEqualTo(1);
        assertThat(iam.listEntitiesForPolicy(request -> request.policyArn(arn)).policyUsers())
                .singleElement()
                .satisfies(user -> assertThat(user.userName()).isEqualTo("carl"));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete a policy attached to entities.",
                () -> iam.deletePolicy(request -> request.policyArn(arn)));
        iam.detachUserPolicy(request -> request.userName("carl").policyArn(arn));
        refused(
                404,
                "NoSuchEntity",
                "Policy " + arn + " was not found.",
                () -> iam.detachUserPolicy(request -> request.userName("carl").policyArn(arn)));
        assertThat(refused(() -> iam.deletePolicy(request -> request.policyArn(arn)))
                        .awsErrorDetails()
                        .errorMessage())
                .startsWith("This policy has more than one version.");
        for (int i = 2; i <= 5; i++) {
            var version = "v" + i;
            iam.deletePolicyVersion(request -> request.policyArn(arn).versionId(version));
        }
        iam.deletePolicy(request -> request.policyArn(arn));
        refused(
                404,
                "NoSuchEntity",
                "Policy " + arn + " was not found.",
                () -> iam.getPolicy(request -> request.policyArn(arn)));
    }

    @Test
    void a_policy_made_again_under_its_old_name_is_attached_to_nobody() throws IOException {
        var dora = WORLD.user("dora", "");
        var arn = iam.createPolicy(request -> request.policyName("again").policyDocument(allow("s3:ListBucket", "*")))
                .policy()
                .arn();
        iam.attachUserPolicy(request -> request.userName("dora").policyArn(arn));
        iam.detachUserPolicy(request -> request.userName("dora").policyArn(arn));
        iam.deletePolicy(request -> request.policyArn(arn));
        iam.createPolicy(request -> request.policyName("again").policyDocument(ALLOW_ALL));
        try (var asDora = WORLD.iam(dora)) {
            assertThat(refused(() -> asDora.listUsers()).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void policies_of_aws_can_be_attached_and_not_changed() {
        var arn = "arn:aws:iam::aws:policy/AdministratorAccess";
        var eva = WORLD.user("eva", "");
        iam.attachUserPolicy(request -> request.userName("eva").policyArn(arn));
        try (var asEva = WORLD.iam(eva)) {
            assertThat(asEva.listUsers().users()).isNotEmpty();
            assertThat(asEva.listAttachedUserPolicies(request -> request.userName("eva"))
                            .attachedPolicies())
                    .singleElement()
                    .satisfies(policy -> assertThat(policy.policyArn()).isEqualTo(arn));
        }
        assertThat(refused(() -> iam.createPolicyVersion(
                                request -> request.policyArn(arn).policyDocument(ALLOW_ALL)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(iam.listPolicies(request -> request.scope("AWS")).policies()).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void a_boundary_limits_what_policies_allow() {
        var boundary = iam.createPolicy(
                        request -> request.policyName("boundary").policyDocument(allow("iam:ListUsers", "*")))
                .policy()
                .arn();
        var fred = WORLD.user("fred", ALLOW_ALL);
        try (var asFred = WORLD.iam(fred)) {
            assertThat(asFred.listRoles().hasRoles()).isTrue();
            iam.putUserPermissionsBoundary(request -> request.userName("fred").permissionsBoundary(boundary));
            assertThat(asFred.listUsers().users()).isNotEmpty();
            assertThat(refused(() -> asFred.listRoles()).awsErrorDetails().errorMessage())
                    .endsWith("because no permissions boundary allows the iam:ListRoles action");
            refused(
                    409,
                    "DeleteConflict",
                    "Cannot delete a policy attached to entities.",
                    () -> iam.deletePolicy(request -> request.policyArn(boundary)));
            assertThat(iam.getUser(request -> request.userName("fred"))
                            .user()
                            .permissionsBoundary()
                            .permissionsBoundaryArn())
                    .isEqualTo(boundary);
            iam.deleteUserPermissionsBoundary(request -> request.userName("fred"));
            assertThat(asFred.listRoles().hasRoles()).isTrue();
        }
    }

    @Test
    void documents_that_are_no_policies_or_too_long_are_refused() {
        iam.createUser(request -> request.userName("long"));
        assertThat(refused(() -> iam.putUserPolicy(request ->
                                request.userName("long").policyName("bad").policyDocument("{\"Statement\":\"no\"}")))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("MalformedPolicyDocument");
        var longOne = allow("s3:GetObject", "arn:aws:s3:::" + "b".repeat(2000) + "/*");
        refused(
                409,
                "LimitExceeded",
                "Maximum policy size of 2048 bytes exceeded for user long",
                () -> iam.putUserPolicy(
                        request -> request.userName("long").policyName("long").policyDocument(longOne)));
        var spaced = ALLOW_ALL.replace(":[", ":" + " ".repeat(3000) + "[");
        iam.putUserPolicy(
                request -> request.userName("long").policyName("spaced").policyDocument(spaced));
        assertThat(iam.listUserPolicies(request -> request.userName("long")).policyNames())
                .containsExactly("spaced");
        refused(
                404,
                "NoSuchEntity",
                "The user policy with name none cannot be found.",
                () -> iam.getUserPolicy(request -> request.userName("long").policyName("none")));
        refused(
                400,
                "ValidationError",
                "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the"
                        + " following: +=,.@_-",
                () -> iam.createUser(request -> request.userName("a b")));
    }

    @Test
    void lists_come_in_pages_without_a_gap() {
        for (int i = 0; i < 25; i++) {
            var name = "page-%02d".formatted(i);
            iam.createUser(request -> request.userName(name).path("/pages/"));
        }
        var names = new ArrayList<String>();
        iam.listUsersPaginator(request -> request.pathPrefix("/pages/").maxItems(7))
                .users()
                .forEach(user -> names.add(user.userName()));
        assertThat(names)
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj("page-%02d"::formatted).toList());
    }

    @Test
    void a_role_is_made_changed_and_deleted() {
        var trust = trust("{\"AWS\":\"arn:aws:iam::" + ACCOUNT + ":root\"}", "");
        var made = iam.createRole(request -> request.roleName("worker")
                        .assumeRolePolicyDocument(trust)
                        .description("works")
                        .maxSessionDuration(7200))
                .role();
        assertThat(made.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(URLDecoder.decode(made.assumeRolePolicyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(trust);
        assertThat(iam.getRole(request -> request.roleName("worker")).role().maxSessionDuration())
                .isEqualTo(7200);
        iam.updateRole(request -> request.roleName("worker").maxSessionDuration(3600));
        assertThat(iam.getRole(request -> request.roleName("worker")).role().description())
                .isEqualTo("works");
        iam.putRolePolicy(request -> request.roleName("worker").policyName("p").policyDocument(ALLOW_ALL));
        refused(
                409,
                "DeleteConflict",
                "Cannot delete entity, must delete policies first.",
                () -> iam.deleteRole(request -> request.roleName("worker")));
        iam.deleteRolePolicy(request -> request.roleName("worker").policyName("p"));
        assertThat(iam.listInstanceProfilesForRole(request -> request.roleName("worker"))
                        .instanceProfiles())
                .isEmpty();
        assertThat(refused(() -> iam.updateAssumeRolePolicy(
                                request -> request.roleName("worker").policyDocument(ALLOW_ALL)))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("MalformedPolicyDocument");
        iam.deleteRole(request -> request.roleName("worker"));
        refused(
                404,
                "NoSuchEntity",
                "The role with name worker cannot be found.",
                () -> iam.getRole(request -> request.roleName("worker")));
    }

    @Test
    void simulations_answer_as_the_policies_would() {
        WORLD.user(
                "sim",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                        + "\"Resource\":\"arn:aws:s3:::b/*\",\"Condition\":{\"StringEquals\":{\"aws:userid\":\"x\"}}},"
                        + "{\"Effect\":\"Deny\",\"Action\":\"s3:PutObject\",\"Resource\":\"*\"}]}");
        var results = iam.simulatePrincipalPolicy(
                        request -> request.policySourceArn("arn:aws:iam::" + ACCOUNT + ":user/sim")
                                .actionNames("s3:GetObject", "s3:PutObject", "s3:ListBucket")
                                .resourceArns("arn:aws:s3:::b/k"))
                .evaluationResults();
        assertThat(results)
                .extracting(result -> result.evalDecision())
                .containsExactly(
                        PolicyEvaluationDecisionType.IMPLICIT_DENY,
                        PolicyEvaluationDecisionType.EXPLICIT_DENY,
                        PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(results.getFirst().missingContextValues()).contains("aws:userid");
        var given = iam.simulatePrincipalPolicy(
                        request -> request.policySourceArn("arn:aws:iam::" + ACCOUNT + ":user/sim")
                                .actionNames("s3:GetObject")
                                .resourceArns("arn:aws:s3:::b/k")
                                .contextEntries(ContextEntry.builder()
                                        .contextKeyName("aws:userid")
                                        .contextKeyValues("x")
                                        .contextKeyType(ContextKeyTypeEnum.STRING)
                                        .build()))
                .evaluationResults()
                .getFirst();
        assertThat(given.evalDecision()).isEqualTo(PolicyEvaluationDecisionType.ALLOWED);
        assertThat(given.matchedStatements()).isNotEmpty();
        var custom = iam.simulateCustomPolicy(request -> request.policyInputList(ALLOW_ALL)
                        .permissionsBoundaryPolicyInputList(allow("s3:*", "*"))
                        .actionNames("s3:GetObject", "kms:Decrypt"))
                .evaluationResults();
        assertThat(custom)
                .extracting(result -> result.evalDecision())
                .containsExactly(PolicyEvaluationDecisionType.ALLOWED, PolicyEvaluationDecisionType.IMPLICIT_DENY);
        assertThat(custom.get(1).permissionsBoundaryDecisionDetail().allowedByPermissionsBoundary())
                .isFalse();
    }

    @Test
    void the_account_has_an_alias_and_a_summary() {
        iam.createAccountAlias(request -> request.accountAlias("my-account"));
        assertThat(iam.listAccountAliases().accountAliases()).containsExactly("my-account");
        assertThat(iam.getAccountSummary().summaryMapAsStrings())
                .containsEntry("AccessKeysPerUserQuota", 2)
                .containsEntry("AccountAccessKeysPresent", 1);
        iam.deleteAccountAlias(request -> request.accountAlias("my-account"));
        assertThat(iam.listAccountAliases().accountAliases()).isEmpty();
        assertThat(iam.getAccountAuthorizationDetails().policies()).isNotNull();
    }

    /// A page ends where it is large enough, whatever was asked for: all documents of an account take more than
    /// a request may hold.
    @Test
    void pages_of_large_documents_are_shorter_and_the_next_goes_on() {
        var names = new TreeSet<String>();
        var large = largePolicy();
        for (int i = 0; i < 250; i++) {
            var name = "large-%03d".formatted(i);
            iam.createPolicy(request -> request.policyName(name).policyDocument(large));
            names.add(name);
        }
        var first =
                iam.listPolicies(request -> request.scope(PolicyScopeType.LOCAL).maxItems(1000));
        assertThat(first.policies()).hasSizeBetween(100, 200);
        assertThat(first.isTruncated()).isTrue();
        assertThat(iam.listPoliciesPaginator(
                                request -> request.scope(PolicyScopeType.LOCAL).maxItems(1000))
                        .policies())
                .extracting(policy -> policy.policyName())
                .containsAll(names)
                .doesNotHaveDuplicates();
        assertThat(iam
                        .getAccountAuthorizationDetailsPaginator(request ->
                                request.filter(EntityType.LOCAL_MANAGED_POLICY).maxItems(1000))
                        .stream()
                        .flatMap(page -> page.policies().stream())
                        .toList())
                .extracting(policy -> policy.policyName())
                .containsAll(names)
                .doesNotHaveDuplicates();
        names.forEach(
                name -> iam.deletePolicy(request -> request.policyArn("arn:aws:iam::" + ACCOUNT + ":policy/" + name)));
    }

    /// What did not fit is on the next page, although something small behind it would have fitted.
    @Test
    void a_large_document_between_small_ones_is_on_one_of_the_pages() {
        var names = new TreeSet<String>();
        for (int i = 0; i < 400; i++) {
            var name = "mixed-%03d".formatted(i);
            var document = i % 3 == 0 ? largePolicy() : ALLOW_ALL;
            iam.createPolicy(request -> request.policyName(name).policyDocument(document));
            names.add(name);
        }
        assertThat(iam.listPoliciesPaginator(
                                request -> request.scope(PolicyScopeType.LOCAL).maxItems(1000))
                        .policies())
                .extracting(policy -> policy.policyName())
                .containsAll(names)
                .doesNotHaveDuplicates();
        names.forEach(
                name -> iam.deletePolicy(request -> request.policyArn("arn:aws:iam::" + ACCOUNT + ":policy/" + name)));
    }

    private static String largePolicy() {
        var actions = new StringBuilder();
        while (actions.length() < 5_900) {
            actions.append(actions.isEmpty() ? "" : ",").append("\"s3:GetObject\"");
        }
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":[" + actions
                + "],\"Resource\":\"*\"}}";
    }

    @Test
    void unsupported_operations_answer_by_name() {
        refused(
                501,
                "NotImplemented",
                "The operation CreateInstanceProfile is not implemented.",
                () -> iam.createInstanceProfile(request -> request.instanceProfileName("x")));
    }

    @Test
    void a_restart_keeps_everything() throws IOException {
        var gina = WORLD.user("gina", allow("iam:GetUser", "*"));
        SERVER.restart();
        iam.close();
        iam = WORLD.iam(ROOT);
        try (var asGina = WORLD.iam(gina)) {
            assertThat(asGina.getUser().user().userName()).isEqualTo("gina");
        }
    }
}
