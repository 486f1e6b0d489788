package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static sealstead.conformance.People.allow;
import static sealstead.conformance.People.policy;
import static sealstead.conformance.People.resource;
import static sealstead.conformance.Refusals.assertRefused;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.conformance.People.Person;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Policies of directory buckets grant sessions and nothing else.
@SuppressWarnings("NullAway.Init")
final class DirectoryPolicyTest {
    @Server
    private static LocalServer server;

    private static People people;

    @Client(of = Client.Kind.DIRECTORY)
    private static S3Client s3;

    @BeforeAll
    static void start() {
        people = new People(server);
    }

    private static S3Client clientOf(Person person) {
        return DirectoryBuckets.client(server, person.credentials(), LocalServer.REGION);
    }

    private static void setPolicy(String bucket, String statements) {
        s3.putBucketPolicy(b -> b.bucket(bucket).policy(policy(statements)));
    }

    @Test
    void a_policy_reads_back_as_it_was_put_until_it_is_deleted() {
        var bucket = DirectoryBuckets.create(s3, "document");
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(bucket)));
        var arn = Express.arn(bucket);
        for (var statement : List.of(
                resource("Allow", LocalServer.ACCOUNT, "s3express:CreateSession", arn, "{}"),
                resource("Allow", LocalServer.ACCOUNT, "s3express:CreateSession", "*", "{}"),
                resource("Deny", "*", "s3express:*", arn, "{}"),
                resource(
                        "Deny",
                        "*",
                        "s3express:CreateSession",
                        arn,
                        "{\"StringNotEquals\":{\"s3express:SessionMode\":\"ReadOnly\"}}"),
                // What AWS asks for before its lifecycle may expire anything.
                "{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"lifecycle.s3.amazonaws.com\"},"
                        + "\"Action\":\"s3express:CreateSession\",\"Resource\":\"" + arn + "\"}")) {
            setPolicy(bucket, statement);
            assertThat(s3.getBucketPolicy(b -> b.bucket(bucket)).policy()).isEqualTo(policy(statement));
        }
        s3.deleteBucketPolicy(b -> b.bucket(bucket));
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(bucket)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3express:CreateSession|ARN/*",
                "s3express:CreateSession|ARN/key",
                "s3express:CreateSession|arn:aws:s3:::NAME",
                "s3express:CreateSession|arn:aws:s3express:us-east-1:111122223333:bucket/other--use1-az4--x-s3",
                "s3express:CreateSession|arn:aws:s3express:eu-west-1:111122223333:bucket/NAME",
                "s3express:CreateSession|arn:aws:s3express:us-east-1:444455556666:bucket/NAME"
            })
    void a_policy_that_speaks_of_anything_but_its_bucket_is_malformed(String line) {
        refused(line, "Policy has invalid resource");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3express:PutBucketPolicy|ARN",
                "s3express:DeleteBucket|ARN",
                "s3express:CreateSession,s3express:TagResource|ARN",
                "s3express:Put*|ARN",
                "s3:GetObject|ARN",
                "s3:*|ARN"
            })
    void a_policy_that_grants_anything_but_sessions_is_malformed(String line) {
        refused(line, "Action does not apply to any resource(s) in statement");
    }

    @Test
    void a_policy_that_grants_what_does_not_exist_is_malformed() {
        refused("s3express:NoSuchThing|ARN", "Policy has invalid action");
    }

    private static void refused(String line, String message) {
        var bucket = Express.name("malformed");
        if (s3.listDirectoryBuckets(b -> {}).buckets().stream()
                .noneMatch(known -> known.name().equals(bucket))) {
            DirectoryBuckets.create(s3, "malformed");
        }
        var filled = line.replace("ARN", Express.arn(bucket)).replace("NAME", bucket);
        int bar = filled.indexOf('|');
        var statement =
                resource("Allow", LocalServer.ACCOUNT, filled.substring(0, bar), filled.substring(bar + 1), "{}");
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                software.amazon.awssdk.services.s3.model.S3Exception.class,
                                () -> setPolicy(bucket, statement))
                        .awsErrorDetails())
                .satisfies(details -> {
                    assertThat(details.errorCode()).isEqualTo("MalformedPolicy");
                    assertThat(details.errorMessage()).isEqualTo(message);
                });
        assertRefused(404, "NoSuchBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(bucket)));
    }

    @Test
    void a_public_policy_is_refused_for_good() {
        var bucket = DirectoryBuckets.create(s3, "public");
        var open = resource("Allow", "*", "s3express:CreateSession", Express.arn(bucket), "{}");
        assertRefused(403, "AccessDenied", () -> setPolicy(bucket, open));
        assertRefused(501, "NotImplemented", () -> s3.deletePublicAccessBlock(b -> b.bucket(bucket)));
        assertRefused(403, "AccessDenied", () -> setPolicy(bucket, open));
    }

    @Test
    void a_policy_of_everything_lets_its_users_use_the_bucket_and_never_configure_it() throws IOException {
        var bucket = DirectoryBuckets.create(s3, "everything");
        var friend = people.user(LocalServer.ACCOUNT, "friend", "");
        var stranger = people.account("444455556666");
        setPolicy(
                bucket,
                resource("Allow", friend.arn(), "s3express:*", "*", "{}") + ","
                        + resource("Allow", stranger.account(), "s3express:*", "*", "{}"));
        for (var person : List.of(friend, stranger)) {
            try (var client = clientOf(person)) {
                client.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("x"));
                assertThat(client.getObjectAsBytes(b -> b.bucket(bucket).key("k"))
                                .asUtf8String())
                        .isEqualTo("x");
                client.deleteObject(b -> b.bucket(bucket).key("k"));
                assertRefused(403, "AccessDenied", () -> client.getBucketPolicy(b -> b.bucket(bucket)));
                assertRefused(403, "AccessDenied", () -> client.deleteBucketPolicy(b -> b.bucket(bucket)));
                assertRefused(403, "AccessDenied", () -> client.getBucketEncryption(b -> b.bucket(bucket)));
                assertRefused(403, "AccessDenied", () -> client.deleteBucketLifecycle(b -> b.bucket(bucket)));
                assertRefused(403, "AccessDenied", () -> client.deleteBucket(b -> b.bucket(bucket)));
            }
        }
    }

    @Test
    void another_account_needs_both_sides_to_use_a_bucket() throws IOException {
        var bucket = DirectoryBuckets.create(s3, "both-sides");
        var account = people.account("777788889999");
        var user = people.user(account.account(), "user", "");
        s3.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromString("x"));
        try (var client = clientOf(user)) {
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> client.getObject(b -> b.bucket(bucket).key("k")));
            people.permit(user, allow("s3express:CreateSession", Express.arn(bucket)));
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> client.getObject(b -> b.bucket(bucket).key("k")));
            setPolicy(
                    bucket,
                    resource(
                            "Allow",
                            user.arn(),
                            "s3express:CreateSession",
                            Express.arn(bucket),
                            "{\"StringEquals\":{\"s3express:SessionMode\":\"ReadOnly\"}}"));
            client.getObject(b -> b.bucket(bucket).key("k"));
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> client.deleteObject(b -> b.bucket(bucket).key("k")));
            people.permit(user, "");
            assertRefused(
                    403,
                    "AccessDenied",
                    () -> client.getObject(b -> b.bucket(bucket).key("k")));
        }
    }

    @Test
    void an_identity_policy_of_the_other_service_opens_nothing() throws IOException {
        var bucket = DirectoryBuckets.create(s3, "s3-only");
        var user = people.user(LocalServer.ACCOUNT, "s3-only", allow("s3:*", "*"));
        try (var client = clientOf(user)) {
            assertRefused(403, "AccessDenied", () -> client.listObjectsV2(b -> b.bucket(bucket)));
            assertRefused(403, "AccessDenied", () -> client.getBucketPolicy(b -> b.bucket(bucket)));
            people.permit(user, allow("s3express:GetBucketPolicy", Express.arn(bucket)));
            assertRefused(404, "NoSuchBucketPolicy", () -> client.getBucketPolicy(b -> b.bucket(bucket)));
            assertRefused(403, "AccessDenied", () -> client.listObjectsV2(b -> b.bucket(bucket)));
        }
    }
}
