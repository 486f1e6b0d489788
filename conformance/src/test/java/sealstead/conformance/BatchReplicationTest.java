package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestGeneratorFilter;
import software.amazon.awssdk.services.s3control.model.JobOperation;
import software.amazon.awssdk.services.s3control.model.JobStatus;

/// Batch jobs that replicate what was there already, or failed before.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BatchReplicationTest {
    private static final JobOperation REPLICATE =
            JobOperation.builder().s3ReplicateObject(r -> {}).build();

    @Server(@Server.With(setting = Setting.REPLICATION_EVERY, value = "PT1H"))
    private static LocalServer server;

    private static BatchWorld batch;
    private static ReplicationWorld world;

    @BeforeAll
    static void start() {
        batch = new BatchWorld(server);
        world = new ReplicationWorld(server, batch.s3);
        new IamWorld(server)
                .asRoot(iam -> ReplicationWorld.makeRole(
                        iam, "replication", ReplicationWorld.OF_SOURCE, ReplicationWorld.OF_DESTINATION));
    }

    @AfterAll
    static void stop() throws IOException {
        batch.close();
    }

    private static List<String> replicate(String bucket, Consumer<JobManifestGeneratorFilter.Builder> filter)
            throws Exception {
        var id = batch.create(
                REPLICATE,
                b -> b.manifestGenerator(g -> g.s3JobManifestGenerator(m -> m.sourceBucket("arn:aws:s3:::" + bucket)
                        .enableManifestOutput(false)
                        .filter(filter))));
        assertThat(batch.ended(id).status()).isEqualTo(JobStatus.COMPLETE);
        return batch.report(id);
    }

    @Test
    void what_was_there_before_the_rules_is_replicated_and_what_no_rule_covers_is_not_in_the_list() throws Exception {
        world.pair("before");
        var old = world.put("before", "in/old", "x");
        var out = world.put("before", "out/old", "x");
        world.replicate("before", rule -> {
            ReplicationWorld.everything("before-replica").accept(rule);
            rule.filter(f -> f.prefix("in/"));
        });
        world.work();
        assertThat(world.isThere("before-replica", "in/old")).isFalse();
        assertThat(replicate("before", f -> f.eligibleForReplication(true))).hasSize(1);
        assertThat(world.status("before", "in/old", old)).isEqualTo(ReplicationStatus.PENDING);
        world.work();
        assertThat(world.status("before", "in/old", old)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(world.head("before-replica", "in/old", old).replicationStatus())
                .isEqualTo(ReplicationStatus.REPLICA);
        assertThat(world.status("before", "out/old", out)).isNull();
    }

    @Test
    void what_failed_is_tried_again() throws Exception {
        world.pair("failed");
        world.replicate("failed", ReplicationWorld.everything("failed-replica"));
        var well = world.put("failed", "well", "x");
        world.work();
        batch.s3.putBucketPolicy(b -> b.bucket("failed-replica")
                .policy(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":"
                                + "\"s3:ReplicateObject\",\"Resource\":\"arn:aws:s3:::failed-replica/*\"}]}"));
        var version = world.put("failed", "k", "x");
        world.work();
        assertThat(world.status("failed", "k", version)).isEqualTo(ReplicationStatus.FAILED);
        batch.s3.deleteBucketPolicy(b -> b.bucket("failed-replica"));
        assertThat(replicate(
                        "failed",
                        f -> f.objectReplicationStatuses(
                                software.amazon.awssdk.services.s3control.model.ReplicationStatus.FAILED)))
                .hasSize(1);
        world.work();
        assertThat(world.status("failed", "k", version)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(world.status("failed", "well", well)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(world.isThere("failed-replica", "k")).isTrue();
    }

    @Test
    void a_list_can_name_older_versions_and_what_goes_nowhere_fails_with_its_reason() throws Exception {
        world.pair("listed");
        var older = world.put("listed", "k", "1");
        world.put("listed", "k", "2");
        world.put("listed", "out", "x");
        world.replicate("listed", rule -> {
            ReplicationWorld.everything("listed-replica").accept(rule);
            rule.filter(f -> f.prefix("k"));
        });
        var fields = List.of(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY, JobManifestFieldName.VERSION_ID);
        var named = batch.create(REPLICATE, batch.csv(fields, "listed,k," + older));
        assertThat(batch.ended(named).progressSummary().numberOfTasksSucceeded())
                .isEqualTo(1);
        var id = batch.create(REPLICATE, batch.csv("listed,out", "listed,none"));
        assertThat(batch.ended(id).progressSummary().numberOfTasksFailed()).isEqualTo(2);
        assertThat(String.join("\n", batch.report(id)))
                .contains("No rule of the bucket's replication configuration covers the object.")
                .contains("NoSuchKey");
        world.work();
        assertThat(world.status("listed", "k", older)).isEqualTo(ReplicationStatus.COMPLETED);
        assertThat(batch.s3.listObjectVersions(b -> b.bucket("listed-replica")).versions())
                .hasSize(1)
                .allMatch(version -> version.versionId().equals(older));
    }

    @Test
    void the_role_of_the_job_needs_the_right_to_initiate_a_replication() throws Exception {
        world.pair("unlet");
        var version = world.put("unlet", "k", "x");
        world.replicate("unlet", ReplicationWorld.everything("unlet-replica"));
        batch.s3.putBucketPolicy(b -> b.bucket("unlet")
                .policy(
                        "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":"
                                + "\"s3:InitiateReplication\",\"Resource\":\"arn:aws:s3:::unlet/*\"}]}"));
        var id = batch.create(REPLICATE, batch.csv("unlet,k"));
        assertThat(batch.ended(id).progressSummary().numberOfTasksFailed()).isEqualTo(1);
        assertThat(String.join("\n", batch.report(id))).contains("AccessDenied");
        assertThat(world.status("unlet", "k", version)).isNull();
    }
}
