package sealstead.conformance;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;

/// What tests of replication need: a role, buckets with versions, and rules between them.
final class ReplicationWorld {
    static final String ROLE = "arn:aws:iam::" + LocalServer.ACCOUNT + ":role/replication";
    static final String TRUST =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                    + "\"s3.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}";
    /// What AWS tells its users to let the role do, without KMS.
    static final String OF_SOURCE = "s3:GetReplicationConfiguration,s3:ListBucket,s3:GetObjectVersionForReplication,"
            + "s3:GetObjectVersionAcl,s3:GetObjectVersionTagging,s3:GetObjectRetention,s3:GetObjectLegalHold";

    static final String OF_DESTINATION = "s3:ReplicateObject,s3:ReplicateDelete,s3:ReplicateTags";

    private final LocalServer server;
    private final S3Client s3;

    ReplicationWorld(LocalServer server, S3Client s3) {
        this.server = server;
        this.s3 = s3;
    }

    static void makeRole(IamClient iam, String name, String... actions) {
        iam.createRole(r -> r.roleName(name).assumeRolePolicyDocument(TRUST));
        permit(iam, name, actions);
    }

    static void permit(IamClient iam, String name, String... actions) {
        var statements = Stream.of(actions).map(some -> People.allow(some, "*")).toList();
        iam.putRolePolicy(
                r -> r.roleName(name).policyName("rights").policyDocument(People.policy(String.join(",", statements))));
    }

    /// Two buckets with versions.
    void pair(String name) {
        versioned(s3, name);
        versioned(s3, name + "-replica");
    }

    static void versioned(S3Client s3, String bucket) {
        s3.createBucket(b -> b.bucket(bucket));
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    /// A rule for everything, delete markers among it.
    static Consumer<ReplicationRule.Builder> everything(String destination) {
        return rule -> rule.id("all")
                .priority(1)
                .status("Enabled")
                .filter(f -> f.prefix(""))
                .deleteMarkerReplication(d -> d.status("Enabled"))
                .destination(d -> d.bucket("arn:aws:s3:::" + destination));
    }

    void replicate(String bucket, Consumer<ReplicationRule.Builder> rule) {
        replicate(s3, bucket, ROLE, List.of(rule));
    }

    static void replicate(S3Client s3, String bucket, String role, List<Consumer<ReplicationRule.Builder>> rules) {
        var made = rules.stream()
                .map(rule -> {
                    var builder = ReplicationRule.builder();
                    rule.accept(builder);
                    return builder.build();
                })
                .toList();
        s3.putBucketReplication(
                b -> b.bucket(bucket).replicationConfiguration(c -> c.role(role).rules(made)));
    }

    String put(String bucket, String key, String body) {
        return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(body))
                .versionId();
    }

    HeadObjectResponse head(String bucket, String key, String version) {
        return s3.headObject(b -> b.bucket(bucket).key(key).versionId(version));
    }

    ReplicationStatus status(String bucket, String key, String version) {
        return head(bucket, key, version).replicationStatus();
    }

    boolean isThere(String bucket, String key) {
        return s3.listObjectVersions(b -> b.bucket(bucket).prefix(key)).versions().stream()
                .anyMatch(version -> version.key().equals(key));
    }

    /// Replicates what waits.
    void work() {
        try {
            server.server().maintainNow();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
