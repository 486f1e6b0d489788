package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A condition key is supplied wherever AWS's service authorization reference has it, else a Deny that speaks of
/// it never fires: each row denies its action to whoever has the key, and the request that has it is refused.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ConditionKeysTest {
    private static final String UNTIL = "2044-12-01T00:00:00Z";

    @Server
    private static LocalServer server;

    @Client
    private static S3Client s3;

    private static IamWorld world;
    private static AwsCredentials user;
    private static String version;

    @BeforeAll
    static void start() {
        world = new IamWorld(server);
        s3.createBucket(b -> b.bucket("keys").objectLockEnabledForBucket(true));
        s3.putBucketEncryption(b -> b.bucket("keys")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("AES256"))
                                .blockedEncryptionTypes(t -> t.encryptionTypeWithStrings("NONE")))));
        version = s3.putObject(b -> b.bucket("keys").key("o").tagging("Team=a"), RequestBody.fromString("o"))
                .versionId();
        s3.putObject(b -> b.bucket("keys").key("tagged").tagging("Team=a"), RequestBody.fromString("o"));
        user = world.user("everything", IamWorld.allow("*", "*"));
    }

    private static Raw request(
            AwsCredentials as, String method, String target, @Nullable String headers, @Nullable String body) {
        var raw = Raw.request(server.endpoint(), method, target.replace("VERSION", version))
                .accessKeyId(as.accessKeyId())
                .secret(as.secretAccessKey());
        if (body != null) {
            raw.body(body.replace("UNTIL", UNTIL)).md5();
        }
        if (headers != null) {
            for (var header : headers.split(";")) {
                int equals = header.indexOf('=');
                raw.header(
                        header.substring(0, equals).strip(),
                        header.substring(equals + 1).strip().replace("UNTIL", UNTIL));
            }
        }
        return raw;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3:object-lock-mode                         | PutObjectRetention | PUT | /keys/o?retention | | <Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>UNTIL</RetainUntilDate></Retention>
            s3:object-lock-retain-until-date            | PutObjectRetention | PUT | /keys/o?retention | | <Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>UNTIL</RetainUntilDate></Retention>
            s3:object-lock-remaining-retention-days     | PutObjectRetention | PUT | /keys/o?retention | | <Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>UNTIL</RetainUntilDate></Retention>
            s3:object-lock-mode                         | PutObject          | PUT | /keys/l | x-amz-object-lock-mode=GOVERNANCE; x-amz-object-lock-retain-until-date=UNTIL | x
            s3:object-lock-retain-until-date            | PutObject          | PUT | /keys/l | x-amz-object-lock-mode=GOVERNANCE; x-amz-object-lock-retain-until-date=UNTIL | x
            s3:object-lock-remaining-retention-days     | PutObject          | PUT | /keys/l | x-amz-object-lock-mode=GOVERNANCE; x-amz-object-lock-retain-until-date=UNTIL | x
            s3:object-lock-remaining-retention-days     | PutObject          | POST | /keys/l?uploads | x-amz-object-lock-mode=GOVERNANCE; x-amz-object-lock-retain-until-date=UNTIL |
            s3:object-lock-legal-hold                   | PutObject          | PUT | /keys/h | x-amz-object-lock-legal-hold=OFF | x
            s3:object-lock-legal-hold                   | PutObjectLegalHold | PUT | /keys/o?legal-hold | | <LegalHold><Status>OFF</Status></LegalHold>
            s3:object-lock-remaining-retention-days     | PutBucketObjectLockConfiguration | PUT | /keys?object-lock | | <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>
            s3:object-lock-mode                         | PutBucketObjectLockConfiguration | PUT | /keys?object-lock | | <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>
            s3:x-amz-server-side-encryption-customer-algorithm | PutObject   | PUT | /keys/c | x-amz-server-side-encryption-customer-algorithm=AES256; x-amz-server-side-encryption-customer-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=; x-amz-server-side-encryption-customer-key-MD5=4dcWJyMbMxIRAiPtcAgYUQ== | x
            s3:x-amz-server-side-encryption             | PutObject | PUT | /keys/s | x-amz-server-side-encryption=AES256 | x
            s3:x-amz-metadata-directive                 | PutObject | PUT | /keys/copy | x-amz-copy-source=keys/o; x-amz-metadata-directive=REPLACE |
            s3:x-amz-copy-source                        | PutObject | PUT | /keys/copy | x-amz-copy-source=keys/o |
            s3:x-amz-grant-read                         | PutObject | PUT | /keys/g | x-amz-grant-read=id=1 | x
            s3:x-amz-grant-read                         | PutBucketAcl | PUT | /keys?acl | x-amz-grant-read=id=1 |
            s3:x-amz-grant-read-acp                     | PutObjectAcl | PUT | /keys/o?acl | x-amz-grant-read-acp=id=1 |
            s3:x-amz-acl                                | PutObject | PUT | /keys/g | x-amz-acl=bucket-owner-full-control | x
            s3:x-amz-storage-class                      | PutObject | PUT | /keys/g | x-amz-storage-class=STANDARD | x
            s3:x-amz-website-redirect-location          | PutObject | PUT | /keys/g | x-amz-website-redirect-location=/a | x
            s3:x-amz-object-if-match                    | PutObject | PUT | /keys/g | x-amz-object-if-match=a | x
            s3:if-match                                 | PutObject | PUT | /keys/o | if-match=d95679752134a2d9eb61dbd7b91c4bcc | o
            s3:if-none-match                            | PutObject | PUT | /keys/n | if-none-match=* | o
            s3:ObjectCreationOperation                  | PutObject | PUT | /keys/g | | o
            s3:RequestObjectTag/team                    | PutObject | PUT | /keys/g | x-amz-tagging=Team=a | o
            s3:RequestObjectTagKeys                     | PutObjectTagging | PUT | /keys/g | x-amz-tagging=Team=a | o
            s3:ExistingObjectTag/TEAM                   | GetObject | GET | /keys/o?versionId=VERSION | |
            s3:ExistingObjectTag/team                   | GetObject | GET | /keys/tagged | |
            s3:VersionId                                | GetObjectVersion | GET | /keys/o?versionId=VERSION | |
            s3:VersionId                                | GetObjectVersionTagging | GET | /keys/o?tagging&versionId=VERSION | |
            s3:prefix                                   | ListBucket | GET | /keys?list-type=2&prefix=a | |
            s3:delimiter                                | ListBucket | GET | /keys?delimiter=%2F | |
            s3:max-keys                                 | ListBucketVersions | GET | /keys?versions&max-keys=2 | |
            s3:authType                                 | ListBucketMultipartUploads | GET | /keys?uploads | |
            s3:signatureAge                             | GetEncryptionConfiguration | GET | /keys?encryption | |
            s3:signatureversion                         | GetBucketLocation | GET | /keys?location | |
            s3:ResourceAccount                          | GetBucketVersioning | GET | /keys?versioning | |
            s3:x-amz-content-sha256                     | GetBucketPolicyStatus | GET | /keys?policyStatus | |
            s3:if-match                                 | DeleteObject | POST | /keys?delete | | <Delete><Object><Key>none</Key><ETag>a</ETag></Object></Delete>
            s3:if-match                                 | DeleteObject | DELETE | /keys/none | if-match=a |
            """)
    void a_key_that_a_request_has_can_deny_it(
            String key, String action, String method, String target, @Nullable String headers, @Nullable String body)
            throws IOException {
        if (action.startsWith("GetObject") && !target.contains("?")) {
            action = "GetObject";
        } else if (action.equals("GetObject")) {
            action = "GetObjectVersion";
        }
        var resource = target.startsWith("/keys/") || target.contains("?delete") ? "keys/*" : "keys";
        var policy =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:"
                        + action + "\",\"Resource\":\"arn:aws:s3:::" + resource + "\",\"Condition\":{\"Null\":{\"" + key
                        + "\":\"false\"}}}]}";
        s3.putBucketPolicy(b -> b.bucket("keys").policy(policy));
        Raw.Reply denied;
        try {
            denied = request(user, method, target, headers, body).sign().send();
        } finally {
            s3.deleteBucketPolicy(b -> b.bucket("keys"));
        }
        if (target.contains("?delete")) {
            assertThat(denied.body()).contains("<Code>AccessDenied</Code>");
        } else {
            assertThat(denied.status()).as(denied.body()).isEqualTo(403);
        }
        var allowed = request(user, method, target, headers, body).sign().send();
        assertThat(allowed.status()).as(allowed.body()).isNotEqualTo(403);
        assertThat(allowed.body()).doesNotContain("AccessDenied");
    }

    /// A header that an operation does not obey meets none of its conditions.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /keys/tagged?retention | <Retention/>
            PUT    | /keys?object-lock      | <ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>
            DELETE | /keys/none             |
            """)
    void a_lock_header_that_is_not_obeyed_is_no_condition(String method, String target, @Nullable String body)
            throws IOException {
        s3.putBucketPolicy(b -> b.bucket("keys").policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":["s3:PutObjectRetention",
                "s3:PutBucketObjectLockConfiguration","s3:DeleteObject"],"Resource":["arn:aws:s3:::keys","arn:aws:s3:::keys/*"],
                "Condition":{"Null":{"s3:object-lock-remaining-retention-days":"true"}}}]}
                """));
        try {
            var reply = request(
                            user,
                            method,
                            target,
                            "x-amz-object-lock-mode=GOVERNANCE; x-amz-object-lock-retain-until-date=UNTIL;"
                                    + " x-amz-bypass-governance-retention=true",
                            body)
                    .sign()
                    .send();
            assertThat(reply.status()).as(reply.body()).isEqualTo(403);
        } finally {
            s3.deleteBucketPolicy(b -> b.bucket("keys"));
        }
    }

    /// What is asked of CreateBucket stands in its document, and no bucket policy can speak of it yet.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s3:LocationConstraint   | | <CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>
            aws:RequestTag/team     | | <CreateBucketConfiguration><Tags><Tag><Key>Team</Key><Value>a</Value></Tag></Tags></CreateBucketConfiguration>
            aws:TagKeys             | | <CreateBucketConfiguration><Tags><Tag><Key>Team</Key><Value>a</Value></Tag></Tags></CreateBucketConfiguration>
            s3:x-amz-bucket-namespace | x-amz-bucket-namespace=global |
            s3:x-amz-object-ownership | x-amz-object-ownership=BucketOwnerEnforced |
            s3:x-amz-acl            | x-amz-acl=private |
            """)
    void a_key_of_a_new_bucket_can_deny_it(String key, @Nullable String headers, @Nullable String body)
            throws IOException {
        var name = "maker-" + key.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", "-");
        var maker = world.user(name, IamWorld.allow("*", "*"));
        world.asRoot(iam -> iam.putUserPolicy(p -> p.userName(name)
                .policyName("deny")
                .policyDocument(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:CreateBucket\","
                                + "\"Resource\":\"*\",\"Condition\":{\"Null\":{\"" + key + "\":\"false\"}}}]}")));
        var denied = request(maker, "PUT", "/" + name, headers, body).sign().send();
        assertThat(denied.status()).as(denied.body()).isEqualTo(403);
        var without = request(maker, "PUT", "/" + name, null, null).sign().send();
        assertThat(without.status()).as(without.body()).isEqualTo(200);
    }

    /// Who changes the rights of somebody with a boundary is held to a condition on that boundary.
    @Test
    void the_boundary_in_force_counts_for_changes_of_rights() {
        var boundary = "arn:aws:iam::aws:policy/AdministratorAccess";
        world.asRoot(iam -> {
            iam.createUser(u -> u.userName("bound").permissionsBoundary(boundary));
            iam.createUser(u -> u.userName("free"));
        });
        var admin = world.user("boundary-admin", """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:AttachUserPolicy",
                "iam:DetachUserPolicy","iam:PutUserPolicy","iam:DeleteUserPolicy","iam:DeleteUserPermissionsBoundary"],
                "Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":
                "arn:aws:iam::aws:policy/AdministratorAccess"}}}]}
                """);
        try (var iam = world.iam(admin)) {
            iam.putUserPolicy(p -> p.userName("bound").policyName("p").policyDocument(IamWorld.allow("s3:*", "*")));
            iam.deleteUserPolicy(p -> p.userName("bound").policyName("p"));
            iam.attachUserPolicy(p -> p.userName("bound").policyArn(boundary));
            iam.detachUserPolicy(p -> p.userName("bound").policyArn(boundary));
            for (var refused : Map.<String, Runnable>of(
                            "put",
                            () -> iam.putUserPolicy(p ->
                                    p.userName("free").policyName("p").policyDocument(IamWorld.allow("s3:*", "*"))),
                            "attach",
                            () -> iam.attachUserPolicy(p -> p.userName("free").policyArn(boundary)))
                    .entrySet()) {
                assertThat(IamWorld.refused(refused.getValue())
                                .awsErrorDetails()
                                .errorCode())
                        .as(refused.getKey())
                        .isEqualTo("AccessDenied");
            }
            iam.deleteUserPermissionsBoundary(d -> d.userName("bound"));
        }
    }

    /// A pair in another case does not stand in for the one that a policy speaks of.
    @Test
    void a_second_spelling_meets_no_condition() {
        String key;
        try (var kms = server.kms()) {
            key = kms.createKey().keyMetadata().keyId();
        }
        var name = "speller";
        var speller = world.user(name, """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*",
                "Condition":{"StringEquals":{"kms:EncryptionContext:app":"good"}}},
                {"Effect":"Allow","Action":"kms:TagResource","Resource":"*",
                "Condition":{"StringEquals":{"aws:RequestTag/Team":"a"}}}]}
                """);
        try (var kms = kms(speller)) {
            kms.encrypt(e -> e.keyId(key)
                    .plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x"))
                    .encryptionContext(Map.of("app", "good", "APP", "bad")));
            var forged = IamWorld.refused(() -> kms.encrypt(e -> e.keyId(key)
                    .plaintext(software.amazon.awssdk.core.SdkBytes.fromUtf8String("x"))
                    .encryptionContext(Map.of("app", "bad", "APP", "good"))));
            assertThat(forged.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            var neither = IamWorld.refused(() -> kms.tagResource(t -> t.keyId(key)
                    .tags(
                            tag -> tag.tagKey("team").tagValue("a"),
                            tag -> tag.tagKey("TEAM").tagValue("b"))));
            assertThat(neither.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            for (var other : new String[] {"TEAM", "team"}) {
                var tagged = IamWorld.refused(() -> kms.tagResource(t -> t.keyId(key)
                        .tags(
                                tag -> tag.tagKey("Team").tagValue("b"),
                                tag -> tag.tagKey(other).tagValue("a"))));
                assertThat(tagged.awsErrorDetails().errorCode()).as(other).isEqualTo("AccessDeniedException");
                kms.tagResource(t -> t.keyId(key)
                        .tags(
                                tag -> tag.tagKey("Team").tagValue("a"),
                                tag -> tag.tagKey(other).tagValue("b")));
            }
        }
    }

    /// A session's tag takes the place of the role's, whatever its case.
    @Test
    void a_session_tag_overrides_a_role_tag_of_another_case() {
        var arn = "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/tagged";
        world.asRoot(iam -> {
            iam.createRole(r -> r.roleName("tagged")
                    .assumeRolePolicyDocument(IamWorld.trust("{\"AWS\":\"" + LocalServer.ACCOUNT + "\"}", ""))
                    .tags(t -> t.key("team").value("red")));
            iam.putRolePolicy(r -> r.roleName("tagged").policyName("p").policyDocument("""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*",
                    "Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}]}
                    """));
        });
        try (var sts = world.sts(world.user("session-tagger", IamWorld.allow("sts:*", "*")))) {
            var plain = IamWorld.credentials(
                    sts.assumeRole(r -> r.roleArn(arn).roleSessionName("plain")).credentials());
            var blue = IamWorld.credentials(sts.assumeRole(r -> r.roleArn(arn)
                            .roleSessionName("blue")
                            .tags(t -> t.key("TEAM").value("blue")))
                    .credentials());
            assertThat(lists(plain)).isEqualTo(200);
            assertThat(lists(blue)).isEqualTo(403);
        }
    }

    private static int lists(AwsCredentials as) {
        var session = (software.amazon.awssdk.auth.credentials.AwsSessionCredentials) as;
        try {
            return Raw.request(server.endpoint(), "GET", "/")
                    .accessKeyId(session.accessKeyId())
                    .secret(session.secretAccessKey())
                    .header("x-amz-security-token", session.sessionToken())
                    .sign()
                    .send()
                    .status();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static software.amazon.awssdk.services.kms.KmsClient kms(AwsCredentials as) {
        return software.amazon.awssdk.services.kms.KmsClient.builder()
                .endpointOverride(server.endpoint())
                .region(software.amazon.awssdk.regions.Region.of(LocalServer.REGION))
                .credentialsProvider(software.amazon.awssdk.auth.credentials.StaticCredentialsProvider.create(as))
                .build();
    }
}
